"""Sends an exchange and reads its answer: a thin pair over a carrier, whose failures are values."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Protocol

from schedbot_sdk._core.answer import Answer
from schedbot_sdk._core.call import CLOSED, Exchange, TransportFailure, client_closed
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.http.door import Door
from schedbot_sdk._core.http.incoming import AsyncIncoming, Incoming
from schedbot_sdk._core.http.letter import Letter
from schedbot_sdk._core.seam import Seam
from schedbot_sdk.options import check_count

__all__ = ["AsyncHttp", "SyncHttp"]


class Carrier(Protocol):
    """What brings letters to a service: connections of our own, or a client that the user supplied."""

    @property
    def is_closed(self) -> bool:
        """Whether it can carry nothing any more."""
        ...

    @property
    def ends_at_close(self) -> bool:
        """Whether `close` ends what is under way."""
        ...

    def carry(self, letter: Letter, limits: Limits) -> AbstractContextManager[Incoming | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        ...

    def close(self) -> None:
        """Close what it opened."""
        ...

    def apart(self) -> Carrier:
        """Another one to the same service, for one call at a time, that is closed with this one."""
        ...


class AsyncCarrier(Protocol):
    """The async twin of `Carrier`."""

    @property
    def is_closed(self) -> bool:
        """Whether it can carry nothing any more."""
        ...

    def carry(self, letter: Letter, limits: Limits) -> AbstractAsyncContextManager[AsyncIncoming | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        ...

    async def close(self) -> None:
        """Close what it opened."""
        ...

    def apart(self) -> AsyncCarrier:
        """Another one to the same service, for one call at a time, that is closed with this one."""
        ...


class SyncHttp:
    """One service, as the executor sees it.

    Args:
        door: Where it is.
        carrier: What brings requests there.
        seam: The clock.
        max_response_size: Bytes of a body that are read at most.
    """

    __slots__ = ("_carrier", "_door", "_seam", "max_response_size")

    def __init__(self, door: Door, carrier: Carrier, seam: Seam, max_response_size: int) -> None:
        self._door = door
        self._carrier = carrier
        self._seam = seam
        check_count("max_response_size", max_response_size, 1, "bytes of an answer")
        self.max_response_size: int = max_response_size

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._carrier.is_closed

    def close(self) -> None:
        """Close the connections, if they are our own."""
        self._carrier.close()

    @property
    def ends_at_close(self) -> bool:
        """Whether `close` ends what another thread has under way."""
        return self._carrier.ends_at_close

    def apart(self, exchange: Exchange) -> SyncHttp:
        """The same service over a connection of its own, which no other call waits for, to send such exchanges.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.is_closed:
            raise client_closed(exchange)
        return SyncHttp(self._door, self._carrier.apart(), self._seam, self.max_response_size)

    def exchange(self, exchange: Exchange, limits: Limits) -> Answer | TransportFailure:
        """Send a request and read its whole answer."""
        try:
            with self.open(exchange, limits) as incoming:
                return incoming if isinstance(incoming, TransportFailure) else self.whole(incoming)
        except (KeyboardInterrupt, SystemExit) as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what has come

    @contextmanager
    def open(self, exchange: Exchange, limits: Limits) -> Generator[Incoming | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        if self.is_closed:
            yield CLOSED
            return
        credential = self._door.credential
        with self._carrier.carry(self._door.letter(exchange, credential.value()), limits) as incoming:
            yield incoming

    def whole(self, incoming: Incoming) -> Answer | TransportFailure:
        """Read a body to its end, or as far as it may be long."""
        body: list[bytes] = []
        size = 0
        for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                return chunk
            body.append(chunk)
            size += len(chunk)
            if size > self.max_response_size:
                break
        return _answer(incoming, body, size > self.max_response_size, self._seam, self._door)


class AsyncHttp:
    """The async twin of `SyncHttp`."""

    __slots__ = ("_carrier", "_door", "_seam", "max_response_size")

    def __init__(self, door: Door, carrier: AsyncCarrier, seam: Seam, max_response_size: int) -> None:
        self._door = door
        self._carrier = carrier
        self._seam = seam
        check_count("max_response_size", max_response_size, 1, "bytes of an answer")
        self.max_response_size: int = max_response_size

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._carrier.is_closed

    async def close(self) -> None:
        """Close the connections, if they are our own."""
        await self._carrier.close()

    def apart(self, exchange: Exchange) -> AsyncHttp:
        """The same service over a connection of its own, which no other call waits for, to send such exchanges.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.is_closed:
            raise client_closed(exchange)
        return AsyncHttp(self._door, self._carrier.apart(), self._seam, self.max_response_size)

    async def exchange(self, exchange: Exchange, limits: Limits) -> Answer | TransportFailure:
        """Send a request and read its whole answer."""
        try:
            async with self.open(exchange, limits) as incoming:
                return incoming if isinstance(incoming, TransportFailure) else await self.whole(incoming)
        except asyncio.CancelledError as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what has come

    @asynccontextmanager
    async def open(self, exchange: Exchange, limits: Limits) -> AsyncGenerator[AsyncIncoming | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        if self.is_closed:
            yield CLOSED
            return
        credential = self._door.credential
        async with self._carrier.carry(self._door.letter(exchange, await credential.async_value()), limits) as incoming:
            yield incoming

    async def whole(self, incoming: AsyncIncoming) -> Answer | TransportFailure:
        """Read a body to its end, or as far as it may be long."""
        body: list[bytes] = []
        size = 0
        async for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                return chunk
            body.append(chunk)
            size += len(chunk)
            if size > self.max_response_size:
                break
        return _answer(incoming, body, size > self.max_response_size, self._seam, self._door)


def _answer(incoming: Incoming | AsyncIncoming, body: list[bytes], is_cut: bool, seam: Seam, door: Door) -> Answer:
    whole = b"".join(body)
    return Answer(incoming.status, incoming.headers, whole, seam.time(), is_cut=is_cut, base_url=repr(door))
