"""How a poll hears that it is to stop: by its control, by SIGTERM and by Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

from schedbot_sdk.telegram.polling.control import PollControl

__all__ = ["cancelled", "stopped_by_signals", "told_to_stop"]

_Listener: TypeAlias = Callable[[int, FrameType | None], object]


@contextmanager
def stopped_by_signals(control: PollControl, *, is_wanted: bool) -> Generator[None]:
    """While the block runs, both signals stop the poll. Only the main thread can have it so.

    Whoever listened to a signal before gets it, too, and at once. What such a listener raises is raised at the end of
    the block, so that a poll ends in order before, say, `sys.exit()` of a handler for SIGTERM takes effect. A second
    signal goes to whoever would have had it without a poll.
    """
    if not is_wanted or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    raised: list[BaseException] = []

    def restore() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is told:  # nobody else has taken it since
                signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def told(number: int, frame: FrameType | None) -> None:
        restore()
        control.stop()
        listener = _listener(before[signal.Signals(number)])
        if listener is not None:
            try:
                listener(number, frame)
            except BaseException as error:  # it is raised when the poll has ended in order
                raised.append(error)

    for number in before:
        signal.signal(number, told)
    try:
        yield
    finally:
        restore()
        if raised:
            raise raised[0]


def _listener(handler: object) -> _Listener | None:
    """The handler that a program has installed; None for one of Python's own, which would not let the poll end."""
    if not callable(handler) or handler is signal.default_int_handler:
        return None
    owner = getattr(getattr(handler, "func", handler), "__self__", None)
    if isinstance(owner, asyncio.Runner):  # it cancels the task that polls
        return None

    def listener(number: int, frame: FrameType | None) -> object:
        return handler(number, frame)

    return listener


def told_to_stop(control: PollControl, told: Callable[[], object]) -> asyncio.Task[None]:
    """Done when the poll is told to stop; `told` is called at once then, from any thread."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop() -> None:
        told()
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
