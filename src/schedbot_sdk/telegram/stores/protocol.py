"""The methods that a poll needs of a store. A store remembers which updates are finished when a bot restarts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.progress import Progress

__all__ = ["DeadLetterStore", "OffsetStore"]


class OffsetStore(Protocol):
    """A store of progress. One poll uses it at a time; the async client calls it in a thread.

    A store that also has `save_dead_letters` and `dead_letters` keeps the updates that could not be handled: see
    `DeadLetterStore`. Without these methods such updates are only logged.
    """

    def load(self) -> Progress:
        """Return what was saved last; `Progress()` before the first time."""
        ...

    def save(self, progress: Progress) -> None:
        """Save the progress, so that a crash after this call does not lose it."""
        ...


class DeadLetterStore(OffsetStore, Protocol):
    """A store that also keeps the updates that could not be handled."""

    def save_dead_letters(self, progress: Progress, dead_letters: Sequence[DeadLetter]) -> None:
        """Save progress and dead letters in one step: both or neither. A dead letter replaces one with its key."""
        ...

    def dead_letters(self) -> list[DeadLetter]:
        """Return the dead letters, oldest first."""
        ...
