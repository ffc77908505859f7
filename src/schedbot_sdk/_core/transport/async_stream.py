"""Reads and writes the socket of one async connection: no wait outlasts the attempt, and closing it awaits nothing.

Every `await` can be cancelled, so a clean-up must not need one.
"""

from __future__ import annotations

import asyncio
import math
import socket
import ssl
from collections import deque
from typing import cast

import httpcore
from typing_extensions import override

from schedbot_sdk._core.transport.connection_state import ConnectionState
from schedbot_sdk._core.transport.sockets import is_readable
from schedbot_sdk._core.transport.stream_errors import caused_by, raised_as

__all__ = ["AsyncStream"]

_HIGH_WATER = 256 * 1024  # unread bytes above which the peer has to pause
_PIECE = 64 * 1024  # bytes of a request to which one `Timeouts.write` applies


class AsyncStream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One socket with its layers of TLS, used by one attempt after the other."""

    def __init__(self, state: ConnectionState, sock: socket.socket) -> None:
        self._state = state
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._tls_layers = 0
        self._pieces: deque[bytes] = deque()
        self._buffered = 0
        self._error: Exception | None = None
        self._may_write = True
        self._waiter: asyncio.Future[bool] | None = None
        self.is_closed = False
        """Whether the connection has ended; buffered input may still be unread."""
        state.opened(0)

    # Called by the event loop.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._pieces.append(data)
        self._buffered += len(data)
        if self._buffered > _HIGH_WATER:
            self._transport.pause_reading()
        self._wake()

    @override
    def eof_received(self) -> None:
        self.is_closed = True
        self._wake()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed, self._error = True, exc
        self._wake()

    @override
    def pause_writing(self) -> None:
        self._may_write = False

    @override
    def resume_writing(self) -> None:
        self._may_write = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(True)

    async def _wait(self, seconds: float) -> bool:
        """Return whether the event loop called before the time was over."""
        if seconds <= 0:
            return False
        waiter: asyncio.Future[bool] = self._loop.create_future()
        self._waiter = waiter
        timer = None if seconds == math.inf else self._loop.call_later(seconds, _expire, waiter)
        try:
            return await waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    # Called by httpcore.

    @property
    def _reaches_service(self) -> bool:
        return self._tls_layers == self._state.tls_layers

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = self._state.attempt
        if self._reaches_service:
            attempt.phase = "read"
        while True:
            while not self._pieces and not self.is_closed:
                if not await self._wait(attempt.left_to_read()):
                    raise httpcore.ReadTimeout("timed out")
            data = self._next_piece(max_bytes)
            attempt.answered = attempt.answered or bool(data)
            if (redacted := attempt.redactor.feed(data)) or not data:
                return redacted

    def _next_piece(self, max_bytes: int) -> bytes:
        if not self._pieces:
            if self._error is not None:
                raise caused_by(httpcore.ReadError(), self._error)
            return b""
        piece = self._pieces.popleft()
        if len(piece) > max_bytes:
            self._pieces.appendleft(piece[max_bytes:])
            piece = piece[:max_bytes]
        if self._buffered > _HIGH_WATER >= self._buffered - len(piece):
            self._transport.resume_reading()
        self._buffered -= len(piece)
        return piece

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        attempt = self._state.attempt
        if self._reaches_service:
            attempt.phase = "write"
        attempt.redactor.restart()
        for start in range(0, len(buffer), _PIECE):
            if not self.is_closed:
                self._transport.write(buffer[start : start + _PIECE])
            while not self._may_write and not self.is_closed:
                if not await self._wait(attempt.left_to_write()):
                    raise httpcore.WriteTimeout("timed out")
            if self.is_closed:
                raise caused_by(httpcore.WriteError(), self._error)
        if self._reaches_service:
            attempt.request_sent = True

    @override
    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        attempt = self._state.attempt
        attempt.phase = "tls"
        try:
            with raised_as(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(attempt.left_to_connect()):
                    upgraded = await self._loop.start_tls(
                        self._transport, self, ssl_context, server_hostname=server_hostname
                    )
        except BaseException:
            self.abort()
            raise
        if upgraded is None:
            raise httpcore.ConnectError("the server closed the connection")
        self._transport = upgraded
        self._tls_layers += 1
        self._state.opened(self._tls_layers)
        return self

    @override
    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        """Close the socket in the event loop's next turn; the peer sees an ordinary end."""
        self.is_closed = True
        if not self._loop.is_closed():
            self._transport.abort()
        if not self._loop.is_running():  # it may never turn again
            self.close_socket()

    def close_socket(self) -> None:
        """Close the socket without the event loop."""
        self.is_closed = True
        self._socket.close()

    @property
    def has_input(self) -> bool:
        """Whether there is unread input, or the connection has ended."""
        # An event loop that was blocked has not read yet what the system has received.
        return self.is_closed or bool(self._pieces) or is_readable(self._socket.fileno())

    @override
    def get_extra_info(self, info: str) -> object:
        if info == "is_readable":
            return self.has_input
        return self._transport.get_extra_info(info) if info == "ssl_object" else None


def _expire(waiter: asyncio.Future[bool]) -> None:
    if not waiter.done():
        waiter.set_result(False)
