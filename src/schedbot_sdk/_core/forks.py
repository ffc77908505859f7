"""What a forked child must not share with its parent: locks that a thread of the parent held, and open connections."""

from __future__ import annotations

import os
import weakref
from typing import Protocol

__all__ = ["reset_in_children"]


class Inherited(Protocol):
    """State that a child process gets a copy of."""

    def reset_after_fork(self) -> None:
        """Begin anew; called in the child, before anything else runs there."""
        ...


_owners: weakref.WeakSet[Inherited] = weakref.WeakSet()


def reset_in_children(owner: Inherited) -> None:
    """Have this object begin anew in every process that is forked from here on."""
    _owners.add(owner)


def _reset() -> None:
    for owner in list(_owners):
        owner.reset_after_fork()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_reset)
