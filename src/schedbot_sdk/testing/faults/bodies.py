"""Chunks, heads and prefixes of response bodies."""

from __future__ import annotations

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.steps import Head

__all__ = ["LAST_CHUNK", "chunk", "head_for", "part_of"]

LAST_CHUNK = b"0\r\n\r\n"


def chunk(data: bytes) -> bytes:
    """One chunk of the chunked coding (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def head_for(length: int, *, status: int = 200, content_type: str = "application/json") -> Head:
    """The head of a response with this content-length."""
    return Head(status, (("content-type", content_type), ("content-length", str(length))))


def part_of(body: bytes, after: int | None) -> bytes:
    """The first `after` bytes, or the first half.

    Raises:
        ConfigurationError: `after` is negative, or not less than the length of the body.
    """
    after = len(body) // 2 if after is None else after
    if not 0 <= after < len(body):
        raise ConfigurationError(f"after must be from 0 to less than the body's {len(body)} bytes, got {after}")
    return body[:after]
