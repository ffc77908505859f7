"""The private attributes of httpx and httpcore that the SDK uses: no public name leads to any of them.

Each function says why it needs one. `tests/_core/transport/test_private_api.py` fails when a new version changes them.
"""

from __future__ import annotations

import contextlib
from typing import Final, Protocol, cast

import httpcore
import httpx

__all__ = ["has_surplus", "set_pool", "skip_async_locks", "skip_thread_lock"]

_ASYNC_LOCKS: Final = frozenset({"_connect_lock", "_request_lock", "_state_lock"})
_NO_LOCK: Final = contextlib.nullcontext()


def set_pool(
    transport: httpx.HTTPTransport | httpx.AsyncHTTPTransport,
    pool: httpcore.ConnectionPool | httpcore.AsyncConnectionPool,
) -> None:
    """Make a transport of httpx send through this pool.

    OpenTelemetry instruments `httpx.HTTPTransport`, so ours must be one; its constructor takes no pool.
    """
    transport._pool = pool  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]  # noqa: SLF001


def skip_thread_lock(pool: httpcore.ConnectionPool) -> None:
    """Take away the lock of a pool that serves one call at a time.

    An interrupt while the lock is held would make the next call wait for it for ever.
    """
    pool._optional_thread_lock = contextlib.nullcontext()  # type: ignore[assignment]  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]  # noqa: SLF001


def skip_async_locks(pool: httpcore.AsyncConnectionPool) -> None:
    """Take away the locks of connections that serve one call at a time.

    Each lock gives the event loop a turn, which costs a tenth of a call.
    """
    for pooled in pool.connections:
        connection: object = pooled
        while connection is not None:
            for name in vars(connection).keys() & _ASYNC_LOCKS:
                setattr(connection, name, _NO_LOCK)
            connection = getattr(connection, "_connection", None)


def has_surplus(pool: httpcore.ConnectionPool | httpcore.AsyncConnectionPool) -> bool:
    """Return whether a connection received bytes that belong to no response.

    They are in the parser's buffer, and the next request would take them for its response.
    """
    parsers = [_parser_of(connection) for connection in pool.connections]
    return any(parser is None or parser.trailing_data[0] for parser in parsers)


class _Parser(Protocol):
    """The part of h11's connection that is read."""

    @property
    def trailing_data(self) -> tuple[bytes, bool]: ...


def _parser_of(connection: object) -> _Parser | None:
    while (inner := getattr(connection, "_connection", None)) is not None:  # a proxy's holds one of another kind
        connection = inner
    return cast("_Parser | None", getattr(connection, "_h11_state", None))
