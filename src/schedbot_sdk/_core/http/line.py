"""One connection of our own, as a transport of httpx, so that what instruments httpx sees its requests.

Token and key are put in below httpx, where a request leaves for the socket: whoever holds a `httpx.Request` holds no
secret.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import replace
from typing import cast

import httpcore
import httpx
from typing_extensions import override

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.http.async_wire import AsyncWire
from schedbot_sdk._core.http.failure import failure_of
from schedbot_sdk._core.http.head import HeadMask
from schedbot_sdk._core.http.incoming import AsyncIncoming, Incoming
from schedbot_sdk._core.http.inflate import Inflater
from schedbot_sdk._core.http.letter import Letter
from schedbot_sdk._core.http.loan import Loan
from schedbot_sdk._core.http.route import Route
from schedbot_sdk._core.http.wire import Wire

__all__ = ["AsyncLine", "Line"]


class Line(httpx.HTTPTransport):
    """A connection for one call at a time, opened when it is first needed, and again when it was lost."""

    def __init__(self, route: Route, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._response: httpx.Response | None = None
        self._route = route
        self._wire = Wire(route.tls_layers)
        self._pool = _Unsealing(route, self._wire)

    def send(self, letter: Letter, limits: Limits) -> Incoming | TransportFailure:
        """Send a request; once more, if the connection had been closed while nobody used it."""
        came = self._send(letter, limits)
        if isinstance(came, TransportFailure) and self._wire.loan.was_stale(came, repeatable=letter.repeatable):
            came = self._send(letter, limits)
        return came

    def _send(self, letter: Letter, limits: Limits) -> Incoming | TransportFailure:
        self._wire.loan = Loan(limits, self._monotonic, _mask(letter), reused=self._wire.is_open)
        try:
            response = self._response = self.handle_request(_request(letter))
        except Exception as error:
            return self._failed(error)
        except BaseException as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
        return Incoming(response.status_code, _headers(response), self._body(response), self._wire.loan.hurry)

    def _body(self, response: httpx.Response) -> Generator[bytes | TransportFailure]:
        inflater = Inflater(response.headers.get("content-encoding", ""))
        try:
            for piece in cast("httpx.SyncByteStream", response.stream):
                yield from inflater.feed(piece)
        except Exception as error:
            yield self._failed(error)
        except BaseException as interrupt:
            self._wire.close()
            raise interrupt.with_traceback(None) from None

    def _failed(self, error: Exception) -> TransportFailure:
        # A signal handler may raise an OSError anywhere: what httpcore remembers of the connection is not to be used.
        self._wire.close()
        self._response = None
        self._pool = _Unsealing(self._route, self._wire)
        return _failure(error, self._wire, self._route)

    def release(self) -> None:
        """End the answer that came last: the connection is kept if its body was read, and closed if not."""
        if self._response is not None:
            self._response.close()
            self._response = None

    @override
    def close(self) -> None:
        """Close the socket, whatever was going on; the next request opens another."""
        self._wire.close()

    def abort(self) -> None:
        """Make another thread's wait on this connection fail at once; no request is sent over it any more."""
        self._wire.abort()


class AsyncLine(httpx.AsyncHTTPTransport):
    """The async twin of `Line`; what it tidies up after a cancellation takes no await that could be cancelled too."""

    def __init__(self, route: Route, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._response: httpx.Response | None = None
        self._route = route
        self._wire = AsyncWire(route.tls_layers)
        self._pool = _AsyncUnsealing(route, self._wire)

    async def send(self, letter: Letter, limits: Limits) -> AsyncIncoming | TransportFailure:
        """Send a request; once more, if the connection had been closed while nobody used it."""
        came = await self._send(letter, limits)
        if isinstance(came, TransportFailure) and self._wire.loan.was_stale(came, repeatable=letter.repeatable):
            came = await self._send(letter, limits)
        return came

    async def _send(self, letter: Letter, limits: Limits) -> AsyncIncoming | TransportFailure:
        self._wire.loan = Loan(limits, self._monotonic, _mask(letter), reused=self._wire.is_open)
        try:
            response = self._response = await self.handle_async_request(_request(letter))
        except Exception as error:
            return self._failed(error)
        except BaseException as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
        return AsyncIncoming(response.status_code, _headers(response), self._body(response), self._wire.loan.hurry)

    async def _body(self, response: httpx.Response) -> AsyncGenerator[bytes | TransportFailure]:
        inflater = Inflater(response.headers.get("content-encoding", ""))
        pieces = aiter(cast("httpx.AsyncByteStream", response.stream))
        try:
            async for packed in pieces:
                for piece in inflater.feed(packed):
                    yield piece
        except Exception as error:
            yield self._failed(error)
        except BaseException as interrupt:
            # The generators below would be closed by tasks of their own, some time: let them see the end now.
            self._wire.abort()
            with contextlib.suppress(Exception):
                async for _ in pieces:
                    pass
            raise interrupt.with_traceback(None) from None

    def _failed(self, error: Exception) -> TransportFailure:
        self._wire.abort()
        self._response = None
        self._pool = _AsyncUnsealing(self._route, self._wire)
        return _failure(error, self._wire, self._route)

    async def release(self) -> None:
        """End the answer that came last: the connection is kept if its body was read, and closed if not."""
        if self._response is not None:
            await self._response.aclose()
            self._response = None

    def abort(self) -> None:
        """Close the socket, whatever was going on; no request is sent over it any more."""
        self._wire.give_up()


class _Unsealing(httpcore.ConnectionPool):
    """Puts token and key into a request that leaves httpx, on its way to the one connection."""

    def __init__(self, route: Route, wire: Wire) -> None:
        super().__init__(ssl_context=route.ssl_context, proxy=route.proxy, max_connections=1, network_backend=wire)
        # One call at a time needs no lock, and an interrupt that came while it was taken would wait for it for ever.
        self._optional_thread_lock = contextlib.nullcontext()  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]

    @override
    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        _unseal(request)
        return super().handle_request(request)


class _AsyncUnsealing(httpcore.AsyncConnectionPool):
    def __init__(self, route: Route, wire: AsyncWire) -> None:
        super().__init__(ssl_context=route.ssl_context, proxy=route.proxy, max_connections=1, network_backend=wire)

    @override
    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        _unseal(request)
        return await super().handle_async_request(request)


def _failure(error: Exception, wire: Wire | AsyncWire, route: Route) -> TransportFailure:
    failure = failure_of(error, wire.loan, by_proxy=route.proxy is not None)
    if wire.is_given_up:
        return replace(CLOSED, phase=failure.phase, request_sent=failure.request_sent)
    return failure


def _unseal(request: httpcore.Request) -> None:
    letter = cast("dict[str, Letter]", request.extensions).pop("letter")  # pyright: ignore[reportUnknownMemberType]
    url = request.url
    request.url = httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=letter.target)
    if letter.authorization is not None:
        request.headers.append((b"authorization", letter.authorization.encode("ascii")))


def _request(letter: Letter) -> httpx.Request:
    return httpx.Request(
        letter.method, _url(letter.url), headers=letter.headers, content=letter.content, extensions={"letter": letter}
    )


@functools.lru_cache(maxsize=256)
def _url(address: str) -> httpx.URL:
    # Parsing it costs as much as sending a request over a kept connection.
    return httpx.URL(address)


def _mask(letter: Letter) -> HeadMask:
    return HeadMask(tuple(secret.encode("ascii") for secret in letter.secrets))


def _headers(response: httpx.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
