"""A streamed completion as its reader holds it: a context manager to iterate over, and one completion at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from types import TracebackType
from typing import Self

from schedbot_sdk._core.deviations import Deviations
from schedbot_sdk.chat.models import ChatCompletion
from schedbot_sdk.chat.response.answers import OPERATION, SERVICE
from schedbot_sdk.chat.streaming.accumulator import StreamAccumulator
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk
from schedbot_sdk.errors import SchedbotError

__all__ = ["AsyncChatStream", "ChatStream"]


class ChatStream:
    """The parts of an answer as they come.

    Entering sends the request and waits for the first part, with retries; leaving gives the connection up.
    """

    def __init__(
        self,
        items: Generator[ChatCompletionChunk | SchedbotError],
        *,
        strict: bool,
        deviations: Deviations | None = None,
    ) -> None:
        self._items = items
        self._first: ChatCompletionChunk | None = None
        self._given_up: bool = False
        self._folding = StreamAccumulator(strict=strict)
        self._deviations = deviations or Deviations()

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
        self._folding.add(chunk)
        return chunk

    def text(self) -> Iterator[str]:
        """The pieces of the first result's text, as they come; empty ones are left out."""
        return (chunk.text for chunk in self if chunk.text)

    def completion(self) -> ChatCompletion:
        """What was iterated over, as if it had been answered whole.

        Raises:
            TruncatedStreamError: The stream has not come to its end.
            ResponseError: The client is strict, and the server left out what the table requires.
        """
        completion = self._folding.completion()
        self._deviations.note(completion, service=SERVICE, operation=OPERATION)
        return completion

    def close(self) -> None:
        """Give the connection up; what came stays readable."""
        self._given_up = True
        self._items.close()

    def _next(self) -> ChatCompletionChunk | None:
        try:
            item = next(self._items, None)
        except (KeyboardInterrupt, SystemExit) as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what has come
        if isinstance(item, SchedbotError):
            self._given_up = True
            raise item
        if item is not None:
            self._deviations.note(item, service=SERVICE, operation=OPERATION)
        elif not self._given_up:
            self._folding.end()
        return item


class AsyncChatStream:
    """The parts of an answer as they come.

    Entering sends the request and waits for the first part, with retries; leaving gives the connection up.
    """

    def __init__(
        self,
        items: AsyncGenerator[ChatCompletionChunk | SchedbotError],
        *,
        strict: bool,
        deviations: Deviations | None = None,
    ) -> None:
        self._items = items
        self._first: ChatCompletionChunk | None = None
        self._given_up: bool = False
        self._folding = StreamAccumulator(strict=strict)
        self._deviations = deviations or Deviations()

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
        self._folding.add(chunk)
        return chunk

    def text(self) -> AsyncIterator[str]:
        """The pieces of the first result's text, as they come; empty ones are left out."""
        return (chunk.text async for chunk in self if chunk.text)

    def completion(self) -> ChatCompletion:
        """What was iterated over, as if it had been answered whole.

        Raises:
            TruncatedStreamError: The stream has not come to its end.
            ResponseError: The client is strict, and the server left out what the table requires.
        """
        completion = self._folding.completion()
        self._deviations.note(completion, service=SERVICE, operation=OPERATION)
        return completion

    async def close(self) -> None:
        """Give the connection up; what came stays readable."""
        self._given_up = True
        await self._items.aclose()

    async def _next(self) -> ChatCompletionChunk | None:
        try:
            item = await anext(self._items, None)
        except asyncio.CancelledError as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what has come
        if isinstance(item, SchedbotError):
            self._given_up = True
            raise item
        if item is not None:
            self._deviations.note(item, service=SERVICE, operation=OPERATION)
        elif not self._given_up:
            self._folding.end()
        return item
