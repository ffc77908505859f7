"""A streamed completion: iterate over its chunks, and get the whole completion at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from types import TracebackType
from typing import Self

from schedbot_sdk.chat.models import ChatCompletion
from schedbot_sdk.chat.streaming.accumulator import StreamAccumulator
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk
from schedbot_sdk.errors import SchedbotError

__all__ = ["AsyncChatStream", "ChatStream"]


class ChatStream:
    """A streamed response: a context manager that yields its chunks as they arrive.

    Entering sends the request and waits for the first chunk, with retries. Leaving releases the connection.
    """

    def __init__(
        self,
        items: Generator[ChatCompletionChunk | SchedbotError],
        *,
        strict: bool,
        note_deviations: Callable[[object], None] | None = None,
    ) -> None:
        self._items = items
        self._first: ChatCompletionChunk | None = None
        self._is_closed: bool = False
        self._accumulator = StreamAccumulator(strict=strict)
        self._note_deviations = note_deviations

    def __enter__(self) -> Self:
        self._first = self._next()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[ChatCompletionChunk]:
        return self

    def __next__(self) -> ChatCompletionChunk:
        chunk, self._first = self._first or self._next(), None
        if chunk is None:
            raise StopIteration
        self._accumulator.add(chunk)
        return chunk

    def text(self) -> Iterator[str]:
        """Yield the first result's text, piece by piece; empty pieces are left out."""
        return (chunk.text for chunk in self if chunk.text)

    def completion(self) -> ChatCompletion:
        """Return the chunks read so far as one completion; read the stream to its end first.

        Raises:
            TruncatedStreamError: The stream was not read to its end.
            ResponseError: The client is strict, and the server left out a required field.
        """
        completion = self._accumulator.completion()
        if self._note_deviations is not None:
            self._note_deviations(completion)
        return completion

    def close(self) -> None:
        """Release the connection; the chunks read so far stay available."""
        self._is_closed = True
        self._items.close()

    def _next(self) -> ChatCompletionChunk | None:
        try:
            item = next(self._items, None)
        except (KeyboardInterrupt, SystemExit) as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold received text
        if isinstance(item, SchedbotError):
            self._is_closed = True
            raise item
        if item is None:
            if not self._is_closed:
                self._accumulator.end()
        elif item.deviations and self._note_deviations is not None:
            self._note_deviations(item)
        return item


class AsyncChatStream:
    """A streamed response: a context manager that yields its chunks as they arrive.

    Entering sends the request and waits for the first chunk, with retries. Leaving releases the connection.
    """

    def __init__(
        self,
        items: AsyncGenerator[ChatCompletionChunk | SchedbotError],
        *,
        strict: bool,
        note_deviations: Callable[[object], None] | None = None,
    ) -> None:
        self._items = items
        self._first: ChatCompletionChunk | None = None
        self._is_closed: bool = False
        self._accumulator = StreamAccumulator(strict=strict)
        self._note_deviations = note_deviations

    async def __aenter__(self) -> Self:
        self._first = await self._next()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[ChatCompletionChunk]:
        return self

    async def __anext__(self) -> ChatCompletionChunk:
        chunk, self._first = self._first or await self._next(), None
        if chunk is None:
            raise StopAsyncIteration
        self._accumulator.add(chunk)
        return chunk

    def text(self) -> AsyncIterator[str]:
        """Yield the first result's text, piece by piece; empty pieces are left out."""
        return (chunk.text async for chunk in self if chunk.text)

    def completion(self) -> ChatCompletion:
        """Return the chunks read so far as one completion; read the stream to its end first.

        Raises:
            TruncatedStreamError: The stream was not read to its end.
            ResponseError: The client is strict, and the server left out a required field.
        """
        completion = self._accumulator.completion()
        if self._note_deviations is not None:
            self._note_deviations(completion)
        return completion

    async def close(self) -> None:
        """Release the connection; the chunks read so far stay available."""
        self._is_closed = True
        await self._items.aclose()

    async def _next(self) -> ChatCompletionChunk | None:
        try:
            item = await anext(self._items, None)
        except asyncio.CancelledError as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold received text
        if isinstance(item, SchedbotError):
            self._is_closed = True
            raise item
        if item is None:
            if not self._is_closed:
                self._accumulator.end()
        elif item.deviations and self._note_deviations is not None:
            self._note_deviations(item)
        return item
