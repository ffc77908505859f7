"""A store in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.stores.replay import ReplayableStore

__all__ = ["MemoryStore"]

_MAX_DEAD_LETTERS: Final = 100


class MemoryStore(ReplayableStore):
    """Keeps progress and the last 100 dead letters until the process ends.

    After that, updates that were finished but not yet confirmed to Telegram are handled again.
    """

    def __init__(self) -> None:
        self._progress = Progress()
        self._dead_letters: dict[str, DeadLetter] = {}
        self._lock = threading.Lock()
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Take a new lock: a thread of the parent may have held the old one."""
        self._lock = threading.Lock()

    def load(self) -> Progress:
        """Return what was saved last."""
        return self._progress

    def save(self, progress: Progress) -> None:
        """Save the progress."""
        self._progress = progress

    def save_dead_letters(self, progress: Progress, dead_letters: Sequence[DeadLetter]) -> None:
        """Save progress and dead letters."""
        self.save(progress)
        with self._lock:
            self._dead_letters.update({dead_letter.key: dead_letter for dead_letter in dead_letters})
            for key in list(self._dead_letters)[:-_MAX_DEAD_LETTERS]:
                del self._dead_letters[key]

    def dead_letters(self) -> list[DeadLetter]:
        """Return the last 100 updates that were given up, oldest first."""
        with self._lock:
            return list(self._dead_letters.values())

    def replace_dead_letter(self, dead_letter: DeadLetter) -> None:
        """Replace the dead letter with the same key."""
        with self._lock:
            if dead_letter.key in self._dead_letters:
                self._dead_letters[dead_letter.key] = dead_letter

    def remove_dead_letter(self, key: str) -> None:
        """Remove a dead letter."""
        with self._lock:
            self._dead_letters.pop(key, None)
