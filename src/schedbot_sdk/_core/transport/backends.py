"""Open the socket of one connection for httpcore, which asks for it when it has none."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterable

import httpcore
from typing_extensions import override

from schedbot_sdk._core.transport.addresses import Address, AddressBook, Peer, addresses_of
from schedbot_sdk._core.transport.async_stream import AsyncStream
from schedbot_sdk._core.transport.attempt_io import is_address
from schedbot_sdk._core.transport.connection_state import ConnectionState
from schedbot_sdk._core.transport.happy_eyeballs import connect, connect_async
from schedbot_sdk._core.transport.sockets import TimedSocket
from schedbot_sdk._core.transport.stream_errors import raised_as
from schedbot_sdk._core.transport.sync_stream import SyncStream

__all__ = ["AsyncBackend", "SyncBackend"]


class SyncBackend(httpcore.NetworkBackend):
    """Opens the socket of one sync connection.

    Args:
        state: The state of the connection.
        address_book: The client's memory of addresses.
    """

    def __init__(self, state: ConnectionState, address_book: AddressBook) -> None:
        self._state = state
        self._address_book = address_book
        self.stream: SyncStream | None = None
        """The last one that was opened; None before that."""

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        state = self._state
        state.attempt.connecting()
        with raised_as(httpcore.ConnectTimeout, httpcore.ConnectError):
            addresses = addresses_of(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            peer = state.peer = Peer(self._address_book, host, port)
            sock, peer.address = connect(
                peer.ordered(addresses), state.attempt.left_to_connect, peer.fails, lambda: state.is_aborted
            )
        self.stream = SyncStream(state, TimedSocket(sock))
        if state.is_aborted:  # while it was opened
            self.stream.shutdown()
        return self.stream

    @override
    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """The async twin of `SyncBackend`."""

    def __init__(self, state: ConnectionState, address_book: AddressBook) -> None:
        self._state = state
        self._address_book = address_book
        self.stream: AsyncStream | None = None
        """The last one that was opened; None before that."""

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        state = self._state
        state.attempt.connecting()
        loop = asyncio.get_running_loop()
        with raised_as(httpcore.ConnectTimeout, httpcore.ConnectError):
            addresses = await self._addresses(loop, host, port)
            peer = state.peer = Peer(self._address_book, host, port)
            sock, peer.address = await connect_async(
                peer.ordered(addresses), state.attempt.left_to_connect, peer.fails, lambda: state.is_aborted
            )
        try:
            _, self.stream = await loop.create_connection(lambda: AsyncStream(state, sock), sock=sock)
        except BaseException:
            sock.close()
            raise
        if state.is_aborted:  # while it was opened
            self.stream.abort()
        return self.stream

    async def _addresses(self, loop: asyncio.AbstractEventLoop, host: str, port: int) -> list[Address]:
        if is_address(host):  # which needs no look-up in a thread
            flags = socket.AI_NUMERICHOST
            return addresses_of(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags))
        async with asyncio.timeout(self._state.attempt.left_to_connect()):
            return addresses_of(await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
