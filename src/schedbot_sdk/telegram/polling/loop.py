"""Updates one by one, for a loop of the caller's own: the twins side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator
from typing import Final

from schedbot_sdk._core.seam import Seam
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.models import Update
from schedbot_sdk.telegram.polling.aio import AsyncHook, AsyncSource
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.desk import Desk
from schedbot_sdk.telegram.polling.given import awaited, check_done, check_function, check_given
from schedbot_sdk.telegram.polling.keeper import AsyncKeeper, Keeper
from schedbot_sdk.telegram.polling.pace import Ask
from schedbot_sdk.telegram.polling.poll_options import PollOptions
from schedbot_sdk.telegram.polling.sync import Hook, Source
from schedbot_sdk.telegram.polling.told import cancelled, told_to_stop
from schedbot_sdk.telegram.stores import OffsetStore

__all__ = ["iterate", "iterate_async"]

_NAP: Final = 0.5
"""Seconds after which one who sleeps looks whether it was told to stop."""


def iterate(
    source: Source,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: Hook | None,
    control: PollControl,
    seam: Seam,
) -> Generator[Update]:
    """Updates one by one: asking for the next one confirms the one before."""
    check_given(store, control)
    if hook is not None:
        check_function("on_failure", hook, is_plain=True)
    return _iterate(source, store, options, hook=hook, control=control, seam=seam)


def _iterate(
    source: Source, store: OffsetStore, options: PollOptions, *, hook: Hook | None, control: PollControl, seam: Seam
) -> Generator[Update]:
    if control.is_stopped:
        return
    keeper = Keeper(store)
    control.on_stop(source.close)
    try:
        desk = Desk(options, keeper.load(), control, seam)
        try:
            while not control.is_stopped:
                job = desk.next()
                if desk.error:
                    raise desk.error
                if job is None:
                    _fetch(desk, source, control, seam)
                else:
                    update = job.received.update
                    if isinstance(update, Update):
                        yield update
                    elif hook is not None and job.error is not None:
                        check_done("on_failure", hook(update, job.error))
                    desk.ended(job, None)
                    del update  # so that no traceback shows what somebody wrote
                del job
                if error := keeper.save(desk.progress):
                    raise error
        finally:
            if keeper.save(desk.progress) is None and (offset := desk.confirmation()) is not None:
                source.confirm(offset)
    finally:
        source.close()


def _fetch(desk: Desk, source: Source, control: PollControl, seam: Seam) -> None:
    """Ask once, or sleep for a while."""
    ask = desk.ask()
    if not isinstance(ask, Ask):
        seam.sleep(min(ask, _NAP))
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
    hook: AsyncHook | None,
    control: PollControl,
    seam: Seam,
) -> AsyncGenerator[Update]:
    """Updates one by one: asking for the next one confirms the one before."""
    check_given(store, control)
    if hook is not None:
        check_function("on_failure", hook, is_plain=False)
    return _iterate_async(source, store, options, hook=hook, control=control, seam=seam)


async def _iterate_async(
    source: AsyncSource,
    store: OffsetStore,
    options: PollOptions,
    *,
    hook: AsyncHook | None,
    control: PollControl,
    seam: Seam,
) -> AsyncGenerator[Update]:
    if control.is_stopped:
        return
    keeper, told = AsyncKeeper(store), told_to_stop(control)
    try:
        desk = Desk(options, await keeper.load(), control, seam)
        try:
            while not control.is_stopped:
                job = desk.next()
                if desk.error:
                    raise desk.error
                if job is None:
                    await _unless(told, _fetch_async(desk, source, seam))
                else:
                    update = job.received.update
                    if isinstance(update, Update):
                        yield update
                    elif hook is not None and job.error is not None:
                        await awaited("on_failure", hook(update, job.error))
                    desk.ended(job, None)
                    del update  # so that no traceback shows what somebody wrote
                del job
                if error := await keeper.save(desk.progress):
                    raise error
        finally:
            if await keeper.save(desk.progress) is None and (offset := desk.confirmation()) is not None:
                await source.confirm(offset)
    finally:
        told.cancel()
        keeper.close()
        await source.close()


async def _fetch_async(desk: Desk, source: AsyncSource, seam: Seam) -> None:
    """Ask once, or sleep."""
    ask = desk.ask()
    if not isinstance(ask, Ask):
        await seam.async_sleep(ask)
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
