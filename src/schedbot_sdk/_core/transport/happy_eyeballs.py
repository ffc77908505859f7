"""Opens a TCP connection to whichever address of a host answers first (RFC 8305), and closes all other sockets."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence

from schedbot_sdk._core.transport.addresses import NEXT_ADDRESS_AFTER, Address

__all__ = ["Race", "connect", "connect_async"]

_CHECK_EVERY = 0.1  # seconds between two checks whether the client was closed
_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS)}


class Race:
    """Decides when each address is tried, and keeps the error if none can be reached. Opens no socket.

    Args:
        addresses: The addresses in the order to try.
        seconds: The time for all of them; if it is short, the delay between two is shorter than RFC 8305 recommends.
        fails: Called with every address that could not be reached.
    """

    def __init__(self, addresses: Sequence[Address], seconds: float, fails: Callable[[Address], None]) -> None:
        self._waiting = deque(addresses)
        self._delay = min(NEXT_ADDRESS_AFTER, seconds / max(1, len(addresses)))
        self._next_at = 0.0
        self._fails = fails
        self.failure: OSError = OSError(errno.EADDRNOTAVAIL, "no address")
        """The error of the address that failed last."""

    @property
    def is_over(self) -> bool:
        """Whether no address is left to try."""
        return not self._waiting

    def next(self, now: float, *, alone: bool) -> Address | None:
        """Return the address to try now, or None while the last one has time to answer.

        Args:
            now: The time of a monotonic clock.
            alone: Whether no other address is being tried.
        """
        if not self._waiting or not (alone or now >= self._next_at):
            return None
        self._next_at = now + self._delay
        return self._waiting.popleft()

    def pause(self, now: float, left: float) -> float:
        """Return the seconds to wait for a connection before the next check, at most `left`."""
        return max(0.0, min(left, self._next_at - now if self._waiting else left))

    def lost(self, address: Address, error: OSError) -> None:
        """Note that an address cannot be reached; the next one is tried at once."""
        self.failure = error
        self._fails(address)
        self._next_at = 0.0

    def unanswered(self, addresses: Sequence[Address]) -> None:
        """Note the addresses that had not answered when the race ended."""
        for address in addresses:
            self._fails(address)

    def timed_out(self, addresses: Sequence[Address]) -> TimeoutError:
        """Note the addresses that did not answer in time."""
        self.unanswered(addresses)
        return TimeoutError()


def connect(
    addresses: Sequence[Address],
    seconds: Callable[[], float],
    fails: Callable[[Address], None],
    is_aborted: Callable[[], bool],
) -> tuple[socket.socket, Address]:
    """Connect a blocking socket.

    Args:
        addresses: The addresses in the order to try.
        seconds: Returns the time left.
        fails: Called with every address that could not be reached.
        is_aborted: Whether the client was closed.

    Raises:
        TimeoutError: The time is over.
        OSError: No address can be reached; the error of the last one.
    """
    race = Race(addresses, seconds(), fails)
    pending: dict[socket.socket, Address] = {}
    with selectors.DefaultSelector() as selector:
        try:
            while pending or not race.is_over:
                if address := race.next(time.monotonic(), alone=not pending):
                    try:
                        sock = _begin(address)
                    except OSError as error:
                        race.lost(address, error)
                        continue
                    pending[sock] = address
                    selector.register(sock, selectors.EVENT_WRITE)
                if (left := seconds()) <= 0 or is_aborted():
                    raise race.timed_out(list(pending.values()))
                pause = race.pause(time.monotonic(), min(left, _CHECK_EVERY))
                ready = {key.fd for key, _ in selector.select(pause)}
                for sock in [sock for sock in pending if sock.fileno() in ready]:
                    selector.unregister(sock)
                    address = pending.pop(sock)
                    if not (code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
                        sock.setblocking(True)
                        race.unanswered(list(pending.values()))
                        return sock, address
                    sock.close()
                    race.lost(address, OSError(code, os.strerror(code)))
        finally:
            for sock in pending:
                sock.close()
    raise race.failure


def _begin(address: Address) -> socket.socket:
    sock = _open(address)
    code = sock.connect_ex(address.location)
    if code not in _UNDER_WAY:
        sock.close()
        raise OSError(code, os.strerror(code))
    return sock


def _open(address: Address) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM, address.protocol)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


async def connect_async(
    addresses: Sequence[Address],
    seconds: Callable[[], float],
    fails: Callable[[Address], None],
    is_aborted: Callable[[], bool],
) -> tuple[socket.socket, Address]:
    """Connect a socket that does not block; the async twin of `connect`.

    Raises:
        TimeoutError: The time is over.
        OSError: No address can be reached; the error of the last one.
    """
    loop = asyncio.get_running_loop()
    race = Race(addresses, seconds(), fails)
    pending: dict[asyncio.Task[None], tuple[socket.socket, Address]] = {}
    try:
        while pending or not race.is_over:
            if address := race.next(loop.time(), alone=not pending):
                try:
                    sock = _open(address)
                except OSError as error:
                    race.lost(address, error)
                    continue
                pending[loop.create_task(loop.sock_connect(sock, address.location))] = sock, address
            if (left := seconds()) <= 0 or is_aborted():
                raise race.timed_out([address for _, address in pending.values()])
            pause = race.pause(loop.time(), min(left, _CHECK_EVERY))
            done, _ = await asyncio.wait(pending, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                sock, address = pending[task]
                try:
                    task.result()
                except OSError as error:
                    del pending[task]
                    sock.close()
                    race.lost(address, error)
                else:
                    del pending[task]
                    race.unanswered([address for _, address in pending.values()])
                    return sock, address
    finally:
        for task, (sock, _) in pending.items():
            _abandon(loop, task, sock)
    raise race.failure


def _abandon(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None], sock: socket.socket) -> None:
    if task.done() and not task.cancelled():
        task.exception()  # so that the event loop does not report it
    task.cancel()
    # Before the number of the socket is used again: the cancelled task would take another socket's writer away.
    with contextlib.suppress(NotImplementedError):
        loop.remove_writer(sock.fileno())
    sock.close()
