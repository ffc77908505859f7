"""What was fetched and not yet confirmed: which updates are new, and from which id Telegram must go on. Pure.

Telegram deletes everything below the offset that is asked for, so the offset is the lowest id that is not finished.
What is finished above it is remembered by its key, and not handled again when it is delivered again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["REMEMBERED", "OffsetTracker", "Progress"]

REMEMBERED: Final = 2000
"""Keys of finished updates that are kept at most."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bot has come, as an offset store keeps it.

    Attributes:
        offset: The lowest update_id that is not finished; 0 before the first one.
        finished: Keys (`Update.dedupe_key`) of updates from the offset on that are finished already.
        begun: The key of the update that a loop over `updates()` is at; empty between updates, and in a `poll`.
        times: How often in a row a loop was at that update.
    """

    offset: int = 0
    finished: tuple[str, ...] = field(default=(), repr=False)
    begun: str = field(default="", repr=False)
    times: int = 0


class OffsetTracker:
    """Follows every update from its arrival to its end.

    Args:
        progress: Where an earlier run stopped.
    """

    def __init__(self, progress: Progress) -> None:
        self._next = progress.offset
        self._open: dict[str, int] = {}
        # Their ids are known when they are delivered again, as they are for as long as Telegram keeps them.
        self._above: dict[str, int | None] = dict.fromkeys(progress.finished)
        # Those that were finished a while ago: a confirmation may be lost, and they come once more.
        self._recent: OrderedDict[str, None] = OrderedDict.fromkeys(progress.finished)

    @property
    def offset(self) -> int:
        """The offset to ask for."""
        return min(self._open.values(), default=self._next)

    @property
    def open(self) -> int:
        """How many updates are not finished."""
        return len(self._open)

    @property
    def progress(self) -> Progress:
        """What must be remembered."""
        return Progress(self.offset, tuple(self._above))

    def arrived(self, batch: Iterable[Received]) -> list[Received]:
        """Take a batch; those of it that are new, in their order.

        The next offset counts from this batch alone, never from a maximum over batches, and an id below the offset is
        no reason to drop an update: Telegram's ids can start again lower.
        """
        fresh: list[Received] = []
        ids: list[int] = []
        for received in batch:
            ids.append(received.update_id)
            if received.key in self._recent:
                self._above[received.key] = received.update_id
            elif received.key not in self._open:
                self._open[received.key] = received.update_id
                fresh.append(received)
        if ids:
            self._next = max(ids) + 1
        self._forget()
        return fresh

    def finished(self, key: str) -> None:
        """Note that an update needs nothing more."""
        self._above[key] = self._open.pop(key)
        self._recent[key] = None
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        self._forget()

    def _forget(self) -> None:
        """Drop what Telegram will not deliver again."""
        offset = self.offset
        above = [(key, update_id) for key, update_id in self._above.items() if update_id is None or update_id >= offset]
        self._above = dict(above[-REMEMBERED:])
