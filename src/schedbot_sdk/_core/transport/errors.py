"""What the exceptions of an HTTP client mean, as plain data."""

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
    """How far an attempt had come, as somebody saw it who sits lower than the exception says."""

    @property
    def phase(self) -> Phase | None:
        """None when nobody could see."""
        ...

    @property
    def request_sent(self) -> bool:
        """Whether the request's head was written."""
        ...


def failure_of(error: Exception, seen: Progress, *, proxy: str = "") -> TransportFailure:
    """What an exception of an HTTP client means; one that no HTTP client raises is raised again.

    Works by name, so that clients of httpx2 need no import of it.

    Args:
        error: What was raised.
        seen: How far it had come.
        proxy: Where the proxy on the way was named; empty where none is known.
    """
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] in {"httpx", "httpx2"}]
    if not names and not isinstance(error, OSError | zlib.error):
        raise error
    phase, sent = _PHASES.get(names[0] if names else "", ("read", True))
    reason = _root_cause(error)
    if isinstance(reason, ssl.SSLError) and phase == "connect":
        phase = "tls"
    if seen.phase is not None:
        phase, sent = seen.phase, seen.request_sent
    timed_out = "TimeoutException" in names or isinstance(error, TimeoutError)
    cause = f"{phase}: {'timed out' if timed_out else _words(reason)}"
    return TransportFailure(phase, sent, timed_out, cause, hint_for(phase, reason, proxy=proxy))


def _root_cause(error: BaseException) -> BaseException:
    for _ in range(10):
        below = error.__cause__ or error.__context__
        if below is None:
            break
        error = below
    return error


def _words(reason: BaseException) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"certificate verify failed ({reason.verify_message})"
    if isinstance(reason, ssl.SSLError):
        return (reason.reason or "handshake failed").lower().replace("_", " ")
    if isinstance(reason, socket.gaierror):
        return "the host name was not found"
    if isinstance(reason, OSError) and reason.errno:
        return os.strerror(reason.errno).lower()
    return _KNOWN.get(type(reason).__name__, "failed")


_KNOWN: Mapping[str, str] = {
    "RemoteProtocolError": "the server broke off, or sent what is no HTTP",
    "LocalProtocolError": "the request is no HTTP",
    "DecodingError": "the body's encoding is broken",
    "error": "the body's encoding is broken",  # zlib's
    "ProxyError": "the proxy refused",
    "EndOfStream": "the server closed the connection",
}
