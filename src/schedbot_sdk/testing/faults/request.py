"""Reads requests without keeping them, because they contain keys."""

from __future__ import annotations

import h11

from schedbot_sdk.testing.faults.connection import ServerConnection

__all__ = ["read_request"]


def read_request(connection: ServerConnection) -> bool:
    """Wait for a complete request and read it.

    Returns:
        Whether the client wants to close the connection after the response.

    Raises:
        EOFError: The client closed the connection.
        OSError: The connection failed.
        h11.RemoteProtocolError: The request is not valid HTTP.
    """
    reader = h11.Connection(h11.SERVER)
    sent_continue = False
    while not isinstance(event := reader.next_event(), h11.EndOfMessage):
        if event is h11.NEED_DATA:
            if reader.they_are_waiting_for_100_continue and not sent_continue:
                connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
                sent_continue = True
            reader.receive_data(connection.receive())
    rest, _ = reader.trailing_data
    connection.put_back(rest)
    return reader.their_state is h11.MUST_CLOSE
