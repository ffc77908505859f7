"""Gives each call of an async client a connection that belongs to its event loop."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk._core.transport.addresses import AddressBook
from schedbot_sdk._core.transport.connection import AsyncConnection
from schedbot_sdk._core.transport.pool import KEEP_ALIVE, NO_FREE_CONNECTION, check_max_connections
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream
from schedbot_sdk._core.transport.route import Route

__all__ = ["AsyncPool"]

_TURNS = 20  # turns of the event loop that `close` waits for calls to end

_inherited: list[object] = []
"""Connections of a parent's event loops: kept, because collecting them would call those loops."""


class AsyncPool:
    """The async twin of `Pool`: at most `max_connections` connections for each event loop, which end with it."""

    def __init__(
        self,
        route: Route,
        max_connections: int,
        monotonic: Callable[[], float],
        address_book: AddressBook | None = None,
    ) -> None:
        check_max_connections(max_connections)
        self._route = route
        self._max_connections = max_connections
        self._monotonic = monotonic
        self._address_book = address_book or AddressBook()
        self._loops: dict[asyncio.AbstractEventLoop, _LoopConnections] = {}
        self._dedicated: weakref.WeakSet[AsyncPool] = weakref.WeakSet()
        self.is_closed = False
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Let go of the parent's connections and tell the other side nothing: the parent continues to use them."""
        for connections in self._loops.values():
            connections.drop()
        self._loops = {}

    def dedicated(self) -> AsyncPool:
        """Return another pool to the same service, of one connection, that is closed with this one."""
        pool = AsyncPool(self._route, 1, self._monotonic, self._address_book)
        pool.is_closed = self.is_closed
        self._dedicated.add(pool)
        return pool

    async def close(self) -> None:
        """Close every connection; calls in progress in other tasks fail."""
        self.abort()
        await self.unwatch()
        # The event loop closes the sockets in its next turn, and ends their waits in the turns after it.
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            if not self.is_in_use:
                break

    def abort(self) -> None:
        """Close every connection without waiting."""
        self.is_closed = True
        this_loop = asyncio.get_running_loop()
        for loop, connections in list(self._loops.items()):
            if loop is not this_loop and loop.is_running():  # in another thread
                with contextlib.suppress(RuntimeError):  # it may end meanwhile, and its connections with it
                    loop.call_soon_threadsafe(connections.abort)
            else:
                connections.abort()
        for pool in list(self._dedicated):
            pool.abort()

    async def unwatch(self) -> None:
        """Tell this event loop that it has no connections left to close."""
        connections = self._loops.get(asyncio.get_running_loop())
        if connections is not None:
            await connections.unwatch()
        for pool in list(self._dedicated):
            await pool.unwatch()

    @property
    def is_in_use(self) -> bool:
        """Whether a call is in progress in this event loop, here or in a dedicated pool."""
        connections = self._loops.get(asyncio.get_running_loop())
        return bool(connections and connections.in_use) or any(pool.is_in_use for pool in self._dedicated)

    @asynccontextmanager
    async def send(
        self, request: PreparedRequest, limits: Limits
    ) -> AsyncGenerator[AsyncResponseStream | TransportFailure]:
        """Send a request over a free connection, the last used first; yield its response or a failure."""
        connections = await self._of_this_loop()
        if not await self._acquire(connections, limits):
            yield CLOSED if self.is_closed else NO_FREE_CONNECTION
            return
        try:
            connections.close_old(self._monotonic() - KEEP_ALIVE)
            if connections.idle:
                connection = connections.idle.pop()[0]
                connection.close_unless_clean()
            else:
                connection = AsyncConnection(self._route, self._address_book, self._monotonic)
            connections.in_use.add(connection)
            try:
                response = await connection.send(request, limits)
                try:
                    yield response
                finally:
                    if isinstance(response, AsyncResponseStream):
                        await response.chunks.aclose()
                    await connection.release()
            except BaseException:
                connection.abort()
                raise
            finally:
                connections.in_use.discard(connection)
            if self.is_closed:
                connection.abort()
            else:
                connection.close_unless_clean()
                connections.idle.append((connection, self._monotonic()))
        finally:
            connections.free.release()

    async def _of_this_loop(self) -> _LoopConnections:
        loop = asyncio.get_running_loop()
        if loop not in self._loops:
            for closed in [loop for loop in list(self._loops) if loop.is_closed()]:
                self._loops.pop(closed).abort()
            self._loops[loop] = connections = _LoopConnections(self._max_connections)
            await connections.watch()
        return self._loops[loop]

    async def _acquire(self, connections: _LoopConnections, limits: Limits) -> bool:
        if not connections.free.locked():
            await connections.free.acquire()
        else:
            try:
                async with asyncio.timeout(min(limits.connect, limits.ends_at - self._monotonic())):
                    await connections.free.acquire()
            except TimeoutError:
                return False
        if self.is_closed:
            connections.free.release()
        return not self.is_closed


class _LoopConnections:
    """The connections of one event loop."""

    def __init__(self, max_connections: int) -> None:
        self.free = asyncio.Semaphore(max_connections)
        self.idle: deque[tuple[AsyncConnection, float]] = deque()
        self.in_use: set[AsyncConnection] = set()
        self._watch: AsyncGenerator[None] | None = None

    async def watch(self) -> None:
        """Have the event loop close the connections when it ends: `asyncio.run` closes its async generators then."""
        self._watch = self._until_the_loop_ends()
        await anext(self._watch)

    async def unwatch(self) -> None:
        """Tell the event loop that it has no connections left to close."""
        if self._watch is not None:
            await self._watch.aclose()

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self.abort()

    def drop(self) -> None:
        """Let go of all of them in a forked child."""
        for connection in (*self.in_use, *(connection for connection, _ in self.idle)):
            connection.drop()
        _inherited.append(self)

    def abort(self) -> None:
        """Close all of them."""
        for connection in (*self.in_use, *(connection for connection, _ in self.idle)):
            connection.abort()
        self.idle.clear()

    def close_old(self, since: float) -> None:
        """Close those that have been idle since before this moment."""
        while self.idle and self.idle[0][1] < since:
            self.idle.popleft()[0].abort()
