"""Exceptions of an HTTP client -> transport failures, as plain data."""

from __future__ import annotations

import os
import socket
import ssl
import zlib
from collections.abc import Mapping
from typing import Protocol

from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.transport.hints import hint_for
from schedbot_sdk.errors import Phase

__all__ = ["Progress", "failure_of"]

_PHASES: Mapping[str, tuple[Phase, bool]] = {
    "PoolTimeout": ("pool", False),
    "ConnectTimeout": ("connect", False),
    "ConnectError": ("connect", False),
    "ProxyError": ("connect", False),
    "UnsupportedProtocol": ("connect", False),
    "LocalProtocolError": ("write", False),
    "WriteTimeout": ("write", True),
    "WriteError": ("write", True),
}


class Progress(Protocol):
    """How far an attempt had come, as the stream or a trace hook saw it: more exact than the exception."""

    @property
    def phase(self) -> Phase | None:
        """None when it is not known."""
        ...

    @property
    def request_sent(self) -> bool:
        """Whether the headers of the request were written."""
        ...


def failure_of(error: Exception, progress: Progress, *, proxy: str = "") -> TransportFailure:
    """Return what an exception of an HTTP client means; any other exception is raised again.

    It compares names, so that clients of httpx2 need no import.

    Args:
        error: The exception.
        progress: How far the attempt had come.
        proxy: The source of the proxy; empty without a known one.
    """
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] in {"httpx", "httpx2"}]
    if not names and not isinstance(error, OSError | zlib.error):
        raise error
    phase, sent = _PHASES.get(names[0] if names else "", ("read", True))
    reason = _root_cause(error)
    if isinstance(reason, ssl.SSLError) and phase == "connect":
        phase = "tls"
    if progress.phase is not None:
        phase, sent = progress.phase, progress.request_sent
    timed_out = "TimeoutException" in names or isinstance(error, TimeoutError)
    cause = f"{phase}: {'timed out' if timed_out else _describe(reason)}"
    return TransportFailure(phase, sent, timed_out, cause, hint_for(phase, reason, proxy=proxy))


def _root_cause(error: BaseException) -> BaseException:
    for _ in range(10):
        inner = error.__cause__ or error.__context__
        if inner is None:
            break
        error = inner
    return error


def _describe(reason: BaseException) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"certificate verify failed ({reason.verify_message})"
    if isinstance(reason, ssl.SSLError):
        return (reason.reason or "handshake failed").lower().replace("_", " ")
    if isinstance(reason, socket.gaierror):
        return "the host name was not found"
    if isinstance(reason, OSError) and reason.errno:
        return os.strerror(reason.errno).lower()
    return _CAUSES.get(type(reason).__name__, "failed")


_CAUSES: Mapping[str, str] = {
    "RemoteProtocolError": "the server closed the connection or sent an invalid HTTP response",
    "LocalProtocolError": "the request is invalid HTTP",
    "DecodingError": "the body could not be decompressed",
    "error": "the body could not be decompressed",  # zlib's
    "ProxyError": "the proxy refused the connection",
    "EndOfStream": "the server closed the connection",
}
