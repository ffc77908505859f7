"""Sends an exchange and reads its answer: a thin pair over a carrier, whose failures are values."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Final, Protocol

from schedbot_sdk._core.call import CLOSED, BaseCall, TransportFailure, client_closed
from schedbot_sdk._core.close_signal import CloseSignal
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.response import Response
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk._core.transport.endpoint import Endpoint
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream, ResponseStream
from schedbot_sdk.options import check_count

__all__ = ["AsyncHttp", "SyncHttp"]

_LONGEST_REFUSAL: Final = 256 * 1024  # bytes of an error's body; its fields are looked for in one step


class Transport(Protocol):
    """What brings letters to a service: connections of our own, or a client that the user supplied."""

    @property
    def is_closed(self) -> bool:
        """Whether it can carry nothing any more."""
        ...

    @property
    def ends_at_close(self) -> bool:
        """Whether `close` ends what is under way."""
        ...

    def carry(
        self, letter: PreparedRequest, limits: Limits
    ) -> AbstractContextManager[ResponseStream | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        ...

    def close(self) -> None:
        """Close what it opened."""
        ...

    def apart(self) -> Transport:
        """Another one to the same service, for one call at a time, that is closed with this one."""
        ...


class AsyncTransport(Protocol):
    """The async twin of `Transport`."""

    @property
    def is_closed(self) -> bool:
        """Whether it can carry nothing any more."""
        ...

    def carry(
        self, letter: PreparedRequest, limits: Limits
    ) -> AbstractAsyncContextManager[AsyncResponseStream | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        ...

    async def close(self) -> None:
        """Close what it opened."""
        ...

    def apart(self) -> AsyncTransport:
        """Another one to the same service, for one call at a time, that is closed with this one."""
        ...


class SyncHttp:
    """One service, as the executor sees it.

    Args:
        door: Where it is.
        carrier: What brings requests there.
        runtime: The clock.
        max_response_size: Bytes of a body that are read at most.
        bell: Rings when this is closed.
    """

    __slots__ = ("_carrier", "_door", "_seam", "bell", "max_response_size")

    def __init__(
        self,
        door: Endpoint,
        carrier: Transport,
        runtime: Runtime,
        max_response_size: int,
        bell: CloseSignal | None = None,
    ) -> None:
        self._door = door
        self._carrier = carrier
        self._seam = runtime
        self.bell: CloseSignal = bell or CloseSignal()
        check_count("max_response_size", max_response_size, 1, "bytes of an answer")
        self.max_response_size: int = max_response_size

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self.bell.has_rung or self._carrier.is_closed

    def close(self) -> None:
        """Close the connections, if they are our own, and end what waits to be sent."""
        self.bell.ring()
        self._carrier.close()

    @property
    def ends_at_close(self) -> bool:
        """Whether `close` ends what another thread has under way."""
        return self._carrier.ends_at_close

    def apart(self, exchange: BaseCall) -> SyncHttp:
        """The same service over a connection of its own, which no other call waits for, to send such exchanges.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.is_closed:
            raise client_closed(exchange)
        return SyncHttp(self._door, self._carrier.apart(), self._seam, self.max_response_size, self.bell.apart())

    def exchange(self, exchange: BaseCall, limits: Limits) -> Response | TransportFailure:
        """Send a request and read its whole answer."""
        try:
            with self.open(exchange, limits) as incoming:
                return incoming if isinstance(incoming, TransportFailure) else self.whole(incoming)
        except (KeyboardInterrupt, SystemExit) as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what has come

    @contextmanager
    def open(self, exchange: BaseCall, limits: Limits) -> Generator[ResponseStream | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        if self.is_closed:
            yield CLOSED
            return
        credential = self._door.credential
        with self._carrier.carry(self._door.letter(exchange, credential.value()), limits) as incoming:
            yield incoming

    def whole(self, incoming: ResponseStream) -> Response | TransportFailure:
        """Read a body to its end, or as far as it may be long."""
        body = _Body(incoming, self.max_response_size)
        for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                if body.may_lack_its_end(chunk):
                    break
                return chunk
            if body.is_full_with(chunk):
                break
        return body.answer(self._seam, self._door)


class AsyncHttp:
    """The async twin of `SyncHttp`."""

    __slots__ = ("_carrier", "_door", "_seam", "bell", "max_response_size")

    def __init__(
        self,
        door: Endpoint,
        carrier: AsyncTransport,
        runtime: Runtime,
        max_response_size: int,
        bell: CloseSignal | None = None,
    ) -> None:
        self._door = door
        self._carrier = carrier
        self._seam = runtime
        self.bell: CloseSignal = bell or CloseSignal()
        check_count("max_response_size", max_response_size, 1, "bytes of an answer")
        self.max_response_size: int = max_response_size

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self.bell.has_rung or self._carrier.is_closed

    async def close(self) -> None:
        """Close the connections, if they are our own, and end what waits to be sent."""
        self.bell.ring()
        await self._carrier.close()

    def apart(self, exchange: BaseCall) -> AsyncHttp:
        """The same service over a connection of its own, which no other call waits for, to send such exchanges.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.is_closed:
            raise client_closed(exchange)
        return AsyncHttp(self._door, self._carrier.apart(), self._seam, self.max_response_size, self.bell.apart())

    async def exchange(self, exchange: BaseCall, limits: Limits) -> Response | TransportFailure:
        """Send a request and read its whole answer."""
        try:
            async with self.open(exchange, limits) as incoming:
                return incoming if isinstance(incoming, TransportFailure) else await self.whole(incoming)
        except asyncio.CancelledError as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what has come

    @asynccontextmanager
    async def open(self, exchange: BaseCall, limits: Limits) -> AsyncGenerator[AsyncResponseStream | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        if self.is_closed:
            yield CLOSED
            return
        credential = self._door.credential
        async with self._carrier.carry(self._door.letter(exchange, await credential.async_value()), limits) as incoming:
            yield incoming

    async def whole(self, incoming: AsyncResponseStream) -> Response | TransportFailure:
        """Read a body to its end, or as far as it may be long."""
        body = _Body(incoming, self.max_response_size)
        async for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                if body.may_lack_its_end(chunk):
                    break
                return chunk
            if body.is_full_with(chunk):
                break
        return body.answer(self._seam, self._door)


class _Body:
    """What came of an answer's body."""

    __slots__ = ("_head", "_is_refusal", "_most", "_pieces", "_size")

    def __init__(self, head: ResponseStream | AsyncResponseStream, most: int) -> None:
        self._head = head
        self._is_refusal: bool = head.status > 299
        self._most: int = min(most, _LONGEST_REFUSAL) if self._is_refusal else most
        self._pieces: list[bytes] = []
        self._size: int = 0

    def is_full_with(self, piece: bytes) -> bool:
        """Take a piece, and say whether that is more than may be."""
        self._pieces.append(piece)
        self._size += len(piece)
        return self._size > self._most

    def may_lack_its_end(self, failure: TransportFailure) -> bool:
        """Whether the answer counts although its body broke: an error says it with its status."""
        return self._is_refusal and not (failure.timed_out or failure.by_close)

    def answer(self, runtime: Runtime, door: Endpoint) -> Response:
        """The answer, as far as it came."""
        body = b"".join(self._pieces)
        if self._is_refusal:
            body = body[: self._most]
        is_cut = self._size > self._most
        return Response(self._head.status, self._head.headers, body, runtime.time(), is_cut=is_cut, base_url=repr(door))
