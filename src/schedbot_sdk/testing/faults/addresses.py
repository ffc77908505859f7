"""Addresses that do not respond; they need no server."""

from __future__ import annotations

import select
import socket
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

__all__ = ["black_hole", "closed_port"]

_CONNECT_SECONDS = 0.25
_MAX_SOCKETS = 300


@contextmanager
def closed_port() -> Generator[str]:
    """Give an http URL where connections are refused; no other program can use the port during the block."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield _url_of(holder)


@contextmanager
def black_hole() -> Generator[str]:
    """Give an http URL where connecting hangs: its listener accepts no connection, and its queue is full.

    Raises:
        RuntimeError: The system has no limit for the queue. Linux has one.
    """
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(_MAX_SOCKETS):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
            if not _is_connected(waiting):
                break
        else:
            raise RuntimeError(
                "black_hole does not work on this system: it completes connections that no program accepts"
            )
        yield _url_of(listener)


def _is_connected(waiting: socket.socket) -> bool:
    _, writable, failed = select.select((), (waiting,), (waiting,), _CONNECT_SECONDS)
    return bool(writable or failed)


def _url_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"
