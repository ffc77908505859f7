"""An answer whose body is still on its way."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field

from schedbot_sdk._core.call import TransportFailure

__all__ = ["AsyncIncoming", "Incoming"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer's head, and its body piece by piece; a body that breaks off ends with a failure as its last piece."""

    status: int
    headers: dict[str, str] = field(repr=False)
    chunks: Generator[bytes | TransportFailure]


@dataclass(frozen=True, slots=True)
class AsyncIncoming:
    """The async twin of `Incoming`."""

    status: int
    headers: dict[str, str] = field(repr=False)
    chunks: AsyncGenerator[bytes | TransportFailure]
