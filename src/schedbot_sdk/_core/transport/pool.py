"""Lends out connections, one call at a time each, and throws away what an interrupted call leaves behind."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import weakref
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk._core.transport.addresses import AddressBook
from schedbot_sdk._core.transport.connection import AsyncConnection, Connection
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream, ResponseStream
from schedbot_sdk._core.transport.route import Route
from schedbot_sdk.options import check_count

__all__ = ["AsyncPool", "Pool"]

_NONE_FREE = TransportFailure(
    "pool",
    request_sent=False,
    timed_out=True,
    cause="pool: no connection came free",
    advice="make the client with more max_connections, or let fewer calls run at once",
)
_KEEP = 5.0  # seconds that an idle connection is kept, as servers do at least
_TURNS = 20  # of the event loop, for what a closed connection ends; a call that will not end is not waited for

_inherited: list[object] = []
"""What belongs to event loops of a parent process: kept, because collecting it would tell those loops."""


class Pool:
    """At most `size` connections to one service, shared by threads.

    A connection counts for as long as somebody holds it, so that not even an interrupt between two steps loses one.
    A process that is forked from this one opens connections of its own.
    """

    ends_at_close = True

    def __init__(
        self, route: Route, size: int, monotonic: Callable[[], float], book: AddressBook | None = None
    ) -> None:
        self._route = route
        check_count("max_connections", size, 1, "1 makes one call wait for the other")
        self._size = size
        self._monotonic = monotonic
        self._book = book or AddressBook()
        self._pools: weakref.WeakSet[Pool] = weakref.WeakSet()
        self.is_closed = False
        self._begin()
        reset_after_fork(self._reset_after_fork)

    def _begin(self) -> None:
        # The lock is taken by itself, in one step; a Condition's takes two, and an interrupt between them would keep
        # it for ever. It is taken again by the same thread when a forgotten stream is collected under it.
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._idle: deque[tuple[Connection, float]] = deque()
        self._lines: weakref.WeakSet[Connection] = weakref.WeakSet()

    def _reset_after_fork(self) -> None:
        """Let go of the parent's connections, without a word to the other side: the parent goes on with them."""
        for line in list(self._lines):
            line.drop()
        self._begin()

    def apart(self) -> Pool:
        """Another pool to the same service, of one connection, that is closed with this one."""
        pool = Pool(self._route, 1, self._monotonic, self._book)
        with self._lock:
            pool.is_closed = self.is_closed
            self._pools.add(pool)
        return pool

    def close(self) -> None:
        """Close every connection; calls that other threads have under way fail."""
        with self._lock:
            self.is_closed = True
            for pool in list(self._pools):
                pool.close()
            while self._idle:
                self._idle.pop()[0].close()
            for line in list(self._lines):
                line.abort()
            self._changed.notify_all()

    @contextmanager
    def carry(self, letter: PreparedRequest, limits: Limits) -> Generator[ResponseStream | TransportFailure]:
        """Send a request over a connection that is free, and give its answer's head, or why there is none."""
        with self._lend(limits) as line:
            if isinstance(line, TransportFailure):
                yield line
                return
            came = line.send(letter, limits)
            yield came
            if isinstance(came, ResponseStream):
                came.chunks.close()
            line.release()

    @contextmanager
    def _lend(self, limits: Limits) -> Generator[Connection | TransportFailure]:
        """A connection for one attempt, the one used last before others; or why there is none."""
        line = self._borrowed(limits)
        try:
            yield line
        except BaseException:
            if isinstance(line, Connection):
                self._throw_away(line)
            raise
        if isinstance(line, Connection):
            self._take_back(line)

    def _borrowed(self, limits: Limits) -> Connection | TransportFailure:
        give_up_at = min(self._monotonic() + limits.connect, limits.ends_at)
        with self._lock:
            self._close_old()
            while not (self.is_closed or self._idle) and len(self._lines) >= self._size:
                left = give_up_at - self._monotonic()
                if left <= 0 or not self._changed.wait(min(left, threading.TIMEOUT_MAX)):
                    return _NONE_FREE
            if self.is_closed:
                return CLOSED
            if self._idle:
                line = self._idle.pop()[0]
                line.close_unless_clean()
                return line
            line = Connection(self._route, self._book, self._monotonic)
            self._lines.add(line)
            return line

    def _take_back(self, line: Connection) -> None:
        with self._lock:
            if self.is_closed:
                line.close()
            elif line in self._lines:  # it is not one of the parent's, which a fork left here
                line.close_unless_clean()
                self._idle.append((line, self._monotonic()))
            self._changed.notify()

    def _throw_away(self, line: Connection) -> None:
        with self._lock:
            self._lines.discard(line)
            self._changed.notify()
        line.close()

    def _close_old(self) -> None:
        while self._idle and self._idle[0][1] < self._monotonic() - _KEEP:
            line, _ = self._idle.popleft()
            self._lines.discard(line)
            line.close()


class AsyncPool:
    """The async twin of `Pool`: each event loop has connections of its own, at most `size`, which end with it."""

    def __init__(
        self, route: Route, size: int, monotonic: Callable[[], float], book: AddressBook | None = None
    ) -> None:
        self._route = route
        self._monotonic = monotonic
        check_count("max_connections", size, 1, "1 makes one call wait for the other")
        self._size = size
        self._book = book or AddressBook()
        self._loops: dict[asyncio.AbstractEventLoop, _LoopConnections] = {}
        self._pools: weakref.WeakSet[AsyncPool] = weakref.WeakSet()
        self.is_closed = False
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Let go of the parent's connections, without a word to the other side: the parent goes on with them."""
        for connections in self._loops.values():
            connections.drop()
        self._loops = {}

    def apart(self) -> AsyncPool:
        """Another pool to the same service, of one connection, that is closed with this one."""
        pool = AsyncPool(self._route, 1, self._monotonic, self._book)
        pool.is_closed = self.is_closed
        self._pools.add(pool)
        return pool

    async def close(self) -> None:
        """Close every connection; calls that other tasks have under way fail."""
        self.end()
        await self.unwatch()
        # The event loop closes the sockets in its next turn, and ends what waited for them in the turns after it.
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            if not self.is_lent:
                break

    def end(self) -> None:
        """Close every connection, and wait for nothing."""
        self.is_closed = True
        here = asyncio.get_running_loop()
        for loop, connections in list(self._loops.items()):
            if loop is not here and loop.is_running():  # in another thread
                with contextlib.suppress(RuntimeError):  # it may end meanwhile, and its connections with it
                    loop.call_soon_threadsafe(connections.end)
            else:
                connections.end()
        for pool in list(self._pools):
            pool.end()

    async def unwatch(self) -> None:
        """Tell this event loop that nothing is left to close."""
        connections = self._loops.get(asyncio.get_running_loop())
        if connections is not None:
            await connections.unwatch()
        for pool in list(self._pools):
            await pool.unwatch()

    @property
    def is_lent(self) -> bool:
        """Whether a call is under way in this event loop, here or in a pool apart."""
        connections = self._loops.get(asyncio.get_running_loop())
        return bool(connections and connections.lent) or any(pool.is_lent for pool in self._pools)

    @asynccontextmanager
    async def carry(
        self, letter: PreparedRequest, limits: Limits
    ) -> AsyncGenerator[AsyncResponseStream | TransportFailure]:
        """Send a request over a connection that is free, and give its answer's head, or why there is none."""
        async with self._lend(limits) as line:
            if isinstance(line, TransportFailure):
                yield line
                return
            came = await line.send(letter, limits)
            try:
                yield came
            finally:
                if isinstance(came, AsyncResponseStream):
                    await came.chunks.aclose()
                await line.release()

    @asynccontextmanager
    async def _lend(self, limits: Limits) -> AsyncGenerator[AsyncConnection | TransportFailure]:
        """A connection for one attempt, the one used last before others; or why there is none."""
        connections = await self._of_this_loop()
        if not await self._may_borrow(connections, limits):
            yield CLOSED if self.is_closed else _NONE_FREE
            return
        try:
            connections.close_old(self._monotonic() - _KEEP)
            if connections.idle:
                line = connections.idle.pop()[0]
                line.close_unless_clean()
            else:
                line = AsyncConnection(self._route, self._book, self._monotonic)
            connections.lent.add(line)
            try:
                yield line
            except BaseException:
                line.abort()
                raise
            finally:
                connections.lent.discard(line)
            if self.is_closed:
                line.abort()
            else:
                line.close_unless_clean()
                connections.idle.append((line, self._monotonic()))
        finally:
            connections.free.release()

    async def _of_this_loop(self) -> _LoopConnections:
        loop = asyncio.get_running_loop()
        if loop not in self._loops:
            for gone in [loop for loop in list(self._loops) if loop.is_closed()]:
                self._loops.pop(gone).end()
            self._loops[loop] = connections = _LoopConnections(self._size)
            await connections.watch()
        return self._loops[loop]

    async def _may_borrow(self, connections: _LoopConnections, limits: Limits) -> bool:
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

    def __init__(self, size: int) -> None:
        self.free = asyncio.Semaphore(size)
        self.idle: deque[tuple[AsyncConnection, float]] = deque()
        self.lent: set[AsyncConnection] = set()
        self._watch: AsyncGenerator[None] | None = None

    async def watch(self) -> None:
        """Have the event loop close the connections when it ends: `asyncio.run` closes its async generators then."""
        self._watch = self._until_the_loop_ends()
        await anext(self._watch)

    async def unwatch(self) -> None:
        """Tell the event loop that nothing is left to close."""
        if self._watch is not None:
            await self._watch.aclose()

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self.end()

    def drop(self) -> None:
        """Let go of all of them in a forked child."""
        for line in (*self.lent, *(line for line, _ in self.idle)):
            line.drop()
        _inherited.append(self)

    def end(self) -> None:
        """Close all of them."""
        for line in (*self.lent, *(line for line, _ in self.idle)):
            line.abort()
        self.idle.clear()

    def close_old(self, since: float) -> None:
        """Close those that have been idle since before this moment."""
        while self.idle and self.idle[0][1] < since:
            self.idle.popleft()[0].abort()
