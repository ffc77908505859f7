"""The pure parts of polling: which updates are new, what is confirmed, who is next, and when to ask again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.telegram.rows import over

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DeadlineExceededError,
    NotFoundError,
    QuotaExceededError,
    RateLimitError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    TransportError,
)
from schedbot_sdk.telegram import Progress, UnparsedUpdate, Update
from schedbot_sdk.telegram.polling.chat_queues import ChatQueues, WorkItem
from schedbot_sdk.telegram.polling.offset import OffsetTracker
from schedbot_sdk.telegram.polling.timing import OnConflict, Poll, PollTiming
from schedbot_sdk.telegram.types.decode_batch import Received, read_batch


def received(number: int, lane: object = None) -> Received:
    return Received(Update(update_id=number), f"key{number}", number if lane is None else lane)


@given(st.integers(1, 10**9), st.lists(st.integers(0, 19), unique=True, max_size=20))
def test_the_offset_is_never_beyond_what_is_unfinished(first: int, order: list[int]) -> None:
    offsets = OffsetTracker(Progress())
    fresh = offsets.add([received(first + number) for number in range(20)])
    assert len(fresh) == 20
    unfinished = {first + number for number in range(20)}
    for number in order:
        offsets.finish(f"key{first + number}")
        unfinished.discard(first + number)
        assert offsets.offset == min(unfinished, default=first + 20)
    assert offsets.unfinished == len(unfinished)


@given(st.lists(st.integers(0, 19), unique=True, max_size=20), st.integers(1, 3))
def test_what_was_finished_is_not_handed_out_again_however_often_the_bot_starts(order: list[int], starts: int) -> None:
    done: list[str] = []
    progress = Progress()
    for start in range(starts):
        offsets = OffsetTracker(progress)
        batch = [received(number) for number in range(20) if number >= progress.offset]
        fresh = [item.key for item in offsets.add(batch)]
        assert not set(fresh) & set(done)
        for number in order[start::starts]:
            if f"key{number}" in fresh:
                offsets.finish(f"key{number}")
                done.append(f"key{number}")
                progress = offsets.progress
    assert len(done) == len(set(done))


def test_an_update_that_is_delivered_again_is_handed_out_once() -> None:
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


def test_a_batch_whose_ids_do_not_ascend_is_gone_beyond_as_a_whole() -> None:
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


def test_what_is_remembered_does_not_grow_without_end() -> None:
    offsets = OffsetTracker(Progress())
    offsets.add([received(0)])  # and never finished
    for number in range(1, 5001):
        offsets.add([received(number)])
        offsets.finish(f"key{number}")
    assert len(offsets.progress.finished) <= 2000
    assert offsets.progress.offset == 0


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=40))
def test_the_updates_of_one_chat_are_handled_in_their_order_and_one_at_a_time(arrivals: list[tuple[int, bool]]) -> None:
    queues, handled, under_way = ChatQueues(), dict[object, list[int]](), list[WorkItem]()
    now, failed = 0.0, set[int]()
    for number, (chat, _) in enumerate(arrivals):
        queues.add(received(number, f"chat{chat}"))
    for _ in range(len(arrivals) * 6):
        now += 1.0
        while (job := queues.next(now)) is not None:
            assert job.received.lane not in {other.received.lane for other in under_way}
            under_way.append(job)
        if not under_way:
            continue
        job = under_way.pop()
        number = job.received.update_id
        if arrivals[number][1] and number not in failed:
            failed.add(number)
            queues.retry(job, now + 2.0)
            assert queues.next_at() is not None
        else:
            handled.setdefault(job.received.lane, []).append(number)
            queues.done(job)
    assert sorted(number for numbers in handled.values() for number in numbers) == list(range(len(arrivals)))
    assert all(numbers == sorted(numbers) for numbers in handled.values())


def test_an_update_that_cannot_be_read_stands_in_no_others_way() -> None:
    good: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "x"}}}
    batch = read_batch([good, {"update_id": 2, "message": {"text": "secret"}}, {"update_id": 3}])
    assert isinstance(batch, list)
    one, two, three = batch
    assert (one.update_id, one.lane) == (1, 7)
    assert isinstance(two.update, UnparsedUpdate)
    assert "secret" in two.update.raw
    assert "secret" not in f"{two.update!r} {two.update.reason} {two!r}"
    assert isinstance(three.update, Update)
    assert len({item.key for item in batch}) == 3


WITHOUT_ID: list[object] = [None, 7, "x", [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": None}]


@over("item", WITHOUT_ID)
def test_an_update_without_an_id_is_put_aside_with_its_neighbour(item: object) -> None:
    for place in (0, 1, 2):
        items: list[object] = [{"update_id": 5}, {"update_id": 6}]
        items.insert(place, item)
        batch = read_batch(items)
        assert isinstance(batch, list)
        assert [one.update_id for one in batch] == [[5, 5, 6], [5, 5, 6], [5, 6, 6]][place]
        assert isinstance(batch[place].update, UnparsedUpdate)
        assert len({one.key for one in batch}) == 3


@over("item", WITHOUT_ID)
def test_a_batch_without_any_id_could_never_be_confirmed(item: object) -> None:
    assert read_batch([item, item]) == "no update has an update_id"
    assert read_batch([]) == []


POLICY = RetryPolicy(initial_wait=1.0, max_wait=30.0)


def pace(*, concurrency: int = 16, timeout: int = 30, on_conflict: OnConflict = "stop") -> PollTiming:
    return PollTiming(timeout=timeout, concurrency=concurrency, policy=POLICY, on_conflict=on_conflict)


EVENTS = st.lists(st.tuples(st.sampled_from(["new", "known", "empty", "error"]), st.floats(0, 1)), max_size=200)


@given(EVENTS, st.sampled_from([0, 1, 30]), st.integers(0, 20))
def test_it_never_runs_hot_whatever_comes(events: list[tuple[str, float]], timeout: int, unfinished: int) -> None:
    """Every answer comes at once; only news lets the next question go out at once."""
    rhythm, now, offset, asked = pace(timeout=timeout), 0.0, 1, list[float]()
    for what, chance in events:
        while wait := rhythm.seconds_to_wait(now, offset=offset, unfinished=unfinished):
            assert wait > 0
            now += wait
        step = rhythm.start(now, offset=offset, unfinished=unfinished)
        if what != "new":
            asked.append(now)
        if what == "error":
            rhythm.failed(ServerError("x", status_code=500), now, chance)
        else:
            rhythm.succeeded(step, now, chance, is_new=what == "new")
            offset += what == "new"
    for begin in range(len(asked)):
        assert len([at for at in asked if asked[begin] <= at < asked[begin] + 10.0]) <= 45


def test_while_updates_are_unfinished_nothing_is_held_open() -> None:
    rhythm = pace()
    first = rhythm.start(0.0, offset=1, unfinished=0)
    assert first.timeout == 30
    rhythm.succeeded(first, 0.1, 0.5, is_new=True)
    assert rhythm.seconds_to_wait(0.2, offset=1, unfinished=3) == pytest.approx(0.8)  # the same offset: once a second
    assert rhythm.seconds_to_wait(0.2, offset=2, unfinished=3) == 0.0  # it moved, and little is left to do
    assert rhythm.start(0.2, offset=2, unfinished=3) == Poll(2, 0, 0.2)
    assert rhythm.seconds_to_wait(0.3, offset=3, unfinished=12) == pytest.approx(0.9)  # enough is left to do


def test_a_lost_connection_is_replaced_at_once_and_only_once() -> None:
    rhythm = pace()
    lost = TransportError("x", phase="read", request_sent=True)
    assert rhythm.failed(lost, 0.0, 1.0) == 0.0
    assert [rhythm.failed(lost, 0.0, 1.0) for _ in range(6)] == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


@over(
    ("error", "goes_on"),
    [
        (ServerError("x", status_code=502), True),
        (RateLimitError("x", status_code=429), True),
        (ResponseError("x"), True),
        (DeadlineExceededError("x"), True),
        (TransportError("x", phase="connect", request_sent=False), True),
        (AuthenticationError("x", status_code=401), False),
        (NotFoundError("x", status_code=404), False),
        (BadRequestError("x", status_code=400), False),
        (QuotaExceededError("x", status_code=402), False),
        (ConflictError("x", status_code=409), False),
        (ConfigurationError("x"), False),
    ],
)
def test_what_may_pass_by_itself_is_ridden_out_for_as_long_as_it_takes(error: SchedbotError, goes_on: bool) -> None:
    rhythm = pace()
    waits = [rhythm.failed(error, 0.0, 0.5) for _ in range(100)]
    assert all((wait is not None) is goes_on for wait in waits)


def test_a_flood_wait_of_no_seconds_makes_no_hot_loop() -> None:
    rhythm = pace()
    assert rhythm.failed(RateLimitError("x", status_code=429, retry_after=0.0), 10.0, 0.0) == pytest.approx(0.5)
    assert rhythm.seconds_to_wait(10.0, offset=0, unfinished=0) == pytest.approx(0.5)


def test_the_servers_word_is_obeyed_and_a_conflict_can_be_waited_for() -> None:
    assert pace().failed(RateLimitError("x", status_code=429, retry_after=77.0), 0.0, 0.5) == 77.0
    assert pace(on_conflict="wait").failed(ConflictError("x", status_code=409), 0.0, 0.5) is not None


def test_a_full_lane_keeps_its_order_through_failures_and_beside_other_chats() -> None:
    queues = ChatQueues()
    for number in range(300):
        queues.add(received(number, number % 3))
    now, left, done = 0.0, {5: 2, 6: 1, 100: 3, 298: 1}, list[int]()
    while len(done) < 300:
        under_way = [job for _ in range(4) if (job := queues.next(now)) is not None]
        assert len({job.received.lane for job in under_way}) == len(under_way), "two of one chat side by side"
        now += 1.0
        for job in under_way:
            number = job.received.update_id
            if left.get(number):
                left[number] -= 1
                queues.retry(job, now + 2.0)
            else:
                done.append(number)
                queues.done(job)
    for lane in range(3):
        assert [number for number in done if number % 3 == lane] == list(range(lane, 300, 3))
