"""What a forked child must not share with its parent: locks that a thread of the parent held, and open connections."""

from __future__ import annotations

import os
from collections.abc import Callable
from weakref import WeakMethod

__all__ = ["reset_after_fork"]

_resets: set[WeakMethod[Callable[[], None]]] = set()


def reset_after_fork(reset: Callable[[], None]) -> None:
    """Call a method in every child that is forked while its object exists, before anything else runs there."""
    _resets.add(WeakMethod(reset, _resets.discard))


def _reset() -> None:
    for known in _resets.copy():
        reset = known()
        if reset is not None:
            reset()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_reset)
