"""Sends calls and retries them: one executor for each twin, with all decisions shared in `attempts.py`.

An error is returned as a value until a frame that holds no request raises it: error trackers receive tracebacks with
the local variables of each frame.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, aclosing, nullcontext
from functools import partial
from typing import Final, Generic, TypeAlias, TypeVar

from tenacity import AsyncRetrying, Retrying
from typing_extensions import Unpack

from schedbot_sdk._core.attempts import Attempts
from schedbot_sdk._core.call import CLOSED, BaseCall, Call, Reader, StreamCall, TransportFailure, client_closed
from schedbot_sdk._core.call_errors import response_too_long
from schedbot_sdk._core.close_signal import CloseSignal
from schedbot_sdk._core.deadline import Defaults, Limits
from schedbot_sdk._core.deadline_check import DeadlineCheck
from schedbot_sdk._core.response import Response
from schedbot_sdk._core.settings import Overrides, Settings
from schedbot_sdk._core.transport.async_pool import AsyncPool
from schedbot_sdk._core.transport.endpoint import Endpoint
from schedbot_sdk._core.transport.external_client import AsyncExternalClient, ExternalClient
from schedbot_sdk._core.transport.pool import Pool
from schedbot_sdk._core.transport.response_stream import (
    AsyncResponseStream,
    ResponseStream,
    read_whole,
    read_whole_async,
)
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import PostOptions, check_count

__all__ = ["AsyncExecutor", "AsyncTransport", "SyncExecutor", "Transport"]

T = TypeVar("T")
Transport: TypeAlias = "Pool | ExternalClient"
AsyncTransport: TypeAlias = "AsyncPool | AsyncExternalClient"
Tr = TypeVar("Tr", bound="Pool | ExternalClient | AsyncPool | AsyncExternalClient")


class _Executor(Generic[Tr]):
    """The state and the decisions that both executors share.

    Args:
        endpoint: The service's address and credential.
        transport: Our own connections, or the client that the user supplied.
        settings: The client's.
        max_response_size: Bytes of a body that are read at most.
        close_signal: Set when this is closed.
    """

    __slots__ = ("_close_signal", "_endpoint", "_max_response_size", "_settings", "_transport")

    def __init__(
        self,
        endpoint: Endpoint,
        transport: Tr,
        settings: Settings,
        max_response_size: int,
        close_signal: CloseSignal | None = None,
    ) -> None:
        check_count("max_response_size", max_response_size, 1, "bytes of a response")
        self._endpoint = endpoint
        self._transport = transport
        self._settings = settings
        self._max_response_size = max_response_size
        self._close_signal = close_signal or CloseSignal()

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._close_signal.is_set or self._transport.is_closed

    def shared_deadline(self, options: PostOptions, defaults: Defaults) -> Overrides:
        """Return the options of several calls that share one deadline, which runs from now."""
        return self._settings.shared_deadline(options, defaults)


class SyncExecutor(_Executor[Transport]):
    """Sends the calls of one service, one attempt after the other."""

    __slots__ = ()

    @property
    def ends_at_close(self) -> bool:
        """Whether `close` ends the calls that are in progress in other threads."""
        return self._transport.ends_at_close

    def close(self) -> None:
        """Close our own connections, and end all waits."""
        self._close_signal.set()
        self._transport.close()

    def dedicated(self, call: BaseCall, settings: Settings) -> SyncExecutor:
        """Return an executor with a connection of its own, for which no other call waits; it is closed with this one.

        Args:
            call: A call that it will send.
            settings: Its settings.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.is_closed:
            raise client_closed(call)
        transport, close_signal = self._transport.dedicated(), self._close_signal.child()
        return SyncExecutor(self._endpoint, transport, settings, self._max_response_size, close_signal)

    def run(self, call: Call[T], **options: Unpack[PostOptions]) -> T:
        """Send a call and return its value, or raise its error."""
        outcome = self.outcome(call, Overrides.of(options))
        del call, options
        if isinstance(outcome, SchedbotError):
            raise outcome
        return outcome

    def outcome(self, call: Call[T], overrides: Overrides) -> T | SchedbotError:
        """Send a call and return its value or its error."""
        call = overrides.apply(call)
        attempts = self._settings.attempts(call, overrides)
        outcome: T | SchedbotError = _NOT_TRIED
        for attempt in Retrying(sleep=partial(self._wait, attempts), **attempts.controls()):
            if not (attempts.is_in_time() and self._is_admitted(attempts) and (self.is_closed or attempts.pays())):
                break
            response = self._response(call, attempts.begin())
            if isinstance(response, TransportFailure):
                outcome = attempts.on_transport_failure(response)
            else:
                outcome = attempts.on_response(call, response)
            if not isinstance(outcome, SchedbotError):
                return outcome  # tenacity's state is a reference cycle, which would keep a value until it is collected
            attempt.retry_state.set_result(outcome)
        return attempts.not_attempted() if outcome is _NOT_TRIED else outcome

    def _is_admitted(self, attempts: Attempts) -> bool:
        limiter, queue = attempts.rate_limiter, attempts.call.queue
        if limiter is None or queue is None or self.is_closed:
            return True
        return attempts.is_admitted(
            limiter.wait(queue, attempts.time_left, attempts.position, attempts.pause, self._close_signal)
        )

    def _wait(self, attempts: Attempts, seconds: float) -> None:
        if attempts.rate_limiter is None or attempts.call.queue is None:  # the others wait in `_is_admitted`
            self._settings.runtime.wait(seconds, self._close_signal)

    def _response(self, call: Call[T], limits: Limits) -> Response | TransportFailure:
        try:
            with self._send(call, limits) as stream:
                return stream if isinstance(stream, TransportFailure) else self._whole(stream)
        except (KeyboardInterrupt, SystemExit) as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was received

    def _send(self, call: BaseCall, limits: Limits) -> AbstractContextManager[ResponseStream | TransportFailure]:
        if self.is_closed:
            return nullcontext(CLOSED)
        endpoint = self._endpoint
        return self._transport.send(endpoint.prepare(call, endpoint.credential.value()), limits)

    def _whole(self, stream: ResponseStream) -> Response | TransportFailure:
        return read_whole(stream, self._max_response_size, self._settings.runtime.time, repr(self._endpoint))

    def stream(self, call: StreamCall[T], **options: Unpack[PostOptions]) -> Generator[T | SchedbotError]:
        """Yield items as they arrive; an error is the last one. Closing the generator closes the connection."""
        return self._stream(call, Overrides.of(options))

    def _stream(self, call: StreamCall[T], overrides: Overrides) -> Generator[T | SchedbotError]:
        call = overrides.apply(call)
        attempts = self._settings.attempts(call, overrides)
        error: SchedbotError = _NOT_TRIED
        for attempt in Retrying(sleep=partial(self._wait, attempts), **attempts.controls()):
            if not (attempts.is_in_time() and (self.is_closed or attempts.pays())):
                break
            limits = attempts.begin()
            with self._send(call, limits) as stream:
                for item in self._items(call, attempts, limits, stream):
                    if isinstance(item, SchedbotError):
                        error = item
                        break
                    attempts.on_item()
                    yield item
                else:
                    return
            call = attempts.fallback_call(call, error)
            attempt.retry_state.set_result(error)
        yield attempts.not_attempted() if error is _NOT_TRIED else error

    def _error(
        self, call: StreamCall[T], attempts: Attempts, stream: ResponseStream | TransportFailure
    ) -> SchedbotError:
        response = stream if isinstance(stream, TransportFailure) else self._whole(stream)
        if isinstance(response, TransportFailure):
            return attempts.on_transport_failure(response)
        return attempts.on_error(call.read_error(response), response)

    def _items(
        self, call: StreamCall[T], attempts: Attempts, limits: Limits, stream: ResponseStream | TransportFailure
    ) -> Generator[T | SchedbotError]:
        if isinstance(stream, TransportFailure) or not 200 <= stream.status <= 299:
            yield self._error(call, attempts, stream)
            return
        head = Response(stream.status, stream.headers, b"")
        reader = call.reader(stream.status, stream.headers)
        check = DeadlineCheck(limits.ends_at, self._settings.runtime.monotonic)
        for chunk in stream.chunks:
            if isinstance(chunk, TransportFailure):
                if reader.is_whole:
                    break
                yield _incomplete(attempts, reader, chunk)
                return
            for item in _parse(attempts, reader, chunk, self._max_response_size):
                if check.is_over() and not reader.is_whole:
                    yield attempts.on_transport_failure(_TOO_LATE)
                    return
                if item is not None:
                    yield attempts.on_error(item, head) if isinstance(item, SchedbotError) else item
            if not stream.hurry(reader.grace) and reader.is_done:
                break
        for item in reader.finish():
            yield attempts.on_error(item, head) if isinstance(item, SchedbotError) else item
        attempts.on_success(head)


class AsyncExecutor(_Executor[AsyncTransport]):
    """The async twin of `SyncExecutor`."""

    __slots__ = ()

    async def close(self) -> None:
        """Close our own connections, and end all waits."""
        self._close_signal.set()
        await self._transport.close()

    def dedicated(self, call: BaseCall, settings: Settings) -> AsyncExecutor:
        """Return an executor with a connection of its own, for which no other call waits; it is closed with this one.

        Args:
            call: A call that it will send.
            settings: Its settings.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.is_closed:
            raise client_closed(call)
        transport, close_signal = self._transport.dedicated(), self._close_signal.child()
        return AsyncExecutor(self._endpoint, transport, settings, self._max_response_size, close_signal)

    async def run(self, call: Call[T], **options: Unpack[PostOptions]) -> T:
        """Send a call and return its value, or raise its error."""
        outcome = await self.outcome(call, Overrides.of(options))
        del call, options
        if isinstance(outcome, SchedbotError):
            raise outcome
        return outcome

    async def outcome(self, call: Call[T], overrides: Overrides) -> T | SchedbotError:
        """Send a call and return its value or its error."""
        call = overrides.apply(call)
        attempts = self._settings.attempts(call, overrides)
        outcome: T | SchedbotError = _NOT_TRIED
        async for attempt in AsyncRetrying(sleep=partial(self._wait, attempts), **attempts.controls()):
            if not (
                attempts.is_in_time() and await self._is_admitted(attempts) and (self.is_closed or attempts.pays())
            ):
                break
            response = await self._response(call, attempts.begin())
            if isinstance(response, TransportFailure):
                outcome = attempts.on_transport_failure(response)
            else:
                outcome = attempts.on_response(call, response)
            if not isinstance(outcome, SchedbotError):
                return outcome  # tenacity's state is a reference cycle, which would keep a value until it is collected
            attempt.retry_state.set_result(outcome)
        return attempts.not_attempted() if outcome is _NOT_TRIED else outcome

    async def _is_admitted(self, attempts: Attempts) -> bool:
        limiter, queue = attempts.rate_limiter, attempts.call.queue
        if limiter is None or queue is None or self.is_closed:
            return True
        return attempts.is_admitted(
            await limiter.wait_async(queue, attempts.time_left, attempts.position, attempts.pause, self._close_signal)
        )

    async def _wait(self, attempts: Attempts, seconds: float) -> None:
        if attempts.rate_limiter is None or attempts.call.queue is None:  # the others wait in `_is_admitted`
            await self._settings.runtime.wait_async(seconds, self._close_signal)

    async def _response(self, call: Call[T], limits: Limits) -> Response | TransportFailure:
        try:
            async with await self._send(call, limits) as stream:
                return stream if isinstance(stream, TransportFailure) else await self._whole(stream)
        except asyncio.CancelledError as interrupt:
            raise interrupt.with_traceback(None) from None  # the frames below hold what was received

    async def _send(
        self, call: BaseCall, limits: Limits
    ) -> AbstractAsyncContextManager[AsyncResponseStream | TransportFailure]:
        if self.is_closed:
            return nullcontext(CLOSED)
        endpoint = self._endpoint
        return self._transport.send(endpoint.prepare(call, await endpoint.credential.async_value()), limits)

    async def _whole(self, stream: AsyncResponseStream) -> Response | TransportFailure:
        return await read_whole_async(
            stream, self._max_response_size, self._settings.runtime.time, repr(self._endpoint)
        )

    def stream(self, call: StreamCall[T], **options: Unpack[PostOptions]) -> AsyncGenerator[T | SchedbotError]:
        """Yield items as they arrive; an error is the last one. Closing the generator closes the connection."""
        return self._stream(call, Overrides.of(options))

    async def _stream(self, call: StreamCall[T], overrides: Overrides) -> AsyncGenerator[T | SchedbotError]:
        call = overrides.apply(call)
        attempts = self._settings.attempts(call, overrides)
        error: SchedbotError = _NOT_TRIED
        async for attempt in AsyncRetrying(sleep=partial(self._wait, attempts), **attempts.controls()):
            if not (attempts.is_in_time() and (self.is_closed or attempts.pays())):
                break
            limits = attempts.begin()
            async with await self._send(call, limits) as stream:
                items = self._items(call, attempts, limits, stream)
                async with aclosing(items):
                    async for item in items:
                        if isinstance(item, SchedbotError):
                            error = item
                            break
                        attempts.on_item()
                        yield item
                    else:
                        return
            call = attempts.fallback_call(call, error)
            attempt.retry_state.set_result(error)
        yield attempts.not_attempted() if error is _NOT_TRIED else error

    async def _error(
        self, call: StreamCall[T], attempts: Attempts, stream: AsyncResponseStream | TransportFailure
    ) -> SchedbotError:
        response = stream if isinstance(stream, TransportFailure) else await self._whole(stream)
        if isinstance(response, TransportFailure):
            return attempts.on_transport_failure(response)
        return attempts.on_error(call.read_error(response), response)

    async def _items(
        self, call: StreamCall[T], attempts: Attempts, limits: Limits, stream: AsyncResponseStream | TransportFailure
    ) -> AsyncGenerator[T | SchedbotError]:
        if isinstance(stream, TransportFailure) or not 200 <= stream.status <= 299:
            yield await self._error(call, attempts, stream)
            return
        head = Response(stream.status, stream.headers, b"")
        reader = call.reader(stream.status, stream.headers)
        check = DeadlineCheck(limits.ends_at, self._settings.runtime.monotonic)
        async for chunk in stream.chunks:
            if isinstance(chunk, TransportFailure):
                if reader.is_whole:
                    break
                yield _incomplete(attempts, reader, chunk)
                return
            for item in _parse(attempts, reader, chunk, self._max_response_size):
                if await check.is_over_async() and not reader.is_whole:
                    yield attempts.on_transport_failure(_TOO_LATE)
                    return
                if item is not None:
                    yield attempts.on_error(item, head) if isinstance(item, SchedbotError) else item
            if not stream.hurry(reader.grace) and reader.is_done:
                break
        for item in reader.finish():
            yield attempts.on_error(item, head) if isinstance(item, SchedbotError) else item
        attempts.on_success(head)


def _incomplete(attempts: Attempts, reader: Reader[T], failure: TransportFailure) -> SchedbotError:
    """Return the error of an incomplete stream; the reader knows it, unless the client gave up."""
    if failure.timed_out or failure.by_close:
        return attempts.on_transport_failure(failure)
    return attempts.on_error(reader.cut(failure), cause=failure.cause)


def _parse(attempts: Attempts, reader: Reader[T], chunk: bytes, max_size: int) -> Generator[T | SchedbotError | None]:
    """Yield the items of a chunk of any length, and None after each piece of it, as a piece may complete no item."""
    for start in range(0, len(chunk), _PIECE):
        yield from reader.feed(chunk[start : start + _PIECE])
        yield response_too_long(attempts.call, reader.held) if reader.held > max_size else None


_NOT_TRIED: Final = SchedbotError("no attempt was made")
_TOO_LATE: Final = TransportFailure("read", request_sent=True, timed_out=True, cause="read: timed out")
_PIECE: Final = 16 * 1024  # bytes that are parsed between two looks at the clock
