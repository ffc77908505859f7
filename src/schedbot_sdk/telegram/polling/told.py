"""SIGTERM and Ctrl-C stop a poll cleanly; a second one ends the process as it would have without a poll."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from schedbot_sdk.telegram.polling.control import PollControl

__all__ = ["stopped_by_signals"]


@contextmanager
def stopped_by_signals(control: PollControl, *, is_wanted: bool) -> Generator[None]:
    """While the block runs, both signals stop the poll. Only the main thread can have it so."""
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
