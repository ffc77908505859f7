"""How the programs end: on Ctrl-C or SIGTERM quietly, once what they hold is closed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from types import FrameType

__all__ = ["run_until_stopped"]


def run_until_stopped(program: Callable[[], Coroutine[object, object, int]]) -> int:
    """Run a program to its end, or until it is told to stop.

    Returns:
        What the program returned; 130, as shells have it, when it was stopped.
    """
    # Both signals become asyncio's own way out: the task is cancelled, and every `with` block closes.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return asyncio.run(program())
    except KeyboardInterrupt:
        return 130
    finally:
        # Nothing is left to close: a second Ctrl-C ends the process at once, without a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
