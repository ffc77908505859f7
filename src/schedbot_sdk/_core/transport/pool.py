"""Gives each call a connection of its own, and closes what an interrupted call leaves behind."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk._core.transport.addresses import AddressBook
from schedbot_sdk._core.transport.connection import Connection
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import ResponseStream
from schedbot_sdk._core.transport.route import Route
from schedbot_sdk.options import check_count

__all__ = ["KEEP_ALIVE", "NO_FREE_CONNECTION", "Pool", "check_max_connections"]

NO_FREE_CONNECTION: Final = TransportFailure(
    "pool",
    request_sent=False,
    timed_out=True,
    cause="pool: no connection became free",
    hint="make the client with a larger max_connections, or run fewer calls at once",
)
KEEP_ALIVE: Final = 5.0
"""Seconds that an idle connection is kept; servers keep it as long at least."""


class Pool:
    """At most `max_connections` connections to one service, shared by threads.

    A connection counts as long as an object refers to it, so that an interrupt between two steps cannot lose one.
    A process that is forked from this one opens connections of its own.
    """

    ends_at_close = True

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
        self._dedicated: weakref.WeakSet[Pool] = weakref.WeakSet()
        self.is_closed = False
        self._begin()
        reset_after_fork(self._reset_after_fork)

    def _begin(self) -> None:
        # The lock is taken by itself, in one step; a Condition's takes two, and an interrupt between them would keep
        # it for ever. The same thread takes it again when a forgotten stream is collected under it.
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._idle: deque[tuple[Connection, float]] = deque()
        self._connections: weakref.WeakSet[Connection] = weakref.WeakSet()

    def _reset_after_fork(self) -> None:
        """Let go of the parent's connections and tell the other side nothing: the parent continues to use them."""
        for connection in list(self._connections):
            connection.drop()
        self._begin()

    def dedicated(self) -> Pool:
        """Return another pool to the same service, of one connection, that is closed with this one."""
        pool = Pool(self._route, 1, self._monotonic, self._address_book)
        with self._lock:
            pool.is_closed = self.is_closed
            self._dedicated.add(pool)
        return pool

    def close(self) -> None:
        """Close every connection; calls in progress in other threads fail."""
        with self._lock:
            self.is_closed = True
            for pool in list(self._dedicated):
                pool.close()
            while self._idle:
                self._idle.pop()[0].close()
            for connection in list(self._connections):
                connection.abort()
            self._changed.notify_all()

    @contextmanager
    def send(self, request: PreparedRequest, limits: Limits) -> Generator[ResponseStream | TransportFailure]:
        """Send a request over a free connection, the last used first; yield its response or a failure."""
        connection = self._acquire(limits)
        if isinstance(connection, TransportFailure):
            yield connection
            return
        try:
            response = connection.send(request, limits)
            yield response
            if isinstance(response, ResponseStream):
                response.chunks.close()
            connection.release()
        except BaseException:
            self._discard(connection)
            raise
        self._put_back(connection)

    def _acquire(self, limits: Limits) -> Connection | TransportFailure:
        give_up_at = min(self._monotonic() + limits.connect, limits.ends_at)
        with self._lock:
            self._close_old()
            while not (self.is_closed or self._idle) and len(self._connections) >= self._max_connections:
                left = give_up_at - self._monotonic()
                if left <= 0 or not self._changed.wait(min(left, threading.TIMEOUT_MAX)):
                    return NO_FREE_CONNECTION
            if self.is_closed:
                return CLOSED
            if self._idle:
                connection = self._idle.pop()[0]
                connection.close_unless_clean()
                return connection
            connection = Connection(self._route, self._address_book, self._monotonic)
            self._connections.add(connection)
            return connection

    def _put_back(self, connection: Connection) -> None:
        with self._lock:
            if self.is_closed:
                connection.close()
            elif connection in self._connections:  # not the parent's, which a fork left here
                connection.close_unless_clean()
                self._idle.append((connection, self._monotonic()))
            self._changed.notify()

    def _discard(self, connection: Connection) -> None:
        with self._lock:
            self._connections.discard(connection)
            self._changed.notify()
        connection.close()

    def _close_old(self) -> None:
        while self._idle and self._idle[0][1] < self._monotonic() - KEEP_ALIVE:
            connection, _ = self._idle.popleft()
            self._connections.discard(connection)
            connection.close()


def check_max_connections(count: int) -> None:
    """Refuse a pool without connections."""
    check_count("max_connections", count, 1, "1 makes one call wait for the other")
