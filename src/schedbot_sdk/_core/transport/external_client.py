"""Sends requests through the HTTP client that a user supplied."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TypedDict

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.deadline_check import DeadlineCheck
from schedbot_sdk._core.redaction import RedactedBytes, RedactedText
from schedbot_sdk._core.transport.errors import failure_of
from schedbot_sdk._core.transport.protocols import (
    AsyncHttpClient,
    AsyncHttpResponse,
    HttpClient,
    HttpResponse,
    PhaseTimeouts,
)
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream, ResponseStream
from schedbot_sdk._core.transport.trace import AsyncTraceHook, TraceHook

__all__ = ["AsyncExternalClient", "ExternalClient"]


class _Arguments(TypedDict):
    """The arguments of a client's `stream`; they hold the secret, so no frame of ours keeps them in a variable."""

    method: str
    url: str
    content: bytes | None
    headers: dict[str, str]
    timeout: PhaseTimeouts
    follow_redirects: bool
    extensions: dict[str, object]


class ExternalClient:
    """A client that belongs to the user, who closes it.

    The deadline holds between attempts and while a body is read; until the headers arrive, it limits each single wait.
    """

    ends_at_close = False

    def __init__(self, client: HttpClient, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        return getattr(self._client, "is_closed", False) is True

    def dedicated(self) -> ExternalClient:
        """Return this client: its owner manages its connections."""
        return self

    def close(self) -> None:
        """Do nothing: its owner closes it."""

    @contextmanager
    def send(self, request: PreparedRequest, limits: Limits) -> Generator[ResponseStream | TransportFailure]:
        """Send a request and yield its response or a failure."""
        trace = TraceHook(request.origin, _target(request))
        with ExitStack() as stack:
            try:
                response = stack.enter_context(self._client.stream(**_arguments(request, limits, trace)))
            except Exception as error:
                result: ResponseStream | TransportFailure = self._failure(error, trace)
            except BaseException as interrupt:
                raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
            else:
                body = self._body(response, limits, trace)
                result = ResponseStream(response.status_code, _lower(response.headers), body, _cannot_hurry)
            yield result

    def _failure(self, error: Exception, trace: TraceHook) -> TransportFailure:
        return replace(CLOSED, request_sent=trace.request_sent) if self.is_closed else failure_of(error, trace)

    def _body(self, response: HttpResponse, limits: Limits, trace: TraceHook) -> Generator[bytes | TransportFailure]:
        check = DeadlineCheck(limits.ends_at, self._monotonic)
        try:
            for chunk in response.iter_bytes():
                if check.is_over():
                    yield failure_of(TimeoutError(), trace)
                    return
                yield chunk
        except Exception as error:
            yield self._failure(error, trace)


class AsyncExternalClient:
    """The async twin of `ExternalClient`; here the deadline interrupts every wait."""

    def __init__(self, client: AsyncHttpClient, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        return getattr(self._client, "is_closed", False) is True

    def dedicated(self) -> AsyncExternalClient:
        """Return this client: its owner manages its connections."""
        return self

    async def close(self) -> None:
        """Do nothing: its owner closes it."""

    @asynccontextmanager
    async def send(
        self, request: PreparedRequest, limits: Limits
    ) -> AsyncGenerator[AsyncResponseStream | TransportFailure]:
        """Send a request and yield its response or a failure."""
        trace = AsyncTraceHook(request.origin, _target(request))
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(limits.ends_at - self._monotonic()):
                    response = await stack.enter_async_context(
                        self._client.stream(**_arguments(request, limits, trace))
                    )
            except Exception as error:
                result: AsyncResponseStream | TransportFailure = self._failure(error, trace)
            except BaseException as interrupt:
                raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
            else:
                limit = _ReadLimit(limits, self._monotonic)
                body = self._body(response, limits, limit, trace)
                stack.push_async_callback(body.aclose)
                result = AsyncResponseStream(response.status_code, _lower(response.headers), body, limit.hurry)
            yield result

    def _failure(self, error: Exception, trace: TraceHook) -> TransportFailure:
        return replace(CLOSED, request_sent=trace.request_sent) if self.is_closed else failure_of(error, trace)

    async def _body(
        self, response: AsyncHttpResponse, limits: Limits, limit: _ReadLimit, trace: TraceHook
    ) -> AsyncGenerator[bytes | TransportFailure]:
        chunks = aiter(response.aiter_bytes())
        check = DeadlineCheck(limits.ends_at, self._monotonic)
        try:
            while True:
                async with asyncio.timeout(limit.left):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                if await check.is_over_async():
                    yield failure_of(TimeoutError(), trace)
                    return
                yield chunk
        except Exception as error:
            yield self._failure(error, trace)


class _ReadLimit:
    """How long the next chunk of a body may take."""

    __slots__ = ("_limits", "_monotonic", "_read_by")

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._read_by = math.inf

    @property
    def left(self) -> float:
        return min(self._limits.ends_at, self._read_by) - self._monotonic()

    def hurry(self, seconds: float | None) -> bool:
        self._read_by = math.inf if seconds is None else min(self._read_by, self._monotonic() + seconds)
        return True


def _cannot_hurry(_: float | None) -> bool:
    """Return False: a wait of a blocking client cannot be shortened."""
    return False


def _arguments(request: PreparedRequest, limits: Limits, trace: TraceHook) -> _Arguments:
    headers = request.headers
    if request.authorization is not None:
        headers = {**headers, "authorization": RedactedText(request.authorization)}
    extensions: dict[str, object] = {"trace": trace}
    if (target := _target(request)) is not None:
        extensions["target"] = target
    return _Arguments(
        method=request.method,
        url=request.url + request.query,
        content=request.content,
        headers=headers,
        timeout=_phases(limits),
        follow_redirects=False,
        extensions=extensions,
    )


def _target(request: PreparedRequest) -> bytes | None:
    return RedactedBytes(request.target.encode("ascii")) if request.hides_path else None


def _phases(limits: Limits) -> PhaseTimeouts:
    connect, read, write = (None if t == math.inf else t for t in (limits.connect, limits.read, limits.write))
    return (connect, read, write, connect)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
