"""Faults of a server that is alive and does not get on."""

from __future__ import annotations

from schedbot_sdk.testing.faults.bodies import head_for, part_of
from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.steps import Drip, Send, Stall

__all__ = ["drip_body", "drip_head", "stall", "stall_in_body", "unread"]


def drip_head(every: float = 0.05, *, whole: bool = False, body: bytes = b"{}") -> Fault:
    """The valid head of a 200, byte by byte, so that no single read takes long.

    Args:
        every: Seconds between two bytes.
        whole: The head ends, the body follows at once, and the connection is kept. Without it one header follows the
            other without end.
        body: What follows a whole head.
    """
    head = head_for(len(body)).encode(closing=False)
    if whole:
        return Fault((Drip(head, every), Send(body)))
    return Fault((Drip(head[:-2], every), Drip(b"x-more: and more\r\n", every, endless=True)))


def drip_body(body: bytes, every: float = 0.05, piece: int = 1) -> Fault:
    """A 200 with the right content-length and a body that comes in small pieces; the connection is kept.

    Args:
        body: What is sent.
        every: Seconds between two pieces.
        piece: Bytes in one.
    """
    return Fault((head_for(len(body)), Drip(body, every, piece)))


def stall() -> Fault:
    """Reads the request and never answers, until the client closes."""
    return Fault((Stall(),))


def stall_in_body(body: bytes, after: int | None = None) -> Fault:
    """A 200 that promises the whole body in its content-length, sends the first bytes of it, and then nothing more.

    Args:
        body: What is promised.
        after: How many bytes are sent; half of them if not told.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), Stall()))


def unread() -> Fault:
    """Accepts the connection (over TLS, with its handshake) and never reads, so that a big request cannot be written.

    Some megabytes fit into the buffers of the two systems before a client notices. Such a connection counts as open
    until the server stops, because the client's closing lies behind what is not read.
    """
    return Fault((Stall(reading=False),), moment="connection")
