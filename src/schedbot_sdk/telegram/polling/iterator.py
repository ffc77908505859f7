"""Runs a poll as a loop of the caller over `updates()`: the twins side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator
from typing import Final

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.handlers.types import AsyncFailureHook, FailureHook
from schedbot_sdk.telegram.polling.arguments import check_arguments
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.polling.checkpoint import AsyncCheckpoint, Checkpoint
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.fetcher import AsyncUpdateFetcher, UpdateFetcher
from schedbot_sdk.telegram.polling.handlers import handle, handle_async
from schedbot_sdk.telegram.polling.log import log_stopped
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.stop_signals import cancel_and_wait, stop_task
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.update import Update

__all__ = ["iterate", "iterate_async"]

_MAX_SLEEP: Final = 0.5
"""Seconds after which a sleeping loop checks whether it was stopped."""


def iterate(
    fetcher: UpdateFetcher,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: FailureHook | None,
    control: PollControl,
    runtime: Runtime,
) -> Generator[Update]:
    """Yield updates one by one. Asking for the next one confirms the one before."""
    check_arguments(store, control, hook, is_plain=True)

    def generate() -> Generator[Update]:
        if control.is_stopped:
            return
        checkpoint = Checkpoint(store)

        def on_stop() -> None:
            checkpoint.limit_waits(options.drain)
            fetcher.close()

        control.on_stop(on_stop)
        try:
            dispatcher = Dispatcher(options, checkpoint.load(options), control, runtime, fetcher.client_error)
            try:
                while not control.is_stopped:
                    item = dispatcher.next_loop_item()
                    checkpoint.save(dispatcher)
                    if dispatcher.shutdown.error is not None:
                        del item  # so that no traceback shows what a user wrote
                        raise dispatcher.shutdown.error
                    if item is None:
                        _fetch(dispatcher, fetcher, control, runtime)
                    elif item.error is None and isinstance(item.received.update, Update):
                        yield item.received.update
                        dispatcher.on_handled(item, None)
                    else:
                        dispatcher.on_handled(item, _call_hook(item, hook))
                    del item
            finally:
                if checkpoint.save(dispatcher) and (offset := dispatcher.final_offset()) is not None:
                    fetcher.confirm(offset)
                log_stopped(options.host, control)
        finally:
            checkpoint.close()
            fetcher.close()

    return generate()


def _call_hook(item: WorkItem, hook: FailureHook | None) -> Exception | None:
    try:
        handle(item, None, hook)
    except Exception as error:
        return error
    return None


def _fetch(dispatcher: Dispatcher, fetcher: UpdateFetcher, control: PollControl, runtime: Runtime) -> None:
    """Poll once, or sleep for a while."""
    poll = dispatcher.next_poll()
    if poll is None:
        runtime.sleep(min(dispatcher.seconds_to_wait() or 0.0, _MAX_SLEEP))
        return
    result = fetcher.fetch(poll)
    if control.is_stopped and isinstance(result, SchedbotError):
        return  # the stop has ended the request
    if event := dispatcher.on_fetched(poll, result):
        fetcher.report(event)


def iterate_async(
    fetcher: AsyncUpdateFetcher,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: AsyncFailureHook | None,
    control: PollControl,
    runtime: Runtime,
) -> AsyncGenerator[Update]:
    """Yield updates one by one. Asking for the next one confirms the one before."""
    check_arguments(store, control, hook, is_plain=False)

    async def generate() -> AsyncGenerator[Update]:
        if control.is_stopped:
            return
        checkpoint = AsyncCheckpoint(store)
        stopped = stop_task(control, lambda: checkpoint.limit_waits(options.drain))
        try:
            dispatcher = Dispatcher(options, await checkpoint.load(options), control, runtime, fetcher.client_error)
            try:
                while not control.is_stopped:
                    item = dispatcher.next_loop_item()
                    await checkpoint.save(dispatcher)
                    if dispatcher.shutdown.error is not None:
                        del item  # so that no traceback shows what a user wrote
                        raise dispatcher.shutdown.error
                    if item is None:
                        await _run_until(stopped, _fetch_async(dispatcher, fetcher, runtime))
                    elif item.error is None and isinstance(item.received.update, Update):
                        yield item.received.update
                        dispatcher.on_handled(item, None)
                    else:
                        dispatcher.on_handled(item, await _call_hook_async(item, hook))
                    del item
            finally:
                if await checkpoint.save(dispatcher) and (offset := dispatcher.final_offset()) is not None:
                    await fetcher.confirm(offset)
                log_stopped(options.host, control)
        finally:
            stopped.cancel()
            checkpoint.close()
            await fetcher.close()

    return generate()


async def _call_hook_async(item: WorkItem, hook: AsyncFailureHook | None) -> Exception | None:
    try:
        await handle_async(item, None, hook)
    except Exception as error:
        return error
    return None


async def _fetch_async(dispatcher: Dispatcher, fetcher: AsyncUpdateFetcher, runtime: Runtime) -> None:
    """Poll once, or sleep."""
    poll = dispatcher.next_poll()
    if poll is None:
        await runtime.async_sleep(dispatcher.seconds_to_wait() or 0.0)
    elif event := dispatcher.on_fetched(poll, await fetcher.fetch(poll)):
        fetcher.report(event)


async def _run_until(stopped: asyncio.Task[None], work: Coroutine[object, object, None]) -> None:
    """Run until the work is done, or the poll is stopped."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        await asyncio.wait((stopped, task), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        await cancel_and_wait(task)
