"""What a decision changes: laws that hold for any order of plans, moves, cancellations and decisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.assistant import Answer, Decision, PlannedEvent
from schedbot_sdk.assistant.decide import decide
from schedbot_sdk.assistant.edit import shows_before
from schedbot_sdk.schedule import Event, LocalStart, Schedule, Source

MADE_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def source(origin: int) -> Source:
    return Source(bot="bot", chat_id=1, message_id=origin)


def schedule_of(origin: int, events: list[tuple[str, int]]) -> Schedule:
    """A schedule of a message, with the uids and hours of its events."""
    starts = {uid: LocalStart(date=date(2026, 12, 1), time=time(hour), zone="Europe/Berlin") for uid, hour in events}
    planned = tuple(Event(uid=uid, title="Gym", start=start) for uid, start in starts.items())
    return Schedule(source=source(origin), zone="Europe/Berlin", made_at=MADE_AT, events=planned)


class Chat:
    """A chat without a store: the planned events, and what the files said."""

    def __init__(self) -> None:
        self.events: dict[str, PlannedEvent] = {}
        self.files: defaultdict[str, list[int]] = defaultdict(list)

    def planned(self) -> dict[str, PlannedEvent]:
        return {uid: event for uid, event in self.events.items() if event.is_planned}

    def decides(self, answer: Answer, origin: int, decision: Decision) -> bool:
        shown = {event.uid for event in answer.schedule.events} if answer.schedule else set[str]()
        seen = {uid: event for uid, event in self.events.items() if uid in shown or event.origin_id == origin}
        change = decide(answer, seen, origin_id=origin, decision=decision)
        if change is None:
            return False
        self.events |= {event.uid: event for event in change.events}
        for removed in change.answer.removed:
            self.files[removed.events[0].uid].append(removed.sequence + 1)
        decided = change.answer.schedule
        if decided is not None and decision == "confirm" and not answer.removes:
            for event in decided.events:
                self.files[event.uid].append(decided.sequence)
        return True


STEPS = st.tuples(
    st.sampled_from(["plan", "move", "cancel"]),
    st.integers(1, 3),  # the message
    st.integers(0, 5),  # which planned events, and how many of its own
    st.integers(0, 23),  # the hour
    st.sampled_from(["confirm", "cancel"]),
)


def answer_of(chat: Chat, kind: str, origin: int, pick: int, hour: int) -> Answer | None:
    others = [event for event in chat.planned().values() if event.origin_id != origin]
    own = [event for event in chat.planned().values() if event.origin_id == origin]
    if kind == "plan":
        hours = [(source(origin).uid(number), (hour + number) % 24) for number in range(1 + pick % 3)]
        shown = schedule_of(origin, hours)
        before = own if shows_before(shown, own, changes_others=False) else []
        return Answer(message_ids=(1,), schedule=shown, replaced=tuple(event.schedule for event in before))
    if not others:
        return None
    other = others[pick % len(others)]
    shown = schedule_of(origin, [(other.uid, hour)])
    replaced = tuple(event.schedule for event in (other, *own))
    return Answer(message_ids=(1,), schedule=shown, replaced=replaced, removes=kind == "cancel")


@given(st.lists(STEPS, max_size=25))
def test_every_file_of_an_event_has_a_higher_sequence_than_the_one_before(
    steps: list[tuple[str, int, int, int, Decision]],
) -> None:
    chat = Chat()
    for kind, origin, pick, hour, decision in steps:
        answer = answer_of(chat, kind, origin, pick, hour)
        if answer is not None:
            chat.decides(answer, origin, decision)
    assert all(numbers == sorted(set(numbers)) for numbers in chat.files.values())


@given(st.lists(STEPS, max_size=25))
def test_a_plan_has_exactly_the_events_of_its_message_and_a_move_changes_one_event(
    steps: list[tuple[str, int, int, int, Decision]],
) -> None:
    chat = Chat()
    for kind, origin, pick, hour, decision in steps:
        before = chat.planned()
        answer = answer_of(chat, kind, origin, pick, hour)
        if answer is None or answer.schedule is None:
            continue
        assert chat.decides(answer, origin, decision)
        shown = {event.uid: event.start for event in answer.schedule.events}
        after = chat.planned()
        others = {uid: event for uid, event in before.items() if event.origin_id != origin and uid not in shown}
        assert others.items() <= after.items()
        own = {uid for uid, event in after.items() if event.origin_id == origin}
        if decision == "cancel" and answer.replaced:
            assert after == before
        elif decision == "cancel":
            assert own == set()
        elif kind == "cancel":
            assert not shown.keys() & after.keys()
        else:
            assert {uid: after[uid].schedule.events[0].start for uid in shown} == shown
            assert kind != "plan" or own == shown.keys()
            assert kind != "move" or after[next(iter(shown))].origin_id == before[next(iter(shown))].origin_id


def test_a_plan_that_does_not_show_a_change_of_another_message_cannot_be_confirmed() -> None:
    chat = Chat()
    chat.decides(Answer(message_ids=(1,), schedule=schedule_of(1, [("a", 7)])), 1, "confirm")
    edited = Answer(message_ids=(1,), version=2, schedule=schedule_of(1, [("a", 8)]))
    planned = chat.events["a"]
    chat.decides(
        Answer(message_ids=(2,), schedule=schedule_of(2, [("a", 9)]), replaced=(planned.schedule,)), 2, "confirm"
    )
    assert chat.events["a"].written == planned.event
    assert not chat.decides(edited, 1, "confirm")
    assert chat.decides(replace(edited, replaced=(chat.events["a"].schedule,)), 1, "confirm")
    assert chat.events["a"].written is None


def test_an_answer_is_decided_once() -> None:
    chat, answer = Chat(), Answer(message_ids=(1,), schedule=schedule_of(1, [("a", 7)]))
    assert chat.decides(answer, 1, "confirm")
    assert not chat.decides(replace(answer, decision="confirm"), 1, "cancel")
    assert chat.planned().keys() == {"a"}


def test_a_change_of_an_event_that_is_not_planned_any_more_can_only_be_dismissed() -> None:
    chat = Chat()
    chat.decides(Answer(message_ids=(1,), schedule=schedule_of(1, [("a", 7)])), 1, "confirm")
    moved = schedule_of(2, [("a", 9)])
    move = Answer(message_ids=(2,), schedule=moved, replaced=(chat.events["a"].schedule,))
    chat.decides(Answer(message_ids=(1,), version=2, schedule=schedule_of(1, [("b", 8)])), 1, "confirm")
    assert chat.planned().keys() == {"b"}
    assert not chat.decides(move, 2, "confirm")
    assert chat.decides(move, 2, "cancel")
    assert chat.planned().keys() == {"b"}


def test_a_removal_that_was_not_sent_is_sent_with_the_next_one() -> None:
    chat = Chat()
    first = Answer(message_ids=(1,), schedule=schedule_of(1, [("a", 7), ("b", 8)]))
    chat.decides(first, 1, "confirm")
    unsent = chat.events["b"].schedule
    again = Answer(message_ids=(1,), version=2, schedule=schedule_of(1, [("c", 9)]), removed=(unsent,))
    seen = {uid: event for uid, event in chat.events.items() if uid != "b"}
    change = decide(again, seen, origin_id=1, decision="confirm")
    assert change is not None
    assert {each.events[0].uid for each in change.answer.removed} == {"a", "b"}
    replanned = replace(again, schedule=schedule_of(1, [("b", 9)]))
    change = decide(replanned, seen, origin_id=1, decision="confirm")
    assert change is not None
    assert {each.events[0].uid for each in change.answer.removed} == {"a"}
