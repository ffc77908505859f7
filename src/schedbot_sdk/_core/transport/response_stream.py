"""A response whose body is still on its way, and how to read it whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field
from typing import Final

from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.response import Response

__all__ = ["AsyncResponseStream", "ResponseStream", "read_whole", "read_whole_async"]

_MAX_ERROR_SIZE: Final = 256 * 1024  # bytes of an error's body; its fields are looked for in one step


@dataclass(frozen=True, slots=True)
class ResponseStream:
    """A response's status, headers, and body in chunks; the last chunk of an incomplete body is a failure."""

    status: int
    headers: dict[str, str] = field(repr=False)
    """Names in lower case."""
    chunks: Generator[bytes | TransportFailure]
    hurry: Callable[[float | None], bool]
    """Limits the wait for the rest to so many seconds; returns whether it can. None takes the limit away."""


@dataclass(frozen=True, slots=True)
class AsyncResponseStream:
    """The async twin of `ResponseStream`."""

    status: int
    headers: dict[str, str] = field(repr=False)
    chunks: AsyncGenerator[bytes | TransportFailure]
    hurry: Callable[[float | None], bool]


def read_whole(
    stream: ResponseStream, max_size: int, time: Callable[[], float], base_url: str
) -> Response | TransportFailure:
    """Read a body to its end, or to more than `max_size` bytes; `time` gives the Unix time of the arrival."""
    body = _Body(stream.status, max_size)
    for chunk in stream.chunks:
        if isinstance(chunk, TransportFailure):
            if body.may_lack_its_end(chunk):
                break
            return chunk
        if body.is_full_with(chunk):
            break
    return body.response(stream.headers, time(), base_url)


async def read_whole_async(
    stream: AsyncResponseStream, max_size: int, time: Callable[[], float], base_url: str
) -> Response | TransportFailure:
    """The async twin of `read_whole`."""
    body = _Body(stream.status, max_size)
    async for chunk in stream.chunks:
        if isinstance(chunk, TransportFailure):
            if body.may_lack_its_end(chunk):
                break
            return chunk
        if body.is_full_with(chunk):
            break
    return body.response(stream.headers, time(), base_url)


class _Body:
    """The received part of a body."""

    __slots__ = ("_chunks", "_is_error", "_max_size", "_size", "_status")

    def __init__(self, status: int, max_size: int) -> None:
        self._status = status
        self._is_error: bool = status > 299
        self._max_size: int = min(max_size, _MAX_ERROR_SIZE) if self._is_error else max_size
        self._chunks: list[bytes] = []
        self._size: int = 0

    def is_full_with(self, chunk: bytes) -> bool:
        """Add a chunk and return whether the body is too long now."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        return self._size > self._max_size

    def may_lack_its_end(self, failure: TransportFailure) -> bool:
        """Whether the response counts although its body is incomplete: an error's status is enough."""
        return self._is_error and not (failure.timed_out or failure.by_close)

    def response(self, headers: dict[str, str], now: float, base_url: str) -> Response:
        """The response with the body as far as it arrived."""
        body = b"".join(self._chunks)
        if self._is_error:
            body = body[: self._max_size]
        is_cut = self._size > self._max_size
        return Response(self._status, headers, body, now, is_cut=is_cut, base_url=base_url)
