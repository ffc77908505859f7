"""How a local server speaks HTTP: with h11, and with the manners of a real server's connections."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["connection_class"]


def connection_class(*, close_after: float | None = None, explains: bool = True) -> type[H11Protocol]:
    """The connections of one server.

    Args:
        close_after: Seconds after which each is closed, in use or not; None for those that stay.
        explains: Whether a request that is no HTTP gets words beside its 400.
    """

    class Connection(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
            super().connection_made(transport)
            if close_after is not None:
                self.loop.call_later(close_after, transport.close)

        def send_400_response(self, msg: str) -> None:
            if explains:
                super().send_400_response(msg)
                return
            headers = [(b"content-length", b"0"), (b"connection", b"close")]
            for event in (h11.Response(status_code=400, headers=headers, reason=b"Bad Request"), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return Connection
