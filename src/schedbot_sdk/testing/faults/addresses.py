"""Addresses where nobody answers; no server is behind them."""

from __future__ import annotations

import select
import socket
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

__all__ = ["black_hole", "closed_port"]

_LONG_ENOUGH = 0.25
_MOST_WAITING = 300


@contextmanager
def closed_port() -> Generator[str]:
    """Give an http URL where connecting is refused: the port is held, so that nobody listens there meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield _url_of(holder)


@contextmanager
def black_hole() -> Generator[str]:
    """Give an http URL where connecting hangs: a listener that accepts nobody, and whose queue is full.

    Raises:
        RuntimeError: This system lets everybody in; Linux does not.
    """
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(_MOST_WAITING):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
            if not _is_connected(waiting):
                break
        else:
            raise RuntimeError("no full queue: connections to a listener that accepts nobody succeed on this system")
        yield _url_of(listener)


def _is_connected(waiting: socket.socket) -> bool:
    _, writable, failed = select.select((), (waiting,), (waiting,), _LONG_ENOUGH)
    return bool(writable or failed)


def _url_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"
