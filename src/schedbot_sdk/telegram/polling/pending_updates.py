"""The updates that are fetched and not finished, and the progress to save. Pure."""

from __future__ import annotations

from dataclasses import replace

from schedbot_sdk.telegram.polling.chat_queues import ChatQueues, WorkItem
from schedbot_sdk.telegram.polling.offset import OffsetTracker
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter, dead_letter_of
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST

__all__ = ["PendingUpdates"]


class PendingUpdates:
    """The queues of the chats, the offset, and the dead letters that are not stored yet.

    Args:
        progress: How far an earlier run came.
        skip: Whether the updates that wait at the start are skipped.
    """

    def __init__(self, progress: Progress, *, skip: bool) -> None:
        self._offsets = OffsetTracker(progress)
        self._confirmed = progress.offset
        self._is_skipping = skip
        self._loop_position = progress.begun, progress.times
        self.queues: ChatQueues = ChatQueues()
        """The updates of each chat, in their order."""
        self.dead_letters: tuple[DeadLetter, ...] = ()
        """Those that are not saved yet. Once they are, call `dead_letters_saved`."""

    @property
    def progress(self) -> Progress:
        """The progress to save."""
        key, times = self._loop_position
        progress = self._offsets.progress
        return replace(progress, begun=key, times=times) if key else progress

    @property
    def offset(self) -> int:
        """The lowest update_id that is not finished."""
        return self._offsets.offset

    @property
    def offset_to_poll(self) -> int:
        """The offset of the next poll."""
        return ALL_BUT_LAST if self._is_skipping else self._offsets.offset

    @property
    def unconfirmed_offset(self) -> int | None:
        """The offset that Telegram was not told yet; None when it knows the current one."""
        return None if self._offsets.offset == self._confirmed else self._offsets.offset

    @property
    def unfinished(self) -> int:
        """How many updates are not finished."""
        return self._offsets.unfinished

    def add(self, batch: list[Received], offset: int) -> int:
        """Add the answer to a poll with this offset, and return how many updates of it are new."""
        if self._is_skipping:
            self._is_skipping = False
            if batch:
                self._offsets = OffsetTracker(Progress(max(received.update_id for received in batch) + 1))
            return 0
        self._confirmed = offset
        new = self._offsets.add(batch)
        for received in new:
            self.queues.add(received)
        return len(new)

    def times_in_loop(self, item: WorkItem) -> int:
        """Return how often in a row a loop over `updates()` was at an update."""
        key, times = self._loop_position
        return times if key == item.received.key else 0

    def enter_loop(self, item: WorkItem) -> None:
        """Count that a loop over `updates()` is at an update."""
        self._loop_position = item.received.key, self.times_in_loop(item) + 1

    def finish(self, item: WorkItem) -> None:
        """Note that an update needs nothing more."""
        self._loop_position = "", 0
        self.queues.done(item)
        self._offsets.finish(item.received.key)

    def finish_as_dead_letter(self, item: WorkItem, error: Exception, time: float) -> None:
        """Make a dead letter of an update that is given up at this Unix time."""
        dead_letter = dead_letter_of(item.received, type(error).__name__, item.failures, time)
        self.dead_letters = (*self.dead_letters, dead_letter)
        self.finish(item)

    def dead_letters_saved(self, dead_letters: tuple[DeadLetter, ...]) -> None:
        """Note that the store has these dead letters."""
        self.dead_letters = self.dead_letters[len(dead_letters) :]
