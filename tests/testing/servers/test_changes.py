"""The changes that `LocalChat` drafts of planned events, which it reads in the prompt."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source, messages_for
from schedbot_sdk.testing.servers.draft_answer import draft_schedule

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)  # a Monday


def schedule_of(*events: tuple[str, date, str, Recurrence | None]) -> Schedule:
    planned = tuple(
        Event(
            uid=f"{number}",
            title=title,
            start=LocalStart(date=day, time=time.fromisoformat(at), zone=BERLIN.key),
            recurrence=rule,
        )
        for number, (title, day, at, rule) in enumerate(events, 1)
    )
    source = Source(bot="bot", chat_id=1, message_id=1)
    return Schedule(source=source, zone=BERLIN.key, made_at=datetime(2026, 11, 23, tzinfo=UTC), events=planned)


WEEKDAYS = Recurrence(freq="weekly", days=("monday", "tuesday", "wednesday", "thursday", "friday"))
PLANNED = schedule_of(
    ("Standup", date(2026, 11, 23), "09:30", WEEKDAYS),
    ("Gym", date(2026, 11, 24), "07:00", None),
    ("Dinner with Kate", date(2026, 11, 25), "19:30", None),
    ("Созвон", date(2026, 11, 26), "12:00", None),
)


def draft(text: str, language: str = "en") -> dict[str, object]:
    messages = messages_for(text, now=NOW, zone=BERLIN, language=language, planned=PLANNED)
    parsed: dict[str, object] = json.loads(draft_schedule(messages, NOW))
    return parsed


def rows(text: str, language: str = "en") -> list[tuple[object, ...]]:
    items = cast("list[dict[str, object]]", draft(text, language)["items"])
    return [(item["replaces"], item["date"], item["time"]) for item in items]


@on_rows(
    ("text", "expected"),
    [
        ("Move gym to Friday at 8:15", (2, "2026-11-27", "08:15")),
        ("Move gym to Friday", (2, "2026-11-27", "07:00")),
        ("please reschedule the dinner with Kate to 20:00", (3, "2026-11-25", "20:00")),
        ("перенеси созвон на пятницу 15:00", (4, "2026-11-27", "15:00")),
        ("Передвинь созвон с 12:00 на 13:00", (4, "2026-11-26", "13:00")),
    ],
)
def test_an_event_is_moved(text: str, expected: tuple[int, str, str]) -> None:
    assert rows(text) == [expected]
    assert rows(text, "ru") == [expected]


def test_an_event_is_cancelled() -> None:
    for text, number in (("Cancel the dinner", 3), ("Отмени, пожалуйста, созвон", 4), ("Cancel the standup", 1)):
        assert draft(text)["outcome"] == "cancelled"
        assert [replaces for replaces, *_ in rows(text)] == [number]


def test_one_day_of_a_repeating_event_is_cancelled_or_moved() -> None:
    (item,) = cast("list[dict[str, object]]", draft("Cancel the standup on Wednesday")["items"])
    assert item["replaces"] == 1
    assert cast("dict[str, object]", item["recurrence"])["except_dates"] == ["2026-11-25"]
    series, once = cast("list[dict[str, object]]", draft("Move the standup from Friday to Saturday at 10:00")["items"])
    assert series["replaces"] == 1
    assert cast("dict[str, object]", series["recurrence"])["except_dates"] == ["2026-11-27"]
    assert (once["replaces"], once["date"], once["time"], once["recurrence"]) == (None, "2026-11-28", "10:00", None)


def test_an_unclear_change_is_asked_back() -> None:
    for text in ("Cancel the dentist", "Move it to Friday", "Move gym", "Cancel gym on Friday"):
        assert draft(text)["outcome"] == "needs_clarification"


def test_other_texts_are_planned_as_before() -> None:
    assert rows("Gym tomorrow at 7:00") == [(None, "2026-11-24", "07:00")]
    assert draft("Hello, how are you?")["outcome"] == "not_a_schedule"


@given(st.text(max_size=40), st.sampled_from(["move ", "cancel ", "перенеси ", "отмени "]))
def test_any_text_gives_a_draft(text: str, verb: str) -> None:
    answer = draft(f"{verb}{text}")
    assert answer["outcome"] in {"created", "cancelled", "needs_clarification", "not_a_schedule"}
    assert bool(answer["items"]) == (answer["outcome"] in {"created", "cancelled"})
