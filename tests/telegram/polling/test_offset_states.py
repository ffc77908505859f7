"""The offsets against a server that deletes confirmed updates: any order, lost responses, crashes, new ids."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from schedbot_sdk.telegram import Progress, Update
from schedbot_sdk.telegram.polling.offset import OffsetTracker
from schedbot_sdk.telegram.types.decode_batch import Received

EPOCH = 10_000
"""The distance of the ids before and after a week of silence."""


def received(update_id: int, key: str) -> Received:
    return Received(Update(update_id=update_id), key, key)


@dataclass
class Server:
    """Telegram's queue, as in the source of the Bot API server."""

    next_id: int = EPOCH
    newest: int = EPOCH - 1
    written: list[str] = field(default_factory=list[str])
    waiting: list[Received] = field(default_factory=list[Received])

    def write(self) -> None:
        key = f"{self.next_id}:event{len(self.written)}"
        self.written.append(key)
        self.waiting.append(received(self.next_id, key))
        self.newest = self.next_id
        self.next_id += 1

    def answer(self, offset: int, limit: int) -> tuple[list[Received], list[str]]:
        """Return the batch, and the keys of the updates that it deletes."""
        assert offset >= 0, "a negative offset throws updates away"
        deleted: list[str] = []
        if 0 < offset <= self.newest + 10:
            deleted = [update.key for update in self.waiting if update.update_id < offset]
            self.waiting = [update for update in self.waiting if update.update_id >= offset]
        return self.waiting[:limit], deleted


class Bot(RuleBasedStateMachine):
    """A bot that is killed and started again, and saves before each poll."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.saved = Progress()
        self.finished: set[str] = set()
        self.remembered: set[str] = set()
        self.open: dict[str, int] = {}
        self.offsets = OffsetTracker(self.saved)

    @rule(count=st.integers(1, 12))
    def people_write(self, count: int) -> None:
        for _ in range(count):
            self.server.write()

    @precondition(lambda self: not self.server.waiting and self.server.next_id % EPOCH)
    @rule(epoch=st.integers(1, 40))
    def a_week_passes(self, epoch: int) -> None:
        if epoch != self.server.next_id // EPOCH:
            self.server.next_id = epoch * EPOCH

    @rule(limit=st.integers(1, 10))
    def poll(self, limit: int) -> None:
        batch = self.request(limit)
        known = self.remembered | set(self.open)
        new = self.offsets.add(batch)
        assert [one.key for one in new] == [one.key for one in batch if one.key not in known]
        self.open |= {one.key: one.update_id for one in new}

    @rule(limit=st.integers(1, 10))
    def poll_and_lose_the_response(self, limit: int) -> None:
        self.request(limit)

    def request(self, limit: int) -> list[Received]:
        self.save()
        batch, deleted = self.server.answer(self.offsets.offset, limit)
        assert set(deleted) <= self.finished, "confirmed before it was finished: lost at the next crash"
        return batch

    def save(self) -> None:
        self.saved = self.offsets.progress
        self.remembered = set(self.finished)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 1000))
    def finish(self, which: int) -> None:
        key = sorted(self.open)[which % len(self.open)]
        self.offsets.finish(key)
        del self.open[key]
        self.finished.add(key)
        self.remembered.add(key)

    @rule(had_saved=st.booleans())
    def kill(self, *, had_saved: bool) -> None:
        if had_saved:
            self.save()
        else:
            self.finished -= self.finished - (self.finished & self.saved_finished())
        self.remembered = self.saved_finished()
        self.open.clear()
        self.offsets = OffsetTracker(self.saved)

    def saved_finished(self) -> set[str]:
        """Return what a new start knows: the saved keys, and the updates that Telegram will not deliver again."""
        waiting = {update.key: update.update_id for update in self.server.waiting}
        return {
            key
            for key in self.finished
            if key in self.saved.finished or key not in waiting or waiting[key] < self.saved.offset
        }

    @invariant()
    def the_offset_is_never_above_what_is_unfinished(self) -> None:
        assert self.offsets.unfinished == len(self.open)
        assert self.offsets.offset == min(self.open.values(), default=self.offsets.offset)

    def teardown(self) -> None:
        for _ in range(2 * len(self.server.written) + 2):
            self.poll(5)
            while self.open:
                self.finish(0)
        assert self.finished == set(self.server.written)
        assert self.server.waiting == []
        assert self.offsets.progress.finished == ()


Bot.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_no_update_is_lost_or_handed_out_twice_whatever_happens = Bot.TestCase
