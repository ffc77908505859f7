"""Follows a request through a supplied client with the `trace` extension of httpx and httpx2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast
from urllib.parse import urlsplit

from schedbot_sdk.errors import Phase

__all__ = ["AsyncTraceHook", "TraceHook"]


class _Url(Protocol):
    """The part of httpcore's URL that is read and corrected."""

    host: bytes
    port: int | None
    target: bytes


class _Request(Protocol):
    """The part of httpcore's request that is read."""

    method: bytes
    url: _Url


class TraceHook:
    """Notes the progress of a request, and hides its `target` from proxies.

    The extension `target` hides a bot's token from logs and spans. But a client copies it to the CONNECT request for
    its proxy, and a forwarding proxy needs the whole address. The hook corrects both just before the request is sent.

    Args:
        origin: The scheme, host and port of the service.
        target: The extension; None without one.
    """

    def __init__(self, origin: str, target: bytes | None) -> None:
        self._origin = origin
        self._target = target
        self._is_ours = False
        self.phase: Phase | None = None
        self.request_sent = False

    def __call__(self, name: str, info: Mapping[str, object]) -> None:
        """Take an event of httpcore, such as `http11.send_request_headers.started`."""
        match name.partition(".")[2]:
            case "connect_tcp.started":
                self.phase = "connect"
            case "start_tls.started":
                self.phase = "tls"
            case "send_request_headers.started":
                self._correct(cast("_Request", info["request"]))
            case "send_request_headers.complete" if self._is_ours:
                self.request_sent = True
            case "receive_response_headers.started" if self._is_ours:
                self.phase = "read"
            case _:
                pass

    def _correct(self, request: _Request) -> None:
        parts = urlsplit(self._origin)
        host = (parts.hostname or "").encode("ascii")
        port = parts.port or {"https": 443}.get(parts.scheme, 80)
        self._is_ours = request.method != b"CONNECT"
        if self._is_ours:
            self.phase = "write"
        if self._target is None:
            return
        if not self._is_ours:
            request.url.target = b"%b:%d" % (host, port)
        elif (request.url.host, request.url.port or port) != (host, port):
            request.url.target = self._origin.encode("ascii") + self._target


class AsyncTraceHook(TraceHook):
    """The same hook for async clients, which await it."""

    async def __call__(self, name: str, info: Mapping[str, object]) -> None:  # type: ignore[override]
        """Take an event of httpcore."""
        super().__call__(name, info)
