"""Faults of a slow server, or of one that never finishes."""

from __future__ import annotations

from schedbot_sdk.testing.faults.bodies import head_for, part_of
from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.steps import Drip, Send, Stall

__all__ = ["drip_body", "drip_head", "stall", "stall_in_body", "unread"]


def drip_head(every: float = 0.05, *, whole: bool = False, body: bytes = b"{}") -> Fault:
    """The valid head of a 200, sent byte by byte: no single read takes long.

    Args:
        every: Seconds between two bytes.
        whole: The head ends, the body follows at once, and the connection is kept. Otherwise the head never ends: more
            and more headers follow.
        body: The body after the whole head.
    """
    head = head_for(len(body)).encode(closing=False)
    if whole:
        return Fault((Drip(head, every), Send(body)))
    return Fault((Drip(head[:-2], every), Drip(b"x-more: and more\r\n", every, endless=True)))


def drip_body(body: bytes, every: float = 0.05, piece: int = 1) -> Fault:
    """A 200 with the right content-length and a body in small pieces; the connection is kept.

    Args:
        body: The body.
        every: Seconds between two pieces.
        piece: Bytes in a piece.
    """
    return Fault((head_for(len(body)), Drip(body, every, piece)))


def stall() -> Fault:
    """Reads the request and sends nothing until the client closes."""
    return Fault((Stall(),))


def stall_in_body(body: bytes, after: int | None = None) -> Fault:
    """A 200 that sends the first bytes of the body, and then nothing until the client closes.

    Args:
        body: The whole body.
        after: How many bytes are sent; None sends half of them.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), Stall()))


def unread() -> Fault:
    """Accepts the connection (over TLS, with its handshake) and never reads, so that a big request cannot be written.

    The buffers of the two systems hold some megabytes before the client notices. Such a connection counts as open until
    the server stops: the server does not read on, and so it does not see that the client closed.
    """
    return Fault((Stall(reading=False),), moment="connection")
