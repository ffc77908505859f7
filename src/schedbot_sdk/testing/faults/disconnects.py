"""Faults that break the connection, or HTTP itself."""

from __future__ import annotations

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.bodies import head_for, part_of
from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.steps import Close, HalfClose, Reset, Send, Stall

__all__ = ["close", "cut", "garbage", "half_close", "reset", "reset_in_body", "wrong_length"]


def reset() -> Fault:
    """Reads the request and sends RST instead of an answer, as a server that crashed."""
    return Fault((Reset(),))


def close() -> Fault:
    """Reads the request and sends FIN instead of an answer, as a proxy whose server is gone."""
    return Fault((Close(),))


def cut(body: bytes, after: int | None = None) -> Fault:
    """A 200 that promises the whole body in its content-length, sends the first bytes of it, and then FIN.

    Args:
        body: What is promised.
        after: How many bytes are sent; half of them if not told.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), Close()))


def reset_in_body(body: bytes, after: int | None = None) -> Fault:
    """A 200 that promises the whole body in its content-length, sends the first bytes of it, and then RST.

    A client that has not read the first bytes when the RST comes may never see them; that is up to its system.

    Args:
        body: What is promised.
        after: How many bytes are sent; half of them if not told.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), Reset()))


def half_close(body: bytes, after: int | None = None) -> Fault:
    """A 200 that promises the whole body, sends the first bytes and FIN, and goes on reading until the client closes.

    The connection is open in one direction: a client that waits for the server to close altogether waits for ever.

    Args:
        body: What is promised.
        after: How many bytes are sent; half of them if not told.
    """
    return Fault((head_for(len(body)), Send(part_of(body, after)), HalfClose(), Stall()))


def garbage(data: bytes = b"SSH-2.0-OpenSSH_9.2\r\n") -> Fault:
    """Reads the request, sends bytes that are no HTTP, and then FIN."""
    return Fault((Send(data), Close()))


def wrong_length(body: bytes, by: int = 5) -> Fault:
    """A 200 with the whole body and a content-length that is wrong; the server believes it, and keeps the connection.

    Args:
        body: What is sent.
        by: Added to the body's length. With more than there is, the client waits for the rest in vain; with less
            (negative), it takes a part for the whole, and the rest lies before the connection's next answer.

    Raises:
        ConfigurationError: The length would be negative, or right.
    """
    length = len(body) + by
    if length < 0 or not by:
        raise ConfigurationError(f"by must make the length of {len(body)} wrong and not negative, which {by} does not")
    return Fault((head_for(length), Send(body)))
