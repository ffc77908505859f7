"""Resets locks and connections in a forked child, which must not share them with its parent."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import MethodType
from typing import cast
from weakref import ref

__all__ = ["reset_after_fork"]

_resets: dict[ref[object], Callable[[object], None]] = {}


def reset_after_fork(reset: Callable[[], None]) -> None:
    """Call a method first in every child that is forked while its object exists."""
    # Not a WeakMethod: at the end of the interpreter its callback fails in Python 3.13.0, and prints a traceback.
    method = cast("MethodType", reset)
    _resets[ref(method.__self__, _resets.pop)] = method.__func__


def _reset() -> None:
    for known, reset in _resets.copy().items():
        owner = known()
        if owner is not None:
            reset(owner)


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_reset)
