"""Sends a request and reads its answer: a thin pair over the HTTP client, whose exceptions become values here."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

from schedbot_sdk._core.answer import Answer
from schedbot_sdk._core.call import Exchange, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.http.client import AsyncHttpClient, AsyncHttpResponse, HttpClient, HttpResponse
from schedbot_sdk._core.http.door import Door
from schedbot_sdk._core.http.failure import TOO_SLOW, failure_of
from schedbot_sdk._core.http.pool import Pool
from schedbot_sdk._core.seam import Seam
from schedbot_sdk.errors import ConfigurationError

__all__ = ["AsyncHttp", "AsyncIncoming", "Incoming", "SyncHttp"]


@dataclass(slots=True)
class Incoming:
    """An answer whose body is still on its way; a body that breaks off ends with a failure as its last chunk."""

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes | TransportFailure]


@dataclass(slots=True)
class AsyncIncoming:
    """The async twin of `Incoming`."""

    status: int
    headers: dict[str, str]
    chunks: AsyncGenerator[bytes | TransportFailure]


class SyncHttp:
    """One service's connections, or the HTTP client that the user supplied."""

    __slots__ = ("_client", "_close", "_closed", "_door", "_seam")

    def __init__(self, door: Door, http_client: HttpClient | None, pool: Pool, seam: Seam) -> None:
        self._door = door
        self._seam = seam
        self._closed = False
        self._close: Callable[[], None] | None = None
        if http_client is None:
            own = pool.client()
            self._close = own.close
            http_client = own
        self._client: HttpClient = http_client

    def close(self) -> None:
        """Close the connections, if they are our own."""
        if self._close is not None:
            self._closed = True
            self._close()

    def exchange(self, exchange: Exchange, limits: Limits) -> Answer | TransportFailure:
        """Send a request and read its whole answer."""
        with self.open(exchange, limits) as incoming:
            return incoming if isinstance(incoming, TransportFailure) else self.whole(incoming)

    @contextmanager
    def open(self, exchange: Exchange, limits: Limits) -> Generator[Incoming | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        if self._closed:
            raise ConfigurationError(
                f"{exchange.name}: the client is closed; make a new one, or stay in its with block"
            )
        with ExitStack() as stack:
            stream = self._client.stream(**self._door.request(exchange, limits, self._door.credential.value()))
            try:
                response = stack.enter_context(stream)
            except Exception as error:
                came: Incoming | TransportFailure = failure_of(error)
            else:
                came = Incoming(response.status_code, _lower(response.headers), self._chunks(response, limits))
            yield came

    def whole(self, incoming: Incoming) -> Answer | TransportFailure:
        """Read a body to its end."""
        body: list[bytes] = []
        for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                return chunk
            body.append(chunk)
        return Answer(incoming.status, incoming.headers, b"".join(body), self._seam.time())

    def _chunks(self, response: HttpResponse, limits: Limits) -> Iterator[bytes | TransportFailure]:
        try:
            for chunk in response.iter_bytes():
                yield chunk
                if self._seam.monotonic() > limits.ends_at:
                    yield TOO_SLOW
                    return
        except Exception as error:
            yield failure_of(error)


class AsyncHttp:
    """The async twin of `SyncHttp`."""

    __slots__ = ("_client", "_close", "_closed", "_door", "_seam")

    def __init__(self, door: Door, http_client: AsyncHttpClient | None, pool: Pool, seam: Seam) -> None:
        self._door = door
        self._seam = seam
        self._closed = False
        self._close: Callable[[], Awaitable[None]] | None = None
        if http_client is None:
            own = pool.async_client()
            self._close = own.aclose
            http_client = own
        self._client: AsyncHttpClient = http_client

    async def close(self) -> None:
        """Close the connections, if they are our own."""
        if self._close is not None:
            self._closed = True
            await self._close()

    async def exchange(self, exchange: Exchange, limits: Limits) -> Answer | TransportFailure:
        """Send a request and read its whole answer."""
        async with self.open(exchange, limits) as incoming:
            return incoming if isinstance(incoming, TransportFailure) else await self.whole(incoming)

    @asynccontextmanager
    async def open(self, exchange: Exchange, limits: Limits) -> AsyncGenerator[AsyncIncoming | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        if self._closed:
            raise ConfigurationError(
                f"{exchange.name}: the client is closed; make a new one, or stay in its with block"
            )
        async with AsyncExitStack() as stack:
            stream = self._client.stream(
                **self._door.request(exchange, limits, await self._door.credential.async_value())
            )
            try:
                response = await stack.enter_async_context(stream)
            except Exception as error:
                came: AsyncIncoming | TransportFailure = failure_of(error)
            else:
                chunks = self._chunks(response, limits)
                stack.push_async_callback(chunks.aclose)
                came = AsyncIncoming(response.status_code, _lower(response.headers), chunks)
            yield came

    async def whole(self, incoming: AsyncIncoming) -> Answer | TransportFailure:
        """Read a body to its end."""
        body: list[bytes] = []
        async for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                return chunk
            body.append(chunk)
        return Answer(incoming.status, incoming.headers, b"".join(body), self._seam.time())

    async def _chunks(self, response: AsyncHttpResponse, limits: Limits) -> AsyncGenerator[bytes | TransportFailure]:
        try:
            async for chunk in response.aiter_bytes():
                yield chunk
                if self._seam.monotonic() > limits.ends_at:
                    yield TOO_SLOW
                    return
        except Exception as error:
            yield failure_of(error)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
