"""An answer whose body is still on its way."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field

from schedbot_sdk._core.call import TransportFailure

__all__ = ["AsyncResponseStream", "ResponseStream"]


@dataclass(frozen=True, slots=True)
class ResponseStream:
    """An answer's head, and its body piece by piece; a body that breaks off ends with a failure as its last piece."""

    status: int
    headers: dict[str, str] = field(repr=False)
    chunks: Generator[bytes | TransportFailure]
    hurry: Callable[[float | None], bool]
    """Waits for the rest so many seconds at most; gives whether it can cut a wait short. None takes the limit away."""


@dataclass(frozen=True, slots=True)
class AsyncResponseStream:
    """The async twin of `ResponseStream`."""

    status: int
    headers: dict[str, str] = field(repr=False)
    chunks: AsyncGenerator[bytes | TransportFailure]
    hurry: Callable[[float | None], bool]
