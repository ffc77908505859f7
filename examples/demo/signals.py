"""Stops a program cleanly on Ctrl-C or SIGTERM: its resources are closed, and there is no traceback."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from types import FrameType

__all__ = ["run_until_stopped"]


def run_until_stopped(program: Callable[[], Coroutine[object, object, int]]) -> int:
    """Run a program until it ends or is stopped by a signal.

    Returns:
        The program's exit code; 130 after a signal, as in shells.
    """
    # On both signals asyncio cancels the task, so every `with` block closes.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return asyncio.run(program())
    except KeyboardInterrupt:
        return 130
    finally:
        # All is closed: a second Ctrl-C ends the process at once, without a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
