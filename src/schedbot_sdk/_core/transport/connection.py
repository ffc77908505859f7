"""One connection of our own, as a transport of httpx, so that what instruments httpx sees its requests.

Token and key are put in below httpx, where a request leaves for the socket: whoever holds a `httpx.Request` holds no
secret.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import replace
from typing import Final, Protocol, cast

import httpcore
import httpx
from typing_extensions import override

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.deadline_check import DeadlineCheck
from schedbot_sdk._core.transport.addresses import AddressBook
from schedbot_sdk._core.transport.async_stream import AsyncBackend
from schedbot_sdk._core.transport.attempt_io import AttemptIO
from schedbot_sdk._core.transport.decompression import Decompressor
from schedbot_sdk._core.transport.errors import failure_of
from schedbot_sdk._core.transport.header_redaction import HeaderRedactor
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream, ResponseStream
from schedbot_sdk._core.transport.route import Route
from schedbot_sdk._core.transport.sync_stream import SyncBackend

__all__ = ["AsyncConnection", "Connection"]


_LOCKS: Final = frozenset({"_connect_lock", "_request_lock", "_state_lock"})
_NO_LOCK: Final = contextlib.nullcontext()


class Connection(httpx.HTTPTransport):
    """A connection for one call at a time, opened when it is first needed, and again when it was lost."""

    def __init__(self, route: Route, book: AddressBook, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._response: httpx.Response | None = None
        self._is_last = False
        self._route = route
        self._wire = SyncBackend(route.tls_layers, book)
        self._pool = CredentialInjectingPool(route, self._wire)

    def send(self, letter: PreparedRequest, limits: Limits) -> ResponseStream | TransportFailure:
        """Send a request; once more, if the connection had been closed while nobody used it."""
        if self._wire.is_open and not limits.trusts_kept:
            self._reset()
        came = self._send(letter, limits)
        if self._was_stale(came, letter) and limits.may_resend():
            came = self._send(letter, limits)
        return came

    def _was_stale(self, came: ResponseStream | TransportFailure, letter: PreparedRequest) -> bool:
        return isinstance(came, TransportFailure) and self._wire.loan.was_stale(came, repeatable=letter.repeatable)

    def _send(self, letter: PreparedRequest, limits: Limits) -> ResponseStream | TransportFailure:
        self._wire.loan = AttemptIO(limits, self._monotonic, _mask(letter), reused=self._wire.is_open)
        try:
            response = self._response = self.handle_request(_request(letter))
        except Exception as error:
            return self._failed(error)
        except BaseException as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
        self._is_last = _ends_connection(response.status_code)
        _note_answer(self._wire)
        return ResponseStream(
            response.status_code, _headers(response), self._body(response, limits), self._wire.loan.hurry
        )

    def _body(self, response: httpx.Response, limits: Limits) -> Generator[bytes | TransportFailure]:
        inflater = Decompressor(response.headers.get("content-encoding", ""))
        watch = DeadlineCheck(limits.ends_at, self._monotonic)
        try:
            for packed in cast("httpx.SyncByteStream", response.stream):
                for piece in inflater.feed(packed):
                    if watch.is_over():
                        yield self._failed(TimeoutError())
                        return
                    if piece:
                        yield piece
        except Exception as error:
            yield self._failed(error)
        except BaseException as interrupt:
            self._wire.close()
            raise interrupt.with_traceback(None) from None

    def _failed(self, error: Exception) -> TransportFailure:
        # A signal handler may raise an OSError anywhere: what httpcore remembers of the connection is not to be used.
        self._reset()
        return _failure(error, self._wire, self._route)

    def _reset(self) -> None:
        self._wire.close()
        self._response = None
        self._pool = CredentialInjectingPool(self._route, self._wire)

    def close_unless_clean(self) -> None:
        """Close the connection if the next call could read what belongs to another one (RFC 9112, 6.3)."""
        if self._wire.is_open and (self._is_last or self._wire.is_readable or _has_surplus(self._pool)):
            self._reset()

    def release(self) -> None:
        """End the answer that came last: the connection is kept if its body was read, and closed if not."""
        if self._response is not None:
            self._response.close()
            self._response = None

    @override
    def close(self) -> None:
        """Close the socket, whatever was going on; the next request opens another."""
        self._wire.close()

    def drop(self) -> None:
        """Let go of the connection in a forked child: it is the parent's."""
        self._wire.drop()

    def abort(self) -> None:
        """Make another thread's wait on this connection fail at once; no request is sent over it any more."""
        self._wire.abort()


class AsyncConnection(httpx.AsyncHTTPTransport):
    """The async twin of `Connection`; cleaning up after a cancellation awaits nothing that could be cancelled too."""

    def __init__(self, route: Route, book: AddressBook, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._response: httpx.Response | None = None
        self._is_last = False
        self._route = route
        self._wire = AsyncBackend(route.tls_layers, book)
        self._pool = AsyncCredentialInjectingPool(route, self._wire)

    async def send(self, letter: PreparedRequest, limits: Limits) -> AsyncResponseStream | TransportFailure:
        """Send a request; once more, if the connection had been closed while nobody used it."""
        if self._wire.is_open and not limits.trusts_kept:
            self._reset()
        came = await self._send(letter, limits)
        if self._was_stale(came, letter) and limits.may_resend():
            came = await self._send(letter, limits)
        return came

    def _was_stale(self, came: AsyncResponseStream | TransportFailure, letter: PreparedRequest) -> bool:
        return isinstance(came, TransportFailure) and self._wire.loan.was_stale(came, repeatable=letter.repeatable)

    async def _send(self, letter: PreparedRequest, limits: Limits) -> AsyncResponseStream | TransportFailure:
        self._wire.loan = AttemptIO(limits, self._monotonic, _mask(letter), reused=self._wire.is_open)
        try:
            response = self._response = await self.handle_async_request(_request(letter))
        except Exception as error:
            return self._failed(error)
        except BaseException as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
        self._is_last = _ends_connection(response.status_code)
        _note_answer(self._wire)
        return AsyncResponseStream(
            response.status_code, _headers(response), self._body(response, limits), self._wire.loan.hurry
        )

    async def _body(self, response: httpx.Response, limits: Limits) -> AsyncGenerator[bytes | TransportFailure]:
        inflater = Decompressor(response.headers.get("content-encoding", ""))
        watch = DeadlineCheck(limits.ends_at, self._monotonic)
        pieces = aiter(cast("httpx.AsyncByteStream", response.stream))
        try:
            async for packed in pieces:
                for piece in inflater.feed(packed):
                    if await watch.is_over_async():
                        yield self._failed(TimeoutError())
                        return
                    if piece:
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
        self._reset()
        return _failure(error, self._wire, self._route)

    def _reset(self) -> None:
        self._wire.abort()
        self._response = None
        self._pool = AsyncCredentialInjectingPool(self._route, self._wire)

    def close_unless_clean(self) -> None:
        """Close the connection if the next call could read what belongs to another one (RFC 9112, 6.3)."""
        if self._wire.is_open and (self._is_last or self._wire.is_readable or _has_surplus(self._pool)):
            self._reset()

    async def release(self) -> None:
        """End the answer that came last: the connection is kept if its body was read, and closed if not."""
        if self._response is not None:
            await self._response.aclose()
            self._response = None

    def drop(self) -> None:
        """Let go of the connection in a forked child: it is the parent's."""
        self._wire.drop()

    def abort(self) -> None:
        """Close the socket, whatever was going on; no request is sent over it any more."""
        self._wire.give_up()


class CredentialInjectingPool(httpcore.ConnectionPool):
    """Puts token and key into a request that leaves httpx, on its way to the one connection."""

    def __init__(self, route: Route, wire: SyncBackend) -> None:
        super().__init__(ssl_context=route.ssl_context, proxy=route.proxy, max_connections=1, network_backend=wire)
        # One call at a time needs no lock, and an interrupt that came while it was taken would wait for it for ever.
        self._optional_thread_lock = contextlib.nullcontext()  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]

    @override
    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        _inject_credential(request)
        return super().handle_request(request)


class AsyncCredentialInjectingPool(httpcore.AsyncConnectionPool):
    def __init__(self, route: Route, wire: AsyncBackend) -> None:
        super().__init__(ssl_context=route.ssl_context, proxy=route.proxy, max_connections=1, network_backend=wire)

    @override
    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        _inject_credential(request)
        for connection in self.connections:
            _unlock(connection)
        return await super().handle_async_request(request)


def _unlock(connection: object) -> None:
    """Take the locks away: one call at a time needs none, and each gives the event loop a turn, which costs a tenth."""
    while connection is not None:
        for name in vars(connection).keys() & _LOCKS:
            setattr(connection, name, _NO_LOCK)
        connection = getattr(connection, "_connection", None)


def _failure(error: Exception, wire: SyncBackend | AsyncBackend, route: Route) -> TransportFailure:
    failure = failure_of(error, wire.loan, proxy=route.proxy_source)
    if wire.is_inherited:
        return replace(failure, cause=f"{failure.phase}: the connection was opened before a fork, by the parent")
    if wire.is_given_up:
        return replace(CLOSED, phase=failure.phase, request_sent=failure.request_sent)
    is_slow = failure.timed_out and failure.phase in {"write", "read"}
    if wire.peer is not None and not wire.loan.answered and not is_slow:
        wire.peer.ends(works=False)
    return failure


def _note_answer(wire: SyncBackend | AsyncBackend) -> None:
    if wire.peer is not None:
        wire.peer.ends(works=True)


def _ends_connection(status: int) -> bool:
    """Whether the next request goes over another connection.

    After a 5xx servers close connections without a word, and a balancer may lead another connection to a healthy
    server. 408, 413 and 421 are about the connection or what is left on it (RFC 9110, sections 15.5.9, 15.5.14 and
    15.5.20). A status that has no body may come with one all the same, and late (RFC 9112, section 6.3).
    """
    return status >= 500 or status in {204, 205, 304, 408, 413, 421}


def _has_surplus(pool: httpcore.ConnectionPool | httpcore.AsyncConnectionPool) -> bool:
    """Whether bytes came that belong to no answer.

    They wait in the parser's buffer, and the next request would take them for its answer. No public name of httpcore
    leads there: `tests/_core/test_surplus.py` fails when a new version changes the way.
    """
    parsers = [_parser_of(connection) for connection in pool.connections]
    return any(parser is None or parser.trailing_data[0] for parser in parsers)


class _Parser(Protocol):
    """The part of h11's connection that is looked at."""

    @property
    def trailing_data(self) -> tuple[bytes, bool]: ...


def _parser_of(connection: object) -> _Parser | None:
    while (inner := getattr(connection, "_connection", None)) is not None:  # a proxy's holds one of another kind
        connection = inner
    return cast("_Parser | None", getattr(connection, "_h11_state", None))


def _inject_credential(request: httpcore.Request) -> None:
    letter = cast("dict[str, PreparedRequest]", request.extensions).pop("letter")  # pyright: ignore[reportUnknownMemberType]
    url = request.url
    request.url = httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=letter.target)
    if letter.authorization is not None:
        request.headers.append((b"authorization", letter.authorization.encode("ascii")))


def _request(letter: PreparedRequest) -> httpx.Request:
    return httpx.Request(
        letter.method, _url(letter.url), headers=letter.headers, content=letter.content, extensions={"letter": letter}
    )


@functools.lru_cache(maxsize=256)
def _url(address: str) -> httpx.URL:
    # Parsing it costs as much as sending a request over a kept connection.
    return httpx.URL(address)


def _mask(letter: PreparedRequest) -> HeaderRedactor:
    return HeaderRedactor(tuple(secret.encode() for secret in letter.secrets))


def _headers(response: httpx.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
