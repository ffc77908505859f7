"""A TCP socket whose waits are limited, and a look at a socket without waiting for it."""

from __future__ import annotations

import contextlib
import select
import socket
import sys

__all__ = ["TimedSocket", "is_readable"]

_LONGEST = 1e6  # seconds; sockets do not accept every large number as a timeout


class TimedSocket:
    """A blocking socket that takes a timeout with each read and write."""

    __slots__ = ("_socket",)

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def receive(self, max_bytes: int, seconds: float) -> bytes:
        """Return the next bytes, or no bytes at the end of the connection."""
        self._socket.settimeout(_timeout(seconds))
        return self._socket.recv(max_bytes)

    def send(self, data: memoryview, seconds: float) -> int:
        """Send some of the bytes and return their number."""
        self._socket.settimeout(_timeout(seconds))
        return self._socket.send(data)

    @property
    def has_input(self) -> bool:
        """Whether there are bytes to read, or the connection has ended."""
        return is_readable(self._socket.fileno())

    def shutdown(self) -> None:
        """End the connection; a thread that waits for it wakes up."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _timeout(seconds: float) -> float | None:
    if seconds <= 0:
        raise TimeoutError
    return None if seconds > _LONGEST else seconds


def is_readable(descriptor: int) -> bool:
    """Return whether a socket has bytes to read or has ended; a closed socket has ended."""
    if descriptor < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
