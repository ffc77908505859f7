"""Faults instead of a TLS handshake; they need no certificate."""

from __future__ import annotations

from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.steps import Close, Drip, ReadHello, Send, Stall

__all__ = ["slow_handshake", "tls_alert"]

# Alert record, TLS 1.2 framing, 2 bytes: fatal, handshake_failure (RFC 8446, section 6.2).
_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
# The longest handshake record that is allowed, and the server hello that begins in it.
_HELLO = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03"


def tls_alert() -> Fault:
    """Reads the client's hello, sends the fatal alert handshake_failure, and closes."""
    return Fault((ReadHello(), Send(_HANDSHAKE_FAILURE), Close()), moment="handshake")


def slow_handshake(every: float | None = None) -> Fault:
    """Accepts the connection, but the TLS handshake never ends.

    Args:
        every: Seconds between two bytes of a server hello of 16 KiB; None sends nothing.
    """
    if every is None:
        return Fault((Stall(),), moment="handshake")
    return Fault((Drip(_HELLO, every), Drip(b"\x00", every, endless=True)), moment="handshake")
