"""One connection of our own, as a transport of httpx, so that what instruments httpx sees its requests."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncGenerator, Callable, Generator
from typing import cast

import httpx
from typing_extensions import override

from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.deadline_check import DeadlineCheck
from schedbot_sdk._core.transport.addresses import AddressBook
from schedbot_sdk._core.transport.async_stream import AsyncStream
from schedbot_sdk._core.transport.attempt_io import AttemptIO
from schedbot_sdk._core.transport.backends import AsyncBackend, SyncBackend
from schedbot_sdk._core.transport.connection_state import ConnectionState
from schedbot_sdk._core.transport.credential_pool import AsyncCredentialInjectingPool, CredentialInjectingPool
from schedbot_sdk._core.transport.decompression import Decompressor
from schedbot_sdk._core.transport.header_redaction import HeaderRedactor
from schedbot_sdk._core.transport.private_api import has_surplus, set_pool
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream, ResponseStream
from schedbot_sdk._core.transport.route import Route
from schedbot_sdk._core.transport.sync_stream import SyncStream

__all__ = ["AsyncConnection", "Connection"]


class Connection(httpx.HTTPTransport):
    """A connection for one call at a time, opened when it is first needed, and again when it was lost."""

    def __init__(self, route: Route, address_book: AddressBook, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._response: httpx.Response | None = None
        self._is_last = False
        self._route = route
        self._state = ConnectionState(route.tls_layers, route.proxy_source)
        self._backend = SyncBackend(self._state, address_book)
        self._renew_pool()

    def _renew_pool(self) -> None:
        self._requests = CredentialInjectingPool(self._route, self._backend)
        set_pool(self, self._requests)

    @property
    def _stream(self) -> SyncStream | None:
        stream = self._backend.stream
        return None if stream is None or stream.is_closed else stream

    def send(self, request: PreparedRequest, limits: Limits) -> ResponseStream | TransportFailure:
        """Send a request; once more, if the connection had been closed while it was idle."""
        if self._stream is not None and not limits.trusts_kept:
            self._reset()
        response = self._send(request, limits)
        if _was_stale(response, self._state, request) and limits.may_resend():
            response = self._send(request, limits)
        return response

    def _send(self, request: PreparedRequest, limits: Limits) -> ResponseStream | TransportFailure:
        state = self._state
        state.attempt = AttemptIO(limits, self._monotonic, _redactor(request), reused=self._stream is not None)
        try:
            response = self._response = self.handle_request(_httpx_request(request))
        except Exception as error:
            return self._failed(error)
        except BaseException as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
        self._is_last = _ends_connection(response.status_code)
        state.answered()
        body = self._body(response, limits)
        return ResponseStream(response.status_code, _headers(response), body, state.attempt.hurry)

    def _body(self, response: httpx.Response, limits: Limits) -> Generator[bytes | TransportFailure]:
        decompressor = Decompressor(response.headers.get("content-encoding", ""))
        check = DeadlineCheck(limits.ends_at, self._monotonic)
        try:
            for packed in cast("httpx.SyncByteStream", response.stream):
                for piece in decompressor.feed(packed):
                    if check.is_over():
                        yield self._failed(TimeoutError())
                        return
                    if piece:
                        yield piece
        except Exception as error:
            yield self._failed(error)
        except BaseException as interrupt:
            self.close()
            raise interrupt.with_traceback(None) from None

    def _failed(self, error: Exception) -> TransportFailure:
        # A signal handler may raise an OSError anywhere: httpcore's memory of the connection must not be used.
        self._reset()
        return self._state.failure(error)

    def _reset(self) -> None:
        self.close()
        self._response = None
        self._renew_pool()

    def close_unless_clean(self) -> None:
        """Close the connection if the next call could read what belongs to another one (RFC 9112, 6.3)."""
        stream = self._stream
        if stream is not None and (self._is_last or stream.has_input or has_surplus(self._requests)):
            self._reset()

    def release(self) -> None:
        """End the last response: the connection is kept if its body was read, and closed if not."""
        if self._response is not None:
            self._response.close()
            self._response = None

    @override
    def close(self) -> None:
        """Close the socket in any state; the next request opens another."""
        if (stream := self._backend.stream) is not None:
            stream.close()

    def drop(self) -> None:
        """Close the socket in a forked child and tell the other side nothing: the connection is the parent's."""
        self._state.is_inherited = True
        self.close()

    def abort(self) -> None:
        """End the waits of another thread on this connection, now and later; that thread closes the socket."""
        self._state.is_aborted = True
        if (stream := self._stream) is not None:
            stream.shutdown()


class AsyncConnection(httpx.AsyncHTTPTransport):
    """The async twin of `Connection`; cleaning up after a cancellation awaits nothing that could be cancelled too."""

    def __init__(self, route: Route, address_book: AddressBook, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._response: httpx.Response | None = None
        self._is_last = False
        self._route = route
        self._state = ConnectionState(route.tls_layers, route.proxy_source)
        self._backend = AsyncBackend(self._state, address_book)
        self._renew_pool()

    def _renew_pool(self) -> None:
        self._requests = AsyncCredentialInjectingPool(self._route, self._backend)
        set_pool(self, self._requests)

    @property
    def _stream(self) -> AsyncStream | None:
        stream = self._backend.stream
        return None if stream is None or stream.is_closed else stream

    async def send(self, request: PreparedRequest, limits: Limits) -> AsyncResponseStream | TransportFailure:
        """Send a request; once more, if the connection had been closed while it was idle."""
        if self._stream is not None and not limits.trusts_kept:
            self._reset()
        response = await self._send(request, limits)
        if _was_stale(response, self._state, request) and limits.may_resend():
            response = await self._send(request, limits)
        return response

    async def _send(self, request: PreparedRequest, limits: Limits) -> AsyncResponseStream | TransportFailure:
        state = self._state
        state.attempt = AttemptIO(limits, self._monotonic, _redactor(request), reused=self._stream is not None)
        try:
            response = self._response = await self.handle_async_request(_httpx_request(request))
        except Exception as error:
            return self._failed(error)
        except BaseException as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
        self._is_last = _ends_connection(response.status_code)
        state.answered()
        body = self._body(response, limits)
        return AsyncResponseStream(response.status_code, _headers(response), body, state.attempt.hurry)

    async def _body(self, response: httpx.Response, limits: Limits) -> AsyncGenerator[bytes | TransportFailure]:
        decompressor = Decompressor(response.headers.get("content-encoding", ""))
        check = DeadlineCheck(limits.ends_at, self._monotonic)
        pieces = aiter(cast("httpx.AsyncByteStream", response.stream))
        try:
            async for packed in pieces:
                for piece in decompressor.feed(packed):
                    if await check.is_over_async():
                        yield self._failed(TimeoutError())
                        return
                    if piece:
                        yield piece
        except Exception as error:
            yield self._failed(error)
        except BaseException as interrupt:
            # Tasks of their own would close the generators below later: let them see the end now.
            self._close()
            with contextlib.suppress(Exception):
                async for _ in pieces:
                    pass
            raise interrupt.with_traceback(None) from None

    def _failed(self, error: Exception) -> TransportFailure:
        self._reset()
        return self._state.failure(error)

    def _reset(self) -> None:
        self._close()
        self._response = None
        self._renew_pool()

    def close_unless_clean(self) -> None:
        """Close the connection if the next call could read what belongs to another one (RFC 9112, 6.3)."""
        stream = self._stream
        if stream is not None and (self._is_last or stream.has_input or has_surplus(self._requests)):
            self._reset()

    async def release(self) -> None:
        """End the last response: the connection is kept if its body was read, and closed if not."""
        if self._response is not None:
            await self._response.aclose()
            self._response = None

    def drop(self) -> None:
        """Close the socket in a forked child and tell the other side nothing: the connection is the parent's.

        The event loop is not asked: it shares its selector with the parent's.
        """
        self._state.is_inherited = True
        if (stream := self._backend.stream) is not None:
            stream.close_socket()

    def abort(self) -> None:
        """Close the socket in any state; no later request uses this connection."""
        self._state.is_aborted = True
        self._close()

    def _close(self) -> None:
        if (stream := self._backend.stream) is not None:
            stream.abort()


def _was_stale(
    response: ResponseStream | AsyncResponseStream | TransportFailure, state: ConnectionState, request: PreparedRequest
) -> bool:
    return isinstance(response, TransportFailure) and state.attempt.was_stale(response, repeatable=request.repeatable)


def _ends_connection(status: int) -> bool:
    """Return whether the next request must use another connection.

    After a 5xx servers close connections without notice, and a balancer may route another connection to a healthy
    server. 408, 413 and 421 are about the connection or unread data on it (RFC 9110, sections 15.5.9, 15.5.14 and
    15.5.20). Servers send a body late even with a status that has no body (RFC 9112, section 6.3).
    """
    return status >= 500 or status in {204, 205, 304, 408, 413, 421}


def _httpx_request(request: PreparedRequest) -> httpx.Request:
    return httpx.Request(
        request.method,
        _url(request.url),
        headers=request.headers,
        content=request.content,
        extensions={"prepared": request},
    )


@functools.lru_cache(maxsize=256)
def _url(address: str) -> httpx.URL:
    # Parsing it costs as much as sending a request over a kept connection.
    return httpx.URL(address)


def _redactor(request: PreparedRequest) -> HeaderRedactor:
    return HeaderRedactor(tuple(secret.encode() for secret in request.secrets))


def _headers(response: httpx.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
