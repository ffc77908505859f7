"""Decides which updates are new, and which offset to ask for. Pure.

Telegram deletes every update below the offset of a request, so the offset is the lowest unfinished update_id. Finished
updates above it are remembered by their key, and are not handled again when they are delivered again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from schedbot_sdk.telegram.stores.progress import MAX_FINISHED, Progress
from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["OffsetTracker"]


class OffsetTracker:
    """Follows every update from its arrival until it is finished.

    Args:
        progress: How far an earlier run came.
    """

    def __init__(self, progress: Progress) -> None:
        self.offset: int = progress.offset
        """The offset to ask for: the lowest unfinished update_id."""
        self._next = progress.offset
        self._unfinished: dict[str, int] = {}
        # The id is None until Telegram delivers the update again.
        self._finished: dict[str, int | None] = dict.fromkeys(progress.finished)
        # Recently finished: Telegram delivers them once more when a confirmation was lost.
        self._recent: OrderedDict[str, None] = OrderedDict.fromkeys(progress.finished)

    @property
    def unfinished(self) -> int:
        """How many updates are not finished."""
        return len(self._unfinished)

    @property
    def progress(self) -> Progress:
        """The progress to save."""
        return Progress(self.offset, tuple(self._finished))

    def add(self, batch: Iterable[Received]) -> list[Received]:
        """Add a batch, and return its new updates, in their order.

        The next offset depends on this batch alone, not on a maximum over batches. An update below the offset is not
        dropped. The reason for both: Telegram's ids can start again lower.
        """
        new: list[Received] = []
        ids: list[int] = []
        for received in batch:
            ids.append(received.update_id)
            if received.key in self._recent:
                self._finished[received.key] = received.update_id
            elif received.key not in self._unfinished:
                self._unfinished[received.key] = received.update_id
                new.append(received)
        if ids:
            self._next = max(ids) + 1
        self._move_offset()
        return new

    def finish(self, key: str) -> None:
        """Note that an update is finished."""
        self._finished[key] = self._unfinished.pop(key)
        self._recent[key] = None
        while len(self._recent) > MAX_FINISHED:
            self._recent.popitem(last=False)
        self._move_offset()

    def _move_offset(self) -> None:
        """Move the offset, and forget the finished updates that Telegram will not deliver again."""
        self.offset = offset = min(self._unfinished.values(), default=self._next)
        kept = [
            (key, update_id) for key, update_id in self._finished.items() if update_id is None or update_id >= offset
        ]
        self._finished = dict(kept[-MAX_FINISHED:])
