"""Which updates are new, and which offset is asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.telegram import Progress, Update
from schedbot_sdk.telegram.polling.offset import OffsetTracker
from schedbot_sdk.telegram.types.decode_batch import Received


def received(number: int, lane: object = None) -> Received:
    return Received(Update(update_id=number), f"key{number}", number if lane is None else lane)


@given(st.integers(1, 10**9), st.lists(st.integers(0, 19), unique=True, max_size=20))
def test_the_offset_is_never_beyond_what_is_unfinished(first: int, order: list[int]) -> None:
    offsets = OffsetTracker(Progress())
    new = offsets.add([received(first + number) for number in range(20)])
    assert len(new) == 20
    unfinished = {first + number for number in range(20)}
    for number in order:
        offsets.finish(f"key{first + number}")
        unfinished.discard(first + number)
        assert offsets.offset == min(unfinished, default=first + 20)
    assert offsets.unfinished == len(unfinished)


@given(st.lists(st.integers(0, 19), unique=True, max_size=20), st.integers(1, 3))
def test_a_finished_update_is_not_handled_again_however_often_the_bot_starts(order: list[int], starts: int) -> None:
    done: list[str] = []
    progress = Progress()
    for start in range(starts):
        offsets = OffsetTracker(progress)
        batch = [received(number) for number in range(20) if number >= progress.offset]
        new = [item.key for item in offsets.add(batch)]
        assert not set(new) & set(done)
        for number in order[start::starts]:
            if f"key{number}" in new:
                offsets.finish(f"key{number}")
                done.append(f"key{number}")
                progress = offsets.progress
    assert len(done) == len(set(done))


def test_an_update_that_is_delivered_again_is_handled_once() -> None:
    offsets = OffsetTracker(Progress())
    assert len(offsets.add([received(1), received(2)])) == 2
    assert offsets.add([received(1), received(2)]) == []
    offsets.finish("key1")
    offsets.finish("key2")
    assert offsets.add([received(1), received(2)]) == []  # the confirmation was lost
    assert offsets.offset == 3


def test_ids_that_start_again_lower_are_new_and_the_offset_follows_them() -> None:
    offsets = OffsetTracker(Progress())
    offsets.add([received(1000)])
    offsets.finish("key1000")
    assert offsets.offset == 1001
    assert [item.update_id for item in offsets.add([received(5), received(6)])] == [5, 6]
    assert offsets.offset == 5
    offsets.finish("key5")
    offsets.finish("key6")
    assert offsets.offset == 7


def test_the_offset_passes_a_batch_whose_ids_do_not_ascend_as_a_whole() -> None:
    offsets = OffsetTracker(Progress())
    offsets.add([received(9), received(7), received(8)])
    assert offsets.offset == 7
    for number in (7, 8, 9):
        offsets.finish(f"key{number}")
    assert offsets.offset == 10


def test_an_id_that_is_used_again_for_another_event_is_new() -> None:
    offsets = OffsetTracker(Progress())
    offsets.add([received(5)])
    offsets.finish("key5")
    other = Received(Update(update_id=5), "another key", 1)
    assert offsets.add([other]) == [other]


def test_the_memory_of_finished_updates_is_bounded() -> None:
    offsets = OffsetTracker(Progress())
    offsets.add([received(0)])  # and never finished
    for number in range(1, 5001):
        offsets.add([received(number)])
        offsets.finish(f"key{number}")
    assert len(offsets.progress.finished) <= 2000
    assert offsets.progress.offset == 0
