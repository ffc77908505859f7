"""The only place that sleeps and loops over attempts: one executor a twin, every decision shared (`run.py`).

An error travels as a value until a frame that holds no request raises it: tracebacks are sent to error trackers with
their local variables.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from functools import partial
from typing import Final, TypeVar

from tenacity import AsyncRetrying, Retrying
from typing_extensions import Unpack

from schedbot_sdk._core.attempts import Run
from schedbot_sdk._core.call import Call, Reader, StreamCall, TransportFailure
from schedbot_sdk._core.deadline import Defaults, Limits
from schedbot_sdk._core.deadline_check import DeadlineCheck
from schedbot_sdk._core.response import Response
from schedbot_sdk._core.settings import Overrides, Settings
from schedbot_sdk._core.transport.exchange import AsyncHttp, SyncHttp
from schedbot_sdk._core.transport.response_stream import AsyncResponseStream, ResponseStream
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import PostOptions

__all__ = ["AsyncExecutor", "SyncExecutor"]

T = TypeVar("T")


class SyncExecutor:
    """Carries out calls, one attempt after the other."""

    __slots__ = ("_http", "_settings")

    def __init__(self, http: SyncHttp, settings: Settings) -> None:
        self._http = http
        self._settings = settings

    def together(self, options: PostOptions, defaults: Defaults) -> Overrides:
        """One call's keywords for several calls, with one deadline for all of them."""
        return self._settings.together(options, defaults)

    def run(self, call: Call[T], **options: Unpack[PostOptions]) -> T:
        """Carry out a call and give its value, or raise its error."""
        outcome = self.outcome(call, Overrides.of(options))
        del call, options
        if isinstance(outcome, SchedbotError):
            raise outcome
        return outcome

    def outcome(self, call: Call[T], overrides: Overrides) -> T | SchedbotError:
        """Carry out a call and give its value, or its error as one."""
        call = overrides.apply(call)
        run = self._settings.run(call, overrides)
        outcome: T | SchedbotError = _NOT_TRIED
        for attempt in Retrying(sleep=partial(self._rest, run), **run.controls()):
            if not (run.is_in_time() and self._passes(run) and (self._http.is_closed or run.pays())):
                break
            outcome = run.judge(call, self._http.exchange(call, run.begin_attempt()))
            if not isinstance(outcome, SchedbotError):
                return outcome  # tenacity's state is a reference cycle, which would keep an answer for the collector
            attempt.retry_state.set_result(outcome)
        return run.not_begun() if outcome is _NOT_TRIED else outcome

    def _passes(self, run: Run) -> bool:
        gate, lane = run.gate, run.exchange.lane
        if gate is None or lane is None or self._http.is_closed:
            return True
        return run.admitted(gate.wait(lane, run.time_left, run.place, run.pause, self._http.bell))

    def _rest(self, run: Run, seconds: float) -> None:
        if run.gate is None or run.exchange.lane is None:  # the others do it in their lane: see `_passes`
            self._settings.runtime.rest(seconds, self._http.bell)

    def stream(self, call: StreamCall[T], **options: Unpack[PostOptions]) -> Generator[T | SchedbotError]:
        """Items as they come; an error is the last one. Closing the generator gives the connection up."""
        return self._stream(call, Overrides.of(options))

    def _stream(self, call: StreamCall[T], overrides: Overrides) -> Generator[T | SchedbotError]:
        call = overrides.apply(call)
        run = self._settings.run(call, overrides)
        failure: SchedbotError = _NOT_TRIED
        for attempt in Retrying(sleep=partial(self._rest, run), **run.controls()):
            if not (run.is_in_time() and (self._http.is_closed or run.pays())):
                break
            limits = run.begin_attempt()
            with self._http.open(call, limits) as incoming:
                for item in self._items(call, run, limits, incoming):
                    if isinstance(item, SchedbotError):
                        failure = item
                        break
                    run.deliver()
                    yield item
                else:
                    return
            call = run.instead(call, failure)
            attempt.retry_state.set_result(failure)
        yield run.not_begun() if failure is _NOT_TRIED else failure

    def _no_stream(self, call: StreamCall[T], run: Run, incoming: ResponseStream | TransportFailure) -> SchedbotError:
        came = incoming if isinstance(incoming, TransportFailure) else self._http.whole(incoming)
        return run.broke(came) if isinstance(came, TransportFailure) else run.failed(call.read_error(came), came)

    def _items(
        self, call: StreamCall[T], run: Run, limits: Limits, incoming: ResponseStream | TransportFailure
    ) -> Generator[T | SchedbotError]:
        if isinstance(incoming, TransportFailure) or not 200 <= incoming.status <= 299:
            yield self._no_stream(call, run, incoming)
            return
        head = Response(incoming.status, incoming.headers, b"")
        reader = call.reader(incoming.status, incoming.headers)
        watch = DeadlineCheck(limits.ends_at, self._settings.runtime.monotonic)
        for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                if reader.is_whole:
                    break
                is_cut = not (chunk.timed_out or chunk.by_close)
                yield run.failed(reader.cut(chunk), cause=chunk.cause) if is_cut else run.broke(chunk)
                return
            for item in _fed(run, reader, chunk, self._http.max_response_size):
                if watch.is_over() and not reader.is_whole:
                    yield run.broke(_TOO_LATE)
                    return
                if item is not None:
                    yield run.failed(item, head) if isinstance(item, SchedbotError) else item
            if not incoming.hurry(reader.grace) and reader.is_done:
                break
        for item in reader.finish():
            yield run.failed(item, head) if isinstance(item, SchedbotError) else item
        run.succeeded(head)


class AsyncExecutor:
    """The async twin of `SyncExecutor`."""

    __slots__ = ("_http", "_settings")

    def __init__(self, http: AsyncHttp, settings: Settings) -> None:
        self._http = http
        self._settings = settings

    def together(self, options: PostOptions, defaults: Defaults) -> Overrides:
        """One call's keywords for several calls, with one deadline for all of them."""
        return self._settings.together(options, defaults)

    async def run(self, call: Call[T], **options: Unpack[PostOptions]) -> T:
        """Carry out a call and give its value, or raise its error."""
        outcome = await self.outcome(call, Overrides.of(options))
        del call, options
        if isinstance(outcome, SchedbotError):
            raise outcome
        return outcome

    async def outcome(self, call: Call[T], overrides: Overrides) -> T | SchedbotError:
        """Carry out a call and give its value, or its error as one."""
        call = overrides.apply(call)
        run = self._settings.run(call, overrides)
        outcome: T | SchedbotError = _NOT_TRIED
        async for attempt in AsyncRetrying(sleep=partial(self._rest, run), **run.controls()):
            if not (run.is_in_time() and await self._passes(run) and (self._http.is_closed or run.pays())):
                break
            outcome = run.judge(call, await self._http.exchange(call, run.begin_attempt()))
            if not isinstance(outcome, SchedbotError):
                return outcome  # tenacity's state is a reference cycle, which would keep an answer for the collector
            attempt.retry_state.set_result(outcome)
        return run.not_begun() if outcome is _NOT_TRIED else outcome

    async def _passes(self, run: Run) -> bool:
        gate, lane = run.gate, run.exchange.lane
        if gate is None or lane is None or self._http.is_closed:
            return True
        return run.admitted(await gate.wait_async(lane, run.time_left, run.place, run.pause, self._http.bell))

    async def _rest(self, run: Run, seconds: float) -> None:
        if run.gate is None or run.exchange.lane is None:  # the others do it in their lane: see `_passes`
            await self._settings.runtime.rest_async(seconds, self._http.bell)

    def stream(self, call: StreamCall[T], **options: Unpack[PostOptions]) -> AsyncGenerator[T | SchedbotError]:
        """Items as they come; an error is the last one. Closing the generator gives the connection up."""
        return self._stream(call, Overrides.of(options))

    async def _stream(self, call: StreamCall[T], overrides: Overrides) -> AsyncGenerator[T | SchedbotError]:
        call = overrides.apply(call)
        run = self._settings.run(call, overrides)
        failure: SchedbotError = _NOT_TRIED
        async for attempt in AsyncRetrying(sleep=partial(self._rest, run), **run.controls()):
            if not (run.is_in_time() and (self._http.is_closed or run.pays())):
                break
            limits = run.begin_attempt()
            async with self._http.open(call, limits) as incoming:
                items = self._items(call, run, limits, incoming)
                async with aclosing(items):
                    async for item in items:
                        if isinstance(item, SchedbotError):
                            failure = item
                            break
                        run.deliver()
                        yield item
                    else:
                        return
            call = run.instead(call, failure)
            attempt.retry_state.set_result(failure)
        yield run.not_begun() if failure is _NOT_TRIED else failure

    async def _no_stream(
        self, call: StreamCall[T], run: Run, incoming: AsyncResponseStream | TransportFailure
    ) -> SchedbotError:
        came = incoming if isinstance(incoming, TransportFailure) else await self._http.whole(incoming)
        return run.broke(came) if isinstance(came, TransportFailure) else run.failed(call.read_error(came), came)

    async def _items(
        self, call: StreamCall[T], run: Run, limits: Limits, incoming: AsyncResponseStream | TransportFailure
    ) -> AsyncGenerator[T | SchedbotError]:
        if isinstance(incoming, TransportFailure) or not 200 <= incoming.status <= 299:
            yield await self._no_stream(call, run, incoming)
            return
        head = Response(incoming.status, incoming.headers, b"")
        reader = call.reader(incoming.status, incoming.headers)
        watch = DeadlineCheck(limits.ends_at, self._settings.runtime.monotonic)
        async for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                if reader.is_whole:
                    break
                is_cut = not (chunk.timed_out or chunk.by_close)
                yield run.failed(reader.cut(chunk), cause=chunk.cause) if is_cut else run.broke(chunk)
                return
            for item in _fed(run, reader, chunk, self._http.max_response_size):
                if await watch.is_over_async() and not reader.is_whole:
                    yield run.broke(_TOO_LATE)
                    return
                if item is not None:
                    yield run.failed(item, head) if isinstance(item, SchedbotError) else item
            if not incoming.hurry(reader.grace) and reader.is_done:
                break
        for item in reader.finish():
            yield run.failed(item, head) if isinstance(item, SchedbotError) else item
        run.succeeded(head)


def _fed(run: Run, reader: Reader[T], chunk: bytes, longest: int) -> Generator[T | SchedbotError | None]:
    """The items of a chunk of any length, and None after each piece of it, as a piece may hold no item."""
    for start in range(0, len(chunk), _PIECE):
        yield from reader.feed(chunk[start : start + _PIECE])
        yield run.too_long(reader.held) if reader.held > longest else None


_NOT_TRIED: Final = SchedbotError("no attempt was made")
_TOO_LATE: Final = TransportFailure("read", request_sent=True, timed_out=True, cause="read: timed out")
_PIECE: Final = 16 * 1024  # bytes that are parsed without a look at the clock
