"""Sends letters through the HTTP client that a user supplied."""

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
    """What `stream` of a client is called with; it holds the secret, and is never a local of a frame of ours."""

    method: str
    url: str
    content: bytes | None
    headers: dict[str, str]
    timeout: PhaseTimeouts
    follow_redirects: bool
    extensions: dict[str, object]


class ExternalClient:
    """A client that belongs to the user, who closes it.

    Its deadline holds between attempts and while a body is read; until the head came, each wait is cut on its own.
    """

    ends_at_close = False

    def __init__(self, client: HttpClient, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        return getattr(self._client, "is_closed", False) is True

    def apart(self) -> ExternalClient:
        """The same client, whose connections are its owner's."""
        return self

    def close(self) -> None:
        """Leave it open."""

    @contextmanager
    def carry(self, letter: PreparedRequest, limits: Limits) -> Generator[ResponseStream | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        seen = TraceHook(letter.origin, _target(letter))
        with ExitStack() as stack:
            try:
                response = stack.enter_context(self._client.stream(**_arguments(letter, limits, seen)))
            except Exception as error:
                came: ResponseStream | TransportFailure = self._failure(error, seen)
            except BaseException as interrupt:
                raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
            else:
                body = self._body(response, limits, seen)
                came = ResponseStream(response.status_code, _lower(response.headers), body, _cannot_hurry)
            yield came

    def _failure(self, error: Exception, seen: TraceHook) -> TransportFailure:
        return replace(CLOSED, request_sent=seen.request_sent) if self.is_closed else failure_of(error, seen)

    def _body(self, response: HttpResponse, limits: Limits, seen: TraceHook) -> Generator[bytes | TransportFailure]:
        watch = DeadlineCheck(limits.ends_at, self._monotonic)
        try:
            for chunk in response.iter_bytes():
                if watch.is_over():
                    yield failure_of(TimeoutError(), seen)
                    return
                yield chunk
        except Exception as error:
            yield self._failure(error, seen)


class AsyncExternalClient:
    """The async twin of `ExternalClient`; here the deadline interrupts every wait."""

    def __init__(self, client: AsyncHttpClient, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        return getattr(self._client, "is_closed", False) is True

    def apart(self) -> AsyncExternalClient:
        """The same client, whose connections are its owner's."""
        return self

    async def close(self) -> None:
        """Leave it open."""

    @asynccontextmanager
    async def carry(
        self, letter: PreparedRequest, limits: Limits
    ) -> AsyncGenerator[AsyncResponseStream | TransportFailure]:
        """Send a request and give its answer's head, or why there is none."""
        seen = AsyncTraceHook(letter.origin, _target(letter))
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(limits.ends_at - self._monotonic()):
                    response = await stack.enter_async_context(self._client.stream(**_arguments(letter, limits, seen)))
            except Exception as error:
                came: AsyncResponseStream | TransportFailure = self._failure(error, seen)
            except BaseException as interrupt:
                raise interrupt.with_traceback(None) from None  # the frames below hold what was being sent
            else:
                rest = _Rest(limits, self._monotonic)
                body = self._body(response, limits, rest, seen)
                stack.push_async_callback(body.aclose)
                came = AsyncResponseStream(response.status_code, _lower(response.headers), body, rest.hurry)
            yield came

    def _failure(self, error: Exception, seen: TraceHook) -> TransportFailure:
        return replace(CLOSED, request_sent=seen.request_sent) if self.is_closed else failure_of(error, seen)

    async def _body(
        self, response: AsyncHttpResponse, limits: Limits, rest: _Rest, seen: TraceHook
    ) -> AsyncGenerator[bytes | TransportFailure]:
        chunks = aiter(response.aiter_bytes())
        watch = DeadlineCheck(limits.ends_at, self._monotonic)
        try:
            while True:
                async with asyncio.timeout(rest.left):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                if await watch.is_over_async():
                    yield failure_of(TimeoutError(), seen)
                    return
                yield chunk
        except Exception as error:
            yield self._failure(error, seen)


class _Rest:
    """How long the next piece of a body may take."""

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
    """A wait of a client that blocks cannot be cut."""
    return False


def _arguments(letter: PreparedRequest, limits: Limits, seen: TraceHook) -> _Arguments:
    headers = letter.headers
    if letter.authorization is not None:
        headers = {**headers, "authorization": RedactedText(letter.authorization)}
    extensions: dict[str, object] = {"trace": seen}
    if (target := _target(letter)) is not None:
        extensions["target"] = target
    return _Arguments(
        method=letter.method,
        url=letter.url + letter.query,
        content=letter.content,
        headers=headers,
        timeout=_phases(limits),
        follow_redirects=False,
        extensions=extensions,
    )


def _target(letter: PreparedRequest) -> bytes | None:
    return RedactedBytes(letter.target.encode("ascii")) if letter.hides_path else None


def _phases(limits: Limits) -> PhaseTimeouts:
    connect, read, write = (None if t == math.inf else t for t in (limits.connect, limits.read, limits.write))
    return (connect, read, write, connect)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
