"""Two processes that save to one store: neither loses what the other saved. Pure.

The rule: of two offsets the higher one counts, and what either process finished is finished. The offset of a process
that starts again lower (Telegram's ids can) counts, too: it replaces what others saved before.
"""

from __future__ import annotations

from dataclasses import replace

from schedbot_sdk.telegram.polling.offset import REMEMBERED, Progress

__all__ = ["Merge"]


class Merge:
    """What one process knows of the others that save to the same place."""

    def __init__(self) -> None:
        self._known: Progress | None = None
        """What was in the store when it was last read or written."""
        self._mine = Progress()
        self._others = Progress()
        """What others saved meanwhile, as far as it still counts."""

    def loaded(self, progress: Progress) -> Progress:
        """Note what the store has: this process goes on from there."""
        self._known = self._mine = progress
        self._others = Progress()
        return progress

    def merged(self, mine: Progress, stored: Progress) -> Progress:
        """What to write, where this process saves `mine` and the store has `stored`. Call `written` after it."""
        if self._known is not None and stored != self._known:
            keys = dict.fromkeys((*self._others.finished, *stored.finished))
            self._others = Progress(max(self._others.offset, stored.offset), tuple(keys))
        if mine.offset < self._mine.offset:  # the ids began again: offsets of before say nothing any more
            self._others = replace(self._others, offset=0)
        if not (self._others.offset or self._others.finished):
            return mine
        offset = max(mine.offset, self._others.offset)
        others = tuple(key for key in self._others.finished if _may_come(key, offset))
        self._others = replace(self._others, finished=others)
        keys = dict.fromkeys((*others, *mine.finished))
        return replace(mine, offset=offset, finished=tuple(keys)[-REMEMBERED:])

    def written(self, mine: Progress, merged: Progress) -> None:
        """Note that it is in the store."""
        self._mine, self._known = mine, merged


def _may_come(key: str, offset: int) -> bool:
    """Whether Telegram may deliver it again: keys begin with the update_id."""
    update_id = key.partition(":")[0]
    return not update_id.isdecimal() or int(update_id) >= offset
