"""How a poll is stopped: by its control, by SIGTERM and by Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Protocol, TypeAlias

__all__ = ["Stoppable", "cancel_and_wait", "stop_on_signals", "stop_task"]

_SignalHandler: TypeAlias = Callable[[int, FrameType | None], object]


class Stoppable(Protocol):
    """The control of a poll, or of another loop."""

    def stop(self) -> None:
        """Stop the loop; may be called from any thread, and from a signal handler."""
        ...

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Set the function that `stop` calls."""
        ...


@contextmanager
def stop_on_signals(control: Stoppable, *, is_wanted: bool) -> Generator[None]:
    """Let SIGTERM and SIGINT stop the poll while the block runs. This works in the main thread only.

    The handler that the program had installed is called too, at once. An exception of it, such as that of `sys.exit()`,
    is raised at the end of the block, after the poll has ended in order. A second signal goes to that handler alone.
    """
    if not is_wanted or threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    raised: list[BaseException] = []

    def restore() -> None:
        for number, handler in previous.items():
            if signal.getsignal(number) is on_signal:  # the program has not installed another one since
                signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def on_signal(number: int, frame: FrameType | None) -> None:
        restore()
        control.stop()
        handler = _program_handler(previous[signal.Signals(number)])
        if handler is not None:
            try:
                handler(number, frame)
            except BaseException as error:  # it is raised after the poll has ended in order
                raised.append(error)

    for number in previous:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        restore()
        if raised:
            raise raised[0]


def _program_handler(handler: object) -> _SignalHandler | None:
    """Return the handler that a program has installed; None for Python's own, which would interrupt the poll."""
    if not callable(handler) or handler is signal.default_int_handler:
        return None
    owner = getattr(getattr(handler, "func", handler), "__self__", None)
    if isinstance(owner, asyncio.Runner):  # it would cancel the task that polls
        return None

    def call(number: int, frame: FrameType | None) -> object:
        return handler(number, frame)

    return call


def stop_task(control: Stoppable, on_stop: Callable[[], object]) -> asyncio.Task[None]:
    """Return a task that ends when the poll is stopped. `on_stop` is called at once then, from any thread."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop() -> None:
        on_stop()
        with suppress(RuntimeError):  # the loop is closed: the poll has ended
            loop.call_soon_threadsafe(stopped.set)

    async def wait() -> None:
        await stopped.wait()

    control.on_stop(stop)
    return loop.create_task(wait())


async def cancel_and_wait(*tasks: asyncio.Task[object] | asyncio.Task[None]) -> None:
    """Cancel tasks, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
