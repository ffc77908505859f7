"""The transport under one connection of an async client: no wait on it outlasts the loan, and ending it takes no await.

Cancellation can come at every `await`; what must be tidied up afterwards is therefore tidied up without one.
"""

from __future__ import annotations

import asyncio
import math
import socket
import ssl
from collections import deque
from collections.abc import Iterable
from typing import TypeAlias, cast

import httpcore
from typing_extensions import override

from schedbot_sdk._core.transport.addresses import Address, AddressBook, Peer, addresses_of
from schedbot_sdk._core.transport.attempt_io import AttemptIO, because, is_address
from schedbot_sdk._core.transport.happy_eyeballs import connect_async
from schedbot_sdk._core.transport.sockets import is_readable

__all__ = ["AsyncBackend"]

_SocketOption: TypeAlias = "tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]"
_ENOUGH = 256 * 1024  # bytes that may wait for their reader before the peer is told to pause
_PIECE = 64 * 1024  # bytes of a request for which `Timeouts.write` counts


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """The async twin of `Wire`."""

    def __init__(self, tls_layers: int, book: AddressBook) -> None:
        self.tls_layers = tls_layers
        self._book = book
        self.peer: Peer | None = None
        self.loan: AttemptIO
        self._stream: _Stream | None = None
        self.is_given_up = False
        self.is_inherited = False

    @property
    def is_open(self) -> bool:
        """Whether a connection is kept."""
        return self._stream is not None and not self._stream.is_lost

    @property
    def is_readable(self) -> bool:
        """Whether something came, or the end, that nobody has read."""
        return self._stream is not None and bool(self._stream.get_extra_info("is_readable"))

    def abort(self) -> None:
        """End the connection at once."""
        if self._stream is not None:
            self._stream.abort()

    def drop(self) -> None:
        """Let go of the socket in a forked child, without a word to the other side: it is the parent's.

        The event loop is not asked: it has its selector in common with the parent's.
        """
        self.is_inherited = True
        if self._stream is not None:
            self._stream.close_socket()

    def give_up(self) -> None:
        """End the connection at once, and for good."""
        self.is_given_up = True
        self.abort()

    def is_ready(self, tls_layers: int) -> None:
        """Note that so many layers of TLS have begun; with all of them, the connection's address has worked."""
        if tls_layers == self.tls_layers and self.peer is not None:
            self.peer.works()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.loan.connecting()
        loop = asyncio.get_running_loop()
        try:
            found = await self._addresses(loop, host, port)
            peer = self.peer = Peer(self._book, host, port)
            sock, peer.address = await connect_async(
                peer.ordered(found), self.loan.left_to_connect, peer.fails, lambda: self.is_given_up
            )
        except TimeoutError:
            raise httpcore.ConnectTimeout("timed out") from None
        except (OSError, UnicodeError) as error:
            raise because(httpcore.ConnectError(), error) from None
        try:
            _, self._stream = await loop.create_connection(lambda: _Stream(self, sock), sock=sock)
        except BaseException:
            sock.close()
            raise
        self.is_ready(0)
        if self.is_given_up:  # while it was opened
            self._stream.abort()
        return self._stream

    async def _addresses(self, loop: asyncio.AbstractEventLoop, host: str, port: int) -> list[Address]:
        if is_address(host):  # which needs no look-up in a thread
            flags = socket.AI_NUMERICHOST
            return addresses_of(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags))
        async with asyncio.timeout(self.loan.left_to_connect()):
            return addresses_of(await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """Reads and writes for one loan after the other; the errors are those that httpcore knows."""

    def __init__(self, wire: AsyncBackend, sock: socket.socket) -> None:
        self._wire = wire
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._tls_layers = 0
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._ended = False
        self._error: Exception | None = None
        self._may_write = True
        self._waiter: asyncio.Future[bool] | None = None

    # What the event loop tells.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._pieces.append(data)
        self._held += len(data)
        if self._held > _ENOUGH:
            self._transport.pause_reading()
        self._wake()

    @override
    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._error = True, exc
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

    async def _woken(self, seconds: float) -> bool:
        """Whether something happened before the time was over."""
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

    # What httpcore asks for.

    @property
    def is_lost(self) -> bool:
        """Whether the connection has ended."""
        return self._ended

    @property
    def _reaches_the_service(self) -> bool:
        return self._tls_layers == self._wire.tls_layers

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        loan = self._wire.loan
        if self._reaches_the_service:
            loan.phase = "read"
        while True:
            while not self._pieces and not self._ended:
                if not await self._woken(loan.left_to_read()):
                    raise httpcore.ReadTimeout("timed out")
            data = self._taken(max_bytes)
            loan.answered = loan.answered or bool(data)
            if (shown := loan.head.feed(data)) or not data:
                return shown

    def _taken(self, max_bytes: int) -> bytes:
        if not self._pieces:
            if self._error is not None:
                raise because(httpcore.ReadError(), self._error)
            return b""
        piece = self._pieces.popleft()
        if len(piece) > max_bytes:
            self._pieces.appendleft(piece[max_bytes:])
            piece = piece[:max_bytes]
        if self._held > _ENOUGH >= self._held - len(piece):
            self._transport.resume_reading()
        self._held -= len(piece)
        return piece

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        loan = self._wire.loan
        if self._reaches_the_service:
            loan.phase = "write"
        loan.head.restart()
        for start in range(0, len(buffer), _PIECE):
            if not self._ended:
                self._transport.write(buffer[start : start + _PIECE])
            while not self._may_write and not self._ended:
                if not await self._woken(loan.left_to_write()):
                    raise httpcore.WriteTimeout("timed out")
            if self._ended:
                raise because(httpcore.WriteError(), self._error)
        if self._reaches_the_service:
            loan.request_sent = True

    @override
    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        loan = self._wire.loan
        loan.phase = "tls"
        try:
            async with asyncio.timeout(loan.left_to_connect()):
                upgraded = await self._loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError:
            self.abort()
            raise httpcore.ConnectTimeout("timed out") from None
        except OSError as error:
            self.abort()
            raise because(httpcore.ConnectError(), error) from None
        except BaseException:
            self.abort()
            raise
        if upgraded is None:
            raise httpcore.ConnectError("the server closed the connection")
        self._transport = upgraded
        self._tls_layers += 1
        self._wire.is_ready(self._tls_layers)
        return self

    @override
    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        """Close the socket, in the event loop's next turn; the peer sees an ordinary end."""
        self._ended = True
        if not self._loop.is_closed():
            self._transport.abort()
        if not self._loop.is_running():  # it may never turn again
            self.close_socket()

    def close_socket(self) -> None:
        """Close the socket without the event loop."""
        self._ended = True
        self._socket.close()

    @override
    def get_extra_info(self, info: str) -> object:
        match info:
            case "ssl_object" | "socket":
                return self._transport.get_extra_info(info)
            case "is_readable":
                # An event loop that was held up has not read yet what the system has.
                return self._ended or bool(self._pieces) or is_readable(self._socket.fileno())
            case _:
                return None


def _expire(waiter: asyncio.Future[bool]) -> None:
    if not waiter.done():
        waiter.set_result(False)
