"""The only place that sleeps and loops over attempts: one executor a twin, every decision shared (`run.py`).

An error travels as a value until a frame that holds no request raises it: tracebacks are sent to error trackers with
their local variables.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from functools import partial
from typing import TypeVar

from tenacity import AsyncRetrying, Retrying
from typing_extensions import Unpack

from schedbot_sdk._core.answer import Answer
from schedbot_sdk._core.call import Call, StreamCall, TransportFailure
from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk._core.http.exchange import AsyncHttp, SyncHttp
from schedbot_sdk._core.http.incoming import AsyncIncoming, Incoming
from schedbot_sdk._core.run import Run
from schedbot_sdk._core.settings import Overrides, Settings
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
            if not (run.is_in_time() and self._passes(run) and run.pays()):
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
        return run.admitted(gate.wait(lane, run.time_left, run.place, run.pause))

    def _rest(self, run: Run, seconds: float) -> None:
        if run.gate is None or run.exchange.lane is None:  # the others do it in their lane: see `_passes`
            self._settings.seam.sleep(seconds)

    def stream(self, call: StreamCall[T], **options: Unpack[PostOptions]) -> Generator[T | SchedbotError]:
        """Items as they come; an error is the last one. Closing the generator gives the connection up."""
        return self._stream(call, Overrides.of(options))

    def _stream(self, call: StreamCall[T], overrides: Overrides) -> Generator[T | SchedbotError]:
        call = overrides.apply(call)
        run = self._settings.run(call, overrides)
        failure: SchedbotError = _NOT_TRIED
        for attempt in Retrying(sleep=self._settings.seam.sleep, **run.controls()):
            if not (run.is_in_time() and run.pays()):
                break
            with self._http.open(call, run.begin_attempt()) as incoming:
                for item in self._items(call, run, incoming):
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

    def _items(
        self, call: StreamCall[T], run: Run, incoming: Incoming | TransportFailure
    ) -> Generator[T | SchedbotError]:
        if isinstance(incoming, TransportFailure):
            yield run.broke(incoming)
            return
        if not 200 <= incoming.status <= 299:
            came = self._http.whole(incoming)
            yield run.broke(came) if isinstance(came, TransportFailure) else run.failed(call.read_error(came), came)
            return
        head = Answer(incoming.status, incoming.headers, b"")
        reader = call.reader(incoming.status, incoming.headers)
        for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                if reader.is_whole:
                    break
                is_cut = not (chunk.timed_out or chunk.by_close)
                yield run.failed(reader.cut(chunk), cause=chunk.cause) if is_cut else run.broke(chunk)
                return
            for item in reader.feed(chunk):
                yield run.failed(item, head) if isinstance(item, SchedbotError) else item
            if reader.held > self._http.max_response_size:
                yield run.failed(run.too_long(reader.held))
                return
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
            if not (run.is_in_time() and await self._passes(run) and run.pays()):
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
        return run.admitted(await gate.wait_async(lane, run.time_left, run.place, run.pause))

    async def _rest(self, run: Run, seconds: float) -> None:
        if run.gate is None or run.exchange.lane is None:  # the others do it in their lane: see `_passes`
            await self._settings.seam.async_sleep(seconds)

    def stream(self, call: StreamCall[T], **options: Unpack[PostOptions]) -> AsyncGenerator[T | SchedbotError]:
        """Items as they come; an error is the last one. Closing the generator gives the connection up."""
        return self._stream(call, Overrides.of(options))

    async def _stream(self, call: StreamCall[T], overrides: Overrides) -> AsyncGenerator[T | SchedbotError]:
        call = overrides.apply(call)
        run = self._settings.run(call, overrides)
        failure: SchedbotError = _NOT_TRIED
        async for attempt in AsyncRetrying(sleep=self._settings.seam.async_sleep, **run.controls()):
            if not (run.is_in_time() and run.pays()):
                break
            async with self._http.open(call, run.begin_attempt()) as incoming:
                items = self._items(call, run, incoming)
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

    async def _items(
        self, call: StreamCall[T], run: Run, incoming: AsyncIncoming | TransportFailure
    ) -> AsyncGenerator[T | SchedbotError]:
        if isinstance(incoming, TransportFailure):
            yield run.broke(incoming)
            return
        if not 200 <= incoming.status <= 299:
            came = await self._http.whole(incoming)
            yield run.broke(came) if isinstance(came, TransportFailure) else run.failed(call.read_error(came), came)
            return
        head = Answer(incoming.status, incoming.headers, b"")
        reader = call.reader(incoming.status, incoming.headers)
        async for chunk in incoming.chunks:
            if isinstance(chunk, TransportFailure):
                if reader.is_whole:
                    break
                is_cut = not (chunk.timed_out or chunk.by_close)
                yield run.failed(reader.cut(chunk), cause=chunk.cause) if is_cut else run.broke(chunk)
                return
            for item in reader.feed(chunk):
                yield run.failed(item, head) if isinstance(item, SchedbotError) else item
            if reader.held > self._http.max_response_size:
                yield run.failed(run.too_long(reader.held))
                return
            if not incoming.hurry(reader.grace) and reader.is_done:
                break
        for item in reader.finish():
            yield run.failed(item, head) if isinstance(item, SchedbotError) else item
        run.succeeded(head)


_NOT_TRIED = SchedbotError("no attempt was made")
