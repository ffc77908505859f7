"""Updates of one chat are handled in their order, chats concurrently."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.telegram import Update
from schedbot_sdk.telegram.polling.chat_queues import ChatQueues, WorkItem
from schedbot_sdk.telegram.types.decode_batch import Received


def received(number: int, lane: object = None) -> Received:
    return Received(Update(update_id=number), f"key{number}", number if lane is None else lane)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=40))
def test_the_updates_of_one_chat_are_handled_in_their_order_and_one_at_a_time(arrivals: list[tuple[int, bool]]) -> None:
    queues, handled, running = ChatQueues(), dict[object, list[int]](), list[WorkItem]()
    now, failed = 0.0, set[int]()
    for number, (chat, _) in enumerate(arrivals):
        queues.add(received(number, f"chat{chat}"))
    for _ in range(len(arrivals) * 6):
        now += 1.0
        while (item := queues.next(now)) is not None:
            assert item.received.lane not in {other.received.lane for other in running}
            running.append(item)
        if not running:
            continue
        item = running.pop()
        number = item.received.update_id
        if arrivals[number][1] and number not in failed:
            failed.add(number)
            queues.retry(item, now + 2.0)
            assert queues.next_at() is not None
        else:
            handled.setdefault(item.received.lane, []).append(number)
            queues.done(item)
    assert sorted(number for numbers in handled.values() for number in numbers) == list(range(len(arrivals)))
    assert all(numbers == sorted(numbers) for numbers in handled.values())


def test_a_full_queue_keeps_its_order_through_failures_and_beside_other_chats() -> None:
    queues = ChatQueues()
    for number in range(300):
        queues.add(received(number, number % 3))
    now, left, done = 0.0, {5: 2, 6: 1, 100: 3, 298: 1}, list[int]()
    while len(done) < 300:
        running = [item for _ in range(4) if (item := queues.next(now)) is not None]
        assert len({item.received.lane for item in running}) == len(running), "two of one chat side by side"
        now += 1.0
        for item in running:
            number = item.received.update_id
            if left.get(number):
                left[number] -= 1
                queues.retry(item, now + 2.0)
            else:
                done.append(number)
                queues.done(item)
    for lane in range(3):
        assert [number for number in done if number % 3 == lane] == list(range(lane, 300, 3))
