"""Where a bot remembers how far it has come, so that a new start repeats nothing that was finished."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from typing import Final, Protocol, cast

from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.stores.replay import Replayable

__all__ = ["DeadLetterStore", "MemoryStore", "OffsetStore", "Patience", "Progress", "progress_of"]

_LETTERS: Final = 100


class OffsetStore(Protocol):
    """What a poll needs of a store. One poll uses it at a time; the async client has a thread for it.

    A store that has `bury` and `dead_letters`, too, keeps the updates that could not be handled: see `DeadLetterStore`.
    Without them such updates are only logged.
    """

    def load(self) -> Progress:
        """What was saved last; `Progress()` before the first time."""
        ...

    def save(self, progress: Progress) -> None:
        """Remember it, so that a crash after this call loses none of it."""
        ...


class DeadLetterStore(OffsetStore, Protocol):
    """A store that keeps the updates that could not be handled."""

    def bury(self, progress: Progress, letters: Sequence[DeadLetter]) -> None:
        """Remember the progress and the letters in one step: both, or neither. A letter replaces one of its key."""
        ...

    def dead_letters(self) -> list[DeadLetter]:
        """The letters that are kept, oldest first."""
        ...


class MemoryStore(Replayable):
    """Remembers until the process ends. What was finished but not yet confirmed to Telegram is repeated after that.

    It keeps the last 100 dead letters.
    """

    def __init__(self) -> None:
        self._progress = Progress()
        self._letters: dict[str, DeadLetter] = {}
        self._lock = threading.Lock()
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Take a new lock: a thread of the parent may have held the old one."""
        self._lock = threading.Lock()

    def load(self) -> Progress:
        """What was saved last."""
        return self._progress

    def save(self, progress: Progress) -> None:
        """Remember it."""
        self._progress = progress

    def bury(self, progress: Progress, letters: Sequence[DeadLetter]) -> None:
        """Remember how far the bot has come, and dead letters."""
        self.save(progress)
        with self._lock:
            self._letters.update({letter.key: letter for letter in letters})
            for key in list(self._letters)[:-_LETTERS]:
                del self._letters[key]

    def dead_letters(self) -> list[DeadLetter]:
        """The last 100 updates that were given up, oldest first."""
        with self._lock:
            return list(self._letters.values())

    def keep_letter(self, letter: DeadLetter) -> None:
        """Write a letter anew that is in the store."""
        with self._lock:
            if letter.key in self._letters:
                self._letters[letter.key] = letter

    def remove_letter(self, key: str) -> None:
        """Forget a letter."""
        with self._lock:
            self._letters.pop(key, None)


class Patience:
    """How long a store waits for another process: its own time at most, and less once a poll is told to stop.

    Args:
        seconds: The store's own.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_at = math.inf

    def limit(self, seconds: float | None) -> None:
        """Let all waits end within so many seconds from now; None takes the limit away."""
        self._ends_at = math.inf if seconds is None else time.monotonic() + seconds

    def is_over(self, began: float) -> bool:
        """Whether a wait that began at a moment of the monotonic clock has been long enough."""
        return time.monotonic() >= min(began + self._seconds, self._ends_at)


def progress_of(offset: object, finished: object) -> Progress | None:
    """What a store has kept; None where it is no progress."""
    if not isinstance(offset, int) or isinstance(offset, bool) or offset < 0 or not isinstance(finished, list):
        return None
    keys = cast("list[object]", finished)
    return Progress(offset, tuple(key for key in keys if isinstance(key, str)))
