"""Updates one by one, for a loop of the caller's own: the twins side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator
from typing import Final

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.polling.arguments import check_done, check_function, check_given, maybe_awaited
from schedbot_sdk.telegram.polling.checkpoint import AsyncCheckpoint, Checkpoint
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.handlers import AsyncFailureHook, FailureHook
from schedbot_sdk.telegram.polling.log import log_started, log_stopped
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.stop_signals import cancelled, told_to_stop
from schedbot_sdk.telegram.polling.task_runner import AsyncSource
from schedbot_sdk.telegram.polling.thread_runner import Source
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate
from schedbot_sdk.telegram.types.update import Update

__all__ = ["iterate", "iterate_async"]

_NAP: Final = 0.5
"""Seconds after which one who sleeps looks whether it was told to stop."""


def iterate(
    source: Source,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: FailureHook | None,
    control: PollControl,
    runtime: Runtime,
) -> Generator[Update]:
    """Updates one by one: asking for the next one confirms the one before."""
    check_given(store, control)
    if hook is not None:
        check_function("on_failure", hook, is_plain=True, takes=2)
    return _iterate(source, store, options, hook=hook, control=control, runtime=runtime)


def _iterate(
    source: Source,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: FailureHook | None,
    control: PollControl,
    runtime: Runtime,
) -> Generator[Update]:
    if control.is_stopped:
        return
    keeper = Checkpoint(store)

    def told() -> None:
        keeper.hurry(options.drain)
        source.close()

    control.on_stop(told)
    try:
        desk = Dispatcher(options, keeper.load(), control, runtime)
        log_started(options.host, desk.progress.offset)
        keeper.warn(options)
        try:
            while not control.is_stopped:
                job = desk.next()
                if job is not None and not desk.begins(job):
                    continue
                if error := desk.error or keeper.save(desk):
                    del job  # so that no traceback shows what somebody wrote
                    raise error
                if job is None:
                    _fetch(desk, source, control, runtime)
                elif isinstance(job.received.update, Update) and job.error is None:
                    yield job.received.update
                    desk.ended(job, None)
                elif hook is not None and job.error is not None:
                    desk.ended(job, _buried(hook, job.received.update, job.error))
                del job
        finally:
            if keeper.save(desk) is None and (offset := desk.confirmation()) is not None:
                source.confirm(offset)
            log_stopped(options.host, control)
    finally:
        keeper.close()
        source.close()


def _buried(hook: FailureHook, update: Update | UnparsedUpdate, error: Exception) -> Exception | None:
    try:
        check_done("on_failure", hook(update, error))
    except Exception as raised:  # of a function that is the user's
        return raised
    return None


def _fetch(desk: Dispatcher, source: Source, control: PollControl, runtime: Runtime) -> None:
    """Poll once, or sleep for a while."""
    ask = desk.ask()
    if not isinstance(ask, Poll):
        runtime.sleep(min(ask, _NAP))
        return
    came = source.fetch(ask)
    if control.is_stopped and isinstance(came, SchedbotError):
        return
    wait = desk.answered(ask, came)
    if wait is not None and isinstance(came, SchedbotError):
        source.waits(came, wait)


def iterate_async(
    source: AsyncSource,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: AsyncFailureHook | None,
    control: PollControl,
    runtime: Runtime,
) -> AsyncGenerator[Update]:
    """Updates one by one: asking for the next one confirms the one before."""
    check_given(store, control)
    if hook is not None:
        check_function("on_failure", hook, is_plain=False, takes=2)
    return _iterate_async(source, store, options, hook=hook, control=control, runtime=runtime)


async def _iterate_async(
    source: AsyncSource,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: AsyncFailureHook | None,
    control: PollControl,
    runtime: Runtime,
) -> AsyncGenerator[Update]:
    if control.is_stopped:
        return
    keeper = AsyncCheckpoint(store)
    told = told_to_stop(control, lambda: keeper.hurry(options.drain))
    try:
        desk = Dispatcher(options, await keeper.load(), control, runtime)
        log_started(options.host, desk.progress.offset)
        keeper.warn(options)
        try:
            while not control.is_stopped:
                job = desk.next()
                if job is not None and not desk.begins(job):
                    continue
                if error := desk.error or await keeper.save(desk):
                    del job  # so that no traceback shows what somebody wrote
                    raise error
                if job is None:
                    await _unless(told, _fetch_async(desk, source, runtime))
                elif isinstance(job.received.update, Update) and job.error is None:
                    yield job.received.update
                    desk.ended(job, None)
                elif hook is not None and job.error is not None:
                    desk.ended(job, await _buried_async(hook, job.received.update, job.error))
                del job
        finally:
            if await keeper.save(desk) is None and (offset := desk.confirmation()) is not None:
                await source.confirm(offset)
            log_stopped(options.host, control)
    finally:
        told.cancel()
        keeper.close()
        await source.close()


async def _buried_async(hook: AsyncFailureHook, update: Update | UnparsedUpdate, error: Exception) -> Exception | None:
    try:
        await maybe_awaited("on_failure", hook(update, error))
    except Exception as raised:  # of a function that is the user's
        return raised
    return None


async def _fetch_async(desk: Dispatcher, source: AsyncSource, runtime: Runtime) -> None:
    """Poll once, or sleep."""
    ask = desk.ask()
    if not isinstance(ask, Poll):
        await runtime.async_sleep(ask)
        return
    came = await source.fetch(ask)
    wait = desk.answered(ask, came)
    if wait is not None and isinstance(came, SchedbotError):
        source.waits(came, wait)


async def _unless(told: asyncio.Task[None], work: Coroutine[object, object, None]) -> None:
    """Do it, until the poll is told to stop."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        await asyncio.wait((told, task), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        await cancelled(task)
