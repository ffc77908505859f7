"""Reads and writes the socket of one sync connection: no wait on it outlasts the attempt.

`httpcore.SyncBackend` is not used. It tries the addresses of a host one after the other, its TLS inside TLS outlasts
deadlines, and another thread cannot end its handshake.
"""

from __future__ import annotations

import ssl

import httpcore
from typing_extensions import override

from schedbot_sdk._core.transport.connection_state import ConnectionState
from schedbot_sdk._core.transport.sockets import TimedSocket
from schedbot_sdk._core.transport.stream_errors import raised_as
from schedbot_sdk._core.transport.tls_layer import TlsLayer

__all__ = ["SyncStream"]


class SyncStream(httpcore.NetworkStream):
    """One socket with its layers of TLS, used by one attempt after the other."""

    def __init__(self, state: ConnectionState, sock: TimedSocket) -> None:
        self._state = state
        self._socket = sock
        self._channel: TimedSocket | TlsLayer = sock
        self._tls_layers = 0
        self.is_closed = False
        state.opened(0)

    @property
    def has_input(self) -> bool:
        """Whether there is unread input, or the connection has ended."""
        return self._channel.has_input

    @property
    def _reaches_service(self) -> bool:
        return self._tls_layers == self._state.tls_layers

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = self._state.attempt
        if self._reaches_service:
            attempt.phase = "read"
        while True:
            with raised_as(httpcore.ReadTimeout, httpcore.ReadError):
                data = self._channel.receive(max_bytes, attempt.left_to_read())
            attempt.answered = attempt.answered or bool(data)
            if (redacted := attempt.redactor.feed(data)) or not data:
                return redacted

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        attempt = self._state.attempt
        if self._reaches_service:
            attempt.phase = "write"
        attempt.redactor.restart()
        rest = memoryview(buffer)
        with raised_as(httpcore.WriteTimeout, httpcore.WriteError):
            while rest:
                rest = rest[self._channel.send(rest, attempt.left_to_write()) :]
        if self._reaches_service:
            attempt.request_sent = True

    @override
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        attempt = self._state.attempt
        attempt.phase = "tls"
        try:
            with raised_as(httpcore.ConnectTimeout, httpcore.ConnectError):
                layer = TlsLayer(self._channel, ssl_context, server_hostname)
                layer.handshake(attempt.left_to_connect())
        except BaseException:
            self.close()
            raise
        self._channel = layer
        self._tls_layers += 1
        self._state.opened(self._tls_layers)
        return self

    def shutdown(self) -> None:
        """End every wait of another thread on the socket."""
        self._socket.shutdown()

    @override
    def close(self) -> None:
        self.is_closed = True
        self._socket.close()

    @override
    def get_extra_info(self, info: str) -> object:
        if info == "ssl_object":
            return self._channel.ssl_object if isinstance(self._channel, TlsLayer) else None
        return self.has_input if info == "is_readable" else None
