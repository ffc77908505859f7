"""Faults that end the connection early, or send invalid HTTP."""

from __future__ import annotations

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.bodies import head_for, part_of
from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.steps import Close, HalfClose, Reset, Send, Stall

__all__ = ["close", "cut", "garbage", "half_close", "reset", "reset_in_body", "wrong_length"]


def reset() -> Fault:
    """Reads the request and sends RST instead of a response, like a server that crashed."""
    return Fault((Reset(),))


def close() -> Fault:
    """Reads the request and sends FIN instead of a response, like a proxy without its server."""
    return Fault((Close(),))


def cut(body: bytes, after: int | None = None) -> Fault:
    """A truncated 200: its content-length is that of the whole body, but it sends only the first bytes, then FIN.

    Args:
        body: The whole body.
        after: How many bytes are sent; None sends half of them.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), Close()))


def reset_in_body(body: bytes, after: int | None = None) -> Fault:
    """A truncated 200: its content-length is that of the whole body, but it sends only the first bytes, then RST.

    If the client has not read the first bytes before the RST arrives, its system may discard them.

    Args:
        body: The whole body.
        after: How many bytes are sent; None sends half of them.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), Reset()))


def half_close(body: bytes, after: int | None = None) -> Fault:
    """A truncated 200: it sends the first bytes and FIN, and reads on until the client closes.

    The connection stays open in one direction: a client that waits for the server to close it waits forever.

    Args:
        body: The whole body.
        after: How many bytes are sent; None sends half of them.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), HalfClose(), Stall()))


def garbage(data: bytes = b"SSH-2.0-OpenSSH_9.2\r\n") -> Fault:
    """Reads the request, sends bytes that are not HTTP, and then FIN."""
    return Fault((Send(data), Close()))


def wrong_length(body: bytes, by: int = 5) -> Fault:
    """A 200 with the whole body and a wrong content-length; the server keeps the connection.

    Args:
        body: The body.
        by: Added to the body's length. If positive, the client waits for bytes that never arrive. If negative, the
            client reads only a part of the body, and the rest precedes the next response of the connection.

    Raises:
        ConfigurationError: The content-length would be negative, or correct.
    """
    length = len(body) + by
    if length < 0 or not by:
        raise ConfigurationError(f"by must be from {-len(body)} up, but not 0, got {by}")
    return Fault((head_for(length), Send(body)))
