"""Merges the progress of two processes that share one store, so that neither loses what the other saved. Pure.

The higher of two offsets counts, and an update that either process finished is finished. One exception: Telegram's ids
can start again lower. An offset that a process saves lower than its own last one replaces what others saved before.
"""

from __future__ import annotations

from dataclasses import replace

from schedbot_sdk.telegram.stores.progress import MAX_FINISHED, Progress

__all__ = ["ProgressMerger"]


class ProgressMerger:
    """Knows the last progress of this process, and of the others that save to the same store."""

    def __init__(self) -> None:
        self._stored: Progress | None = None
        """The progress in the store when it was last read or written."""
        self._own = Progress()
        self._others = Progress()
        """The progress that other processes saved since then, if it still counts."""

    def loaded(self, progress: Progress) -> Progress:
        """Note what the store has: this process starts from there."""
        self._stored = self._own = progress
        self._others = Progress()
        return progress

    def merge(self, own: Progress, stored: Progress) -> Progress:
        """Return what to write when this process saves `own` and the store has `stored`. Then call `written`."""
        if self._stored is not None and stored != self._stored:
            keys = dict.fromkeys((*self._others.finished, *stored.finished))
            self._others = Progress(max(self._others.offset, stored.offset), tuple(keys))
        if own.offset < self._own.offset:  # Telegram's ids started again: older offsets mean nothing any more
            self._others = replace(self._others, offset=0)
        if not (self._others.offset or self._others.finished):
            return own
        offset = max(own.offset, self._others.offset)
        others = tuple(key for key in self._others.finished if _may_be_delivered(key, offset))
        self._others = replace(self._others, finished=others)
        keys = dict.fromkeys((*others, *own.finished))
        return replace(own, offset=offset, finished=tuple(keys)[-MAX_FINISHED:])

    def written(self, own: Progress, merged: Progress) -> None:
        """Note that the merged progress is in the store."""
        self._own, self._stored = own, merged


def _may_be_delivered(key: str, offset: int) -> bool:
    """Whether Telegram may deliver an update again at this offset: keys begin with the update_id."""
    update_id = key.partition(":")[0]
    return not update_id.isdecimal() or int(update_id) >= offset
