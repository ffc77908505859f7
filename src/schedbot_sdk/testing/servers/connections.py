"""The HTTP connections of a local server, on h11, with the behaviour of a real server."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["connection_class"]


def connection_class(*, close_after: float | None = None, explains: bool = True) -> type[H11Protocol]:
    """The class of a server's connections.

    Args:
        close_after: Seconds after which a connection is closed, also during a request; None keeps it open.
        explains: Whether the 400 for invalid HTTP has an explanation in its body.
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
