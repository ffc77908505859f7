"""`create_schedule` with `planned`: events that are moved, changed and cancelled by words."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from tests.rows import on_rows
from tests.schedule.strategies import events, zones

from schedbot_sdk import AsyncChatClient, ChatClient, ConfigurationError, RetryPolicy
from schedbot_sdk.schedule import (
    AllDay,
    Cancelled,
    Created,
    Draft,
    Event,
    Instant,
    LocalStart,
    NeedsClarification,
    Outcome,
    Recurrence,
    Schedule,
    Source,
    create_schedule,
    create_schedule_async,
    messages_for,
    problems,
)
from schedbot_sdk.schedule import schedule_of as schedule_of_draft
from schedbot_sdk.schedule.llm.planned import planned_events
from schedbot_sdk.schedule.llm.unchanged import without_unchanged
from schedbot_sdk.testing import LocalChat
from schedbot_sdk.users import User

ANN = User(telegram_id=42, first_name="Ann", timezone="Europe/Berlin")
BEFORE = Source(bot="@bot", chat_id=42, message_id=7)
SOURCE = Source(bot="@bot", chat_id=42, message_id=8)
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # a Monday
ZONE = "Europe/Berlin"
CALL = Event(
    uid=BEFORE.uid(0),
    title="Call Bob",
    start=LocalStart(date=date(2026, 11, 25), time=time(12), zone=ZONE),
    duration=timedelta(minutes=45),
    place="room 42",
    reminders=(timedelta(minutes=5), timedelta(minutes=15)),
)
GYM = Event(
    uid=BEFORE.uid(1),
    title="Gym",
    start=LocalStart(date=date(2026, 9, 2), time=time(19), zone=ZONE),
    recurrence=Recurrence(freq="weekly", days=("wednesday",), except_dates=(date(2026, 12, 16),)),
)
LEAVE = Event(
    uid=BEFORE.uid(2), title="Leave", start=AllDay(date=date(2026, 12, 1), zone=ZONE), duration=timedelta(days=3)
)
PLANNED = Schedule(source=BEFORE, zone=ZONE, made_at=NOW, events=(CALL, GYM, LEAVE), sequence=2)
NUMBERS = {event.title: number for number, event in enumerate(PLANNED.events, 1)}
RULE: dict[str, Any] = {
    "freq": "weekly", "interval": 1, "days": ["wednesday"], "nth": None, "month_days": [], "months": [],
    "except_dates": ["2026-12-16"], "until": None, "count": None,
}  # fmt: skip
both = pytest.mark.parametrize("twin", ["sync", "async"])


def item(title: str, day: str, at: str | None, quote: str, **fields: Any) -> dict[str, Any]:
    nulls = dict.fromkeys(
        ("in_minutes", "duration_minutes", "zone", "place", "remind_minutes", "replaces", "recurrence")
    )
    weekday = f"{date.fromisoformat(day):%A}".lower()
    return {**nulls, "title": title, "date": day, "time": at, "weekday": weekday, "source_quote": quote, **fields}


def draft(*items: dict[str, Any], outcome: str = "created") -> str:
    return json.dumps({"outcome": outcome, "question": None, "items": list(items)})


@pytest.fixture(scope="module")
def server() -> Iterator[LocalChat]:
    with LocalChat() as server:
        yield server


@pytest.fixture
def chat(server: LocalChat) -> LocalChat:
    server.requests.clear()
    return server


def create(twin: str, chat: LocalChat, text: str, *answers: str, **options: Any) -> Outcome:
    chat.say_next(*answers)
    options = {"now": NOW, "source": SOURCE, "planned": PLANNED, **options}
    quick = RetryPolicy(initial_wait=0.001)
    if twin == "sync":
        with ChatClient(chat.api_key, base_url=chat.base_url, model=chat.model, retry=quick) as client:
            return create_schedule(client, ANN, text, **options)

    async def run() -> Outcome:
        async with AsyncChatClient(chat.api_key, base_url=chat.base_url, model=chat.model, retry=quick) as client:
            return await create_schedule_async(client, ANN, text, **options)

    return asyncio.run(run())


def schedule_of(outcome: Outcome) -> Schedule:
    assert isinstance(outcome, Created)
    return outcome.schedule


def told(chat: LocalChat) -> str:
    """What the LLM was asked about its first answer; empty if that was accepted."""
    return "" if len(chat.requests) < 2 else json.dumps(chat.requests[1].params["messages"], ensure_ascii=False)


@both
def test_an_event_that_is_moved_keeps_its_uid_place_reminders_and_length(chat: LocalChat, twin: str) -> None:
    text = "move the call to Friday 15:00"
    outcome = create(
        twin, chat, text, draft(item("Call Bob", "2026-11-27", "15:00", text, replaces=NUMBERS["Call Bob"]))
    )
    schedule = schedule_of(outcome)
    (event,) = schedule.events
    assert (event.uid, schedule.sequence, schedule.source) == (CALL.uid, 3, SOURCE)
    assert event.start == LocalStart(date=date(2026, 11, 27), time=time(15), zone=ZONE)
    assert (event.place, event.reminders, event.duration) == (CALL.place, CALL.reminders, CALL.duration)
    assert (outcome.tries, told(chat)) == (1, "")


@both
def test_what_the_draft_says_counts_more_than_what_was_planned(chat: LocalChat, twin: str) -> None:
    text = "the call with Bob is in room 7 and takes an hour, remind me 10 minutes before"
    call = item("Call Bob", "2026-11-25", "12:00", text, replaces=NUMBERS["Call Bob"], place="room 7",
                duration_minutes=60, remind_minutes=10)  # fmt: skip
    (event,) = schedule_of(create(twin, chat, text, draft(call))).events
    assert (event.place, event.duration, event.reminders) == ("room 7", timedelta(hours=1), (timedelta(minutes=10),))
    assert event.start == CALL.start


@both
def test_one_day_of_a_repetition_is_cancelled_by_an_exception(chat: LocalChat, twin: str) -> None:
    text = "no gym on Wednesday"
    rule = {**RULE, "except_dates": ["2026-11-25", "2026-12-16"]}
    gym = item("Gym", "2026-09-02", "19:00", text, replaces=NUMBERS["Gym"], recurrence=rule)
    schedule = schedule_of(create(twin, chat, text, draft(gym)))
    (event,) = schedule.events
    assert (event.uid, event.start, schedule.sequence) == (GYM.uid, GYM.start, 3)
    assert event.recurrence == Recurrence(
        freq="weekly", days=("wednesday",), except_dates=(date(2026, 11, 25), date(2026, 12, 16))
    )


@both
def test_one_day_of_a_repetition_is_moved_by_an_exception_and_a_new_event(chat: LocalChat, twin: str) -> None:
    text = "gym on Wednesday moves to Thursday at 18:00"
    rule = {**RULE, "except_dates": ["2026-11-25", "2026-12-16"]}
    schedule = schedule_of(
        create(
            twin,
            chat,
            text,
            draft(
                item("Gym", "2026-09-02", "19:00", "gym on Wednesday", replaces=NUMBERS["Gym"], recurrence=rule),
                item("Gym", "2026-11-26", "18:00", text),
            ),
        )
    )
    series, once = schedule.events
    assert (series.uid, once.uid) == (GYM.uid, SOURCE.uid(1))
    assert (once.recurrence, once.start.moment.isoformat()) == (None, "2026-11-26T18:00:00+01:00")


@both
def test_whole_events_are_cancelled_as_they_were_planned(chat: LocalChat, twin: str) -> None:
    text = "cancel the call with Bob and my leave"
    cancelled = [
        item("Call Bob", "2026-11-25", "12:00", "the call with Bob", replaces=NUMBERS["Call Bob"]),
        item("Leave", "2026-12-01", None, "my leave", replaces=NUMBERS["Leave"]),
    ]
    outcome = create(twin, chat, text, draft(*cancelled, outcome="cancelled"))
    assert isinstance(outcome, Cancelled)
    assert outcome.schedule.events == (CALL, LEAVE)
    assert (outcome.schedule.sequence, outcome.schedule.source, outcome.schedule.made_at) == (2, SOURCE, NOW)
    assert (outcome.tries, outcome.usage.total_tokens > 0) == (1, True)


@both
def test_the_series_is_cancelled_only_after_the_llm_was_asked_about_the_day(chat: LocalChat, twin: str) -> None:
    text = "cancel the gym on Wednesday"
    answer = draft(item("Gym", "2026-09-02", "19:00", text, replaces=NUMBERS["Gym"]), outcome="cancelled")
    outcome = create(twin, chat, text, answer, answer)
    assert (type(outcome), outcome.tries) == (Cancelled, 2)
    assert "cancels a repeating event with all its days, but the user names a day" in told(chat)


DOUBTFUL: dict[str, tuple[str, str, str]] = {
    "another event's day": (
        "cancel the call on Friday",
        draft(item("Call Bob", "2026-11-25", "12:00", "cancel the call", replaces=NUMBERS["Call Bob"]),
              outcome="cancelled"),
        "cancels an event on 2026-11-25 (Wednesday), but the user names another day: 2026-11-27 (Friday)",
    ),
    "a series that becomes one event": (
        "move the gym on Wednesday to Thursday",
        draft(item("Gym", "2026-11-26", "19:00", "move the gym", replaces=NUMBERS["Gym"])),
        "replaces a repeating event with one that happens once",
    ),
    "another event": (
        "move the call to Friday 15:00",
        draft(item("Leave", "2026-11-27", "15:00", "the call to Friday", replaces=NUMBERS["Leave"])),
        f"replaces is {NUMBERS['Leave']}, but the user's words are those of the planned event {NUMBERS['Call Bob']}",
    ),
    "another event that is cancelled": (
        "cancel the call with Bob",
        draft(item("Leave", "2026-12-01", None, "the call", replaces=NUMBERS["Leave"]), outcome="cancelled"),
        f"the user's words are those of the planned event {NUMBERS['Call Bob']}",
    ),
    "an exception on another day": (
        "no gym on Wednesday",
        draft(item("Gym", "2026-09-02", "19:00", "no gym", replaces=NUMBERS["Gym"],
                   recurrence={**RULE, "except_dates": ["2026-11-26", "2026-12-16"]})),
        "except_dates has 2026-11-26 (Thursday), but the user names another day: 2026-11-25 (Wednesday)",
    ),
    "no exception": (
        "no gym on Wednesday",
        draft(item("Gym", "2026-09-02", "19:00", "no gym", replaces=NUMBERS["Gym"], recurrence=RULE)),
        "items[0] leaves the planned event",
    ),
    "another repetition": (
        "gym is at 20:00 now",
        draft(item("Gym", "2026-11-25", "20:00", "gym is at 20:00", replaces=NUMBERS["Gym"],
                   recurrence={**RULE, "interval": 2})),
        "items[0].recurrence is not that of the planned event",
    ),
    "a lost exception": (
        "gym every Wednesday at 20:00 from now on",
        draft(item("Gym", "2026-11-25", "20:00", "gym every Wednesday", replaces=NUMBERS["Gym"],
                   recurrence={**RULE, "except_dates": []})),
        "except_dates lacks 2026-12-16, which the planned event has",
    ),
    "a second event beside the old one": (
        "move the call to Friday 15:00",
        draft(item("Call Bob", "2026-11-27", "15:00", "the call to Friday")),
        f"the planned event {NUMBERS['Call Bob']}, but no item replaces it",
    ),
    "a second event, without a word such as move": (
        "the call with Bob is on Friday at 15:00",
        draft(item("Call Bob", "2026-11-27", "15:00", "the call with Bob is on Friday")),
        f"items[0] has the title of the planned event {NUMBERS['Call Bob']}",
    ),
    "a cancellation that is not seen": (
        "cancel the call with Bob", draft(outcome="not_a_schedule"), "but no item replaces it",
    ),
}  # fmt: skip


@on_rows("name", DOUBTFUL)
def test_a_doubtful_change_is_queried_once(chat: LocalChat, name: str) -> None:
    chat.requests.clear()
    text, answer, doubt = DOUBTFUL[name]
    assert create("sync", chat, text, answer, answer).tries == 2
    assert doubt in told(chat)


TWO_MESSAGES = "ask the user by needs_clarification to send two messages, one that cancels and one that plans"
DINNER = item("Dinner", "2026-11-28", "19:00", "plan dinner on Saturday at 19:00")
CANCELLED_CALL = item("Call Bob", "2026-11-25", "12:00", "Cancel the call with Bob", replaces=NUMBERS["Call Bob"])
TWO_WISHES: dict[str, str] = {
    "both as cancelled": draft(CANCELLED_CALL, DINNER, outcome="cancelled"),
    "both as created": draft(CANCELLED_CALL, DINNER),
    "the dinner is left out": draft(CANCELLED_CALL, outcome="cancelled"),
    "the call is left out": draft(DINNER),
}
QUESTION = "I can only do one of these at once. Please send two messages: what to cancel, and what to plan?"
ASKS = json.dumps({"outcome": "needs_clarification", "question": QUESTION, "items": []})


@on_rows("name", TWO_WISHES)
def test_who_cancels_one_thing_and_plans_another_is_asked_for_two_messages(chat: LocalChat, name: str) -> None:
    chat.requests.clear()
    text = "Cancel the call with Bob and plan dinner on Saturday at 19:00"
    outcome = create("sync", chat, text, TWO_WISHES[name], ASKS)
    assert TWO_MESSAGES in told(chat)
    assert isinstance(outcome, NeedsClarification)
    assert (outcome.tries, outcome.question) == (2, QUESTION)


@on_rows(
    ("text", "is_doubted"),
    [
        ("cancel the call with Bob", False),
        ("cancel the call with Bob at 12:00", False),
        ("cancel the call with Bob that ends at 12:45", False),
        ("cancel the call with Bob on Wednesday at 12:00", False),
        ("cancel the call with Bob, dinner at 19:00", True),
        ("cancel the call with Bob at 14:00", True),
    ],
)
def test_the_time_of_what_is_cancelled_is_that_of_the_words(chat: LocalChat, text: str, is_doubted: bool) -> None:
    chat.requests.clear()
    call = item("Call Bob", "2026-11-25", "12:00", text, replaces=NUMBERS["Call Bob"])
    answers = [draft(call, outcome="cancelled")] * (2 if is_doubted else 1)
    assert create("sync", chat, text, *answers).tries == len(answers)


@both
def test_the_llm_is_told_which_day_is_meant_and_once(chat: LocalChat, twin: str) -> None:
    text = "move the call to Friday at 15:00, and dinner on Saturday at 19:00"
    call = item("Call Bob", "2026-11-27", "15:00", "move the call to Friday at 15:00", replaces=NUMBERS["Call Bob"])
    dinner = item("Dinner", "2026-11-28", "19:00", "dinner on Saturday at 19:00")
    outcome = create(twin, chat, text, draft(call), draft(call, dinner))
    assert (outcome.tries, [event.title for event in schedule_of(outcome).events]) == (2, ["Call Bob", "Dinner"])
    assert told(chat).count("2026-11-28 (Saturday)") == 1
    assert told(chat).count("the user names 19:00") == 1


PROBLEMS: dict[str, tuple[str, str]] = {
    "no such number": (
        draft(item("Call", "2026-11-27", "15:00", "the call", replaces=4)),
        "replaces is 4: give 1 to 3",
    ),
    "number 0": (draft(item("Call", "2026-11-27", "15:00", "the call", replaces=0)), "replaces is 0: give 1 to 3"),
    "a number twice": (
        draft(
            item("Call", "2026-11-27", "15:00", "the call", replaces=1),
            item("Call", "2026-11-28", "15:00", "to Friday", replaces=1),
        ),
        "items[1].replaces is 1, and so is that of items[0]",
    ),
    "cancelled without a number": (
        draft(item("Call", "2026-11-25", "12:00", "the call"), outcome="cancelled"),
        "items[0].replaces is null, but the outcome is cancelled",
    ),
    "cancelled without an item": (draft(outcome="cancelled"), "items is empty, but the outcome is cancelled"),
    "cancelled without words of the user": (
        draft(item("Call", "2026-11-25", "12:00", "Bob said so", replaces=1), outcome="cancelled"),
        "items[0].source_quote is not in the user's text",
    ),
    "the past": (
        draft(item("Call", "2026-11-20", "15:00", "the call", replaces=NUMBERS["Call Bob"])),
        "items[0] is past: 2026-11-20 15:00",
    ),
}


@on_rows("name", PROBLEMS)
def test_each_wrong_number_or_day_is_a_problem(chat: LocalChat, name: str) -> None:
    chat.requests.clear()
    answer, problem = PROBLEMS[name]
    right = draft(item("Call Bob", "2026-11-27", "15:00", "the call", replaces=NUMBERS["Call Bob"]))
    outcome = create("sync", chat, "move the call to Friday 15:00", answer, right)
    assert outcome.tries == 2
    assert problem in told(chat)


@on_rows(
    ("answer", "problem"),
    [
        (
            draft(item("Gym", "2026-11-24", "07:00", "Gym tomorrow", replaces=1)),
            "there are no planned events: give null",
        ),
        (draft(item("Gym", "2026-11-24", "07:00", "Gym tomorrow"), outcome="cancelled"), "no planned event to cancel"),
    ],
)
def test_without_planned_events_nothing_is_replaced(chat: LocalChat, answer: str, problem: str) -> None:
    chat.requests.clear()
    right = draft(item("Gym", "2026-11-24", "07:00", "Gym tomorrow"))
    outcome = create("sync", chat, "Gym tomorrow at 7:00", answer, right, planned=())
    assert (outcome.tries, schedule_of(outcome).sequence) == (2, 0)
    assert problem in told(chat)


@both
def test_the_newest_of_several_versions_is_moved(chat: LocalChat, twin: str) -> None:
    newer = Schedule(
        source=SOURCE, zone=ZONE, made_at=NOW, events=(CALL.model_copy(update={"place": "room 9"}),), sequence=5
    )
    text = "move the call to Friday 15:00"
    answer = draft(item("Call Bob", "2026-11-27", "15:00", text, replaces=1))
    schedule = schedule_of(
        create(twin, chat, text, answer, planned=[newer, PLANNED.model_copy(update={"events": (CALL,)})])
    )
    assert (schedule.events[0].uid, schedule.events[0].place, schedule.sequence) == (CALL.uid, "room 9", 6)


@both
def test_a_new_event_never_gets_the_uid_of_a_replaced_one(chat: LocalChat, twin: str) -> None:
    text = "swim tomorrow at 7:00, and the call is on Friday at 15:00"
    answer = draft(
        item("Swim", "2026-11-24", "07:00", "swim tomorrow at 7:00"),
        item("Call Bob", "2026-11-27", "15:00", "the call is on Friday", replaces=NUMBERS["Call Bob"]),
    )
    schedule = schedule_of(create(twin, chat, text, answer, source=BEFORE))  # the edited message of the planned event
    assert {event.title: event.uid for event in schedule.events} == {"Swim": BEFORE.uid(1), "Call Bob": CALL.uid}
    assert schedule.as_edit_of(PLANNED).sequence == 3
    older = PLANNED.model_copy(update={"sequence": 0})
    assert schedule.as_edit_of(older).sequence == 3  # calendars have version 2 of the call


@both
def test_an_instant_may_be_changed_without_being_moved(chat: LocalChat, twin: str) -> None:
    tea = Event(uid="tea", title="Tea", start=Instant(at=datetime(2026, 11, 23, 10, 30, 40, tzinfo=UTC), zone=ZONE))
    text = "tea with Bob takes an hour"
    answer = draft(item("Tea with Bob", "2026-11-23", "11:30", text, replaces=1, duration_minutes=60))
    planned = PLANNED.model_copy(update={"events": (tea,)})
    (event,) = schedule_of(create(twin, chat, text, answer, planned=planned)).events
    assert (event.uid, event.start, event.title, event.duration) == (
        "tea",
        tea.start,
        "Tea with Bob",
        timedelta(hours=1),
    )


@given(events("event-1"), zones())
def test_an_event_that_is_repeated_as_the_prompt_lists_it_stays_as_it_is(event: Event, zone: str) -> None:
    planned = event.model_copy(update={"title": "Gym", "place": None, "warnings": (), "source_quote": "Gym"})
    known = [Schedule(source=BEFORE, zone=zone, made_at=NOW, events=(planned,), sequence=1)]
    clock: dict[str, Any] = {"now": NOW, "zone": ZoneInfo(zone), "planned": known}
    system, _ = messages_for("Gym", language="en", **clock)
    (row,) = re.findall(r"^1 = (.*)$", str(system.content), re.MULTILINE)
    fields: dict[str, Any] = json.loads(row)
    rule: dict[str, Any] | None = (
        {**RULE, "days": [], "except_dates": [], **fields["recurrence"]} if "recurrence" in fields else None
    )
    answer: dict[str, Any] = {**item("Gym", "2026-11-25", None, "Gym", replaces=1), **fields, "recurrence": rule}
    draft = Draft.model_validate({"outcome": "created", "question": None, "items": [answer]})
    assert list(problems(draft, texts=["Gym"], **clock)) == []
    built = schedule_of_draft(draft, source=SOURCE, **clock)
    assert [known.model_copy(update={"warnings": ()}) for known in built.events] == [planned]
    # The user's text need not have words for any of it.
    (changes,) = without_unchanged(draft, planned_events(known)).items
    assert (changes.zone, changes.duration_minutes, changes.remind_minutes) == (None, None, None)
    if changes.recurrence is not None:
        ends = changes.recurrence
        assert (ends.interval, ends.months, ends.except_dates, ends.until, ends.count) == (1, [], [], None, None)


@both
def test_what_an_event_keeps_is_not_doubted(chat: LocalChat, twin: str) -> None:
    rule = Recurrence(
        freq="daily", interval=2, months=(11, 12), except_dates=(date(2026, 11, 27),), until=date(2026, 12, 31)
    )
    stretch = Event(
        uid="stretch",
        title="Stretch",
        start=LocalStart(date=date(2026, 11, 25), time=time(8), zone="Asia/Tokyo"),
        duration=timedelta(minutes=10),
        place="room 42",
        reminders=(timedelta(minutes=5),),
        recurrence=rule,
    )
    kept = {"freq": "daily", "interval": 2, "days": [], "months": [11, 12], "except_dates": ["2026-11-27"],
            "until": "2026-12-31"}  # fmt: skip
    text = "stretch is at 9:00 now"
    answer = item("Stretch", "2026-11-25", "09:00", text, replaces=1, recurrence={**RULE, **kept}, zone="Asia/Tokyo",
                  duration_minutes=10, place="room 42", remind_minutes=5)  # fmt: skip
    outcome = create(twin, chat, text, draft(answer), planned=PLANNED.model_copy(update={"events": (stretch,)}))
    assert told(chat) == ""
    (event,) = schedule_of(outcome).events
    assert event == stretch.model_copy(
        update={"start": stretch.start.model_copy(update={"time": time(9)}), "source_quote": text}
    )


@both
def test_an_all_day_event_that_gets_a_time_does_not_keep_its_days(chat: LocalChat, twin: str) -> None:
    text = "leave is on December 1 at 9:00"
    answer = draft(item("Leave", "2026-12-01", "09:00", text, replaces=NUMBERS["Leave"]))
    (event,) = schedule_of(create(twin, chat, text, answer)).events
    assert (event.uid, event.duration) == (LEAVE.uid, None)


@both
@pytest.mark.parametrize("planned", ["Gym", [42], Created(schedule=PLANNED, usage=None, tries=1)])  # type: ignore[arg-type]  # not used
def test_only_schedules_can_be_planned(chat: LocalChat, twin: str, planned: object) -> None:
    with pytest.raises(ConfigurationError, match="planned: pass a Schedule"):
        create(twin, chat, "Gym", planned=planned)
    assert chat.requests == []
