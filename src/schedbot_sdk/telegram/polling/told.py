"""How a poll hears that it is to stop: by its control, by SIGTERM and by Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import FrameType

from schedbot_sdk.telegram.polling.control import PollControl

__all__ = ["cancelled", "stopped_by_signals", "told_to_stop"]


@contextmanager
def stopped_by_signals(control: PollControl, *, is_wanted: bool) -> Generator[None]:
    """While the block runs, both signals stop the poll. Only the main thread can have it so.

    A second signal ends the process as it would have without a poll.
    """
    if not is_wanted or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def told(_number: int, _frame: FrameType | None) -> None:
        restore()
        control.stop()

    for number in before:
        signal.signal(number, told)
    try:
        yield
    finally:
        restore()


def told_to_stop(control: PollControl) -> asyncio.Task[None]:
    """Done when the poll is told to stop."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop() -> None:
        with suppress(RuntimeError):  # the loop is closed: the poll has ended long ago
            loop.call_soon_threadsafe(stopped.set)

    async def wait() -> None:
        await stopped.wait()

    control.on_stop(stop)
    return loop.create_task(wait())


async def cancelled(*tasks: asyncio.Task[object] | asyncio.Task[None]) -> None:
    """Cancel tasks, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
