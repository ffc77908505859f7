"""The reader of `LocalChat`: zones, places, reminders and exceptions in simple sentences."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from tests.rows import on_rows

from schedbot_sdk.testing.servers.reader import draft_text

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # a Monday


def items(text: str) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", draft_text(text, NOW)["items"])


@on_rows(
    ("text", "title", "at", "zone"),
    [
        ("Webinar tomorrow at 9:00 New York time", "Webinar", "09:00", "America/New_York"),
        ("Call New York tomorrow at 9:00 New York time", "Call New York", "09:00", "America/New_York"),
        ("Call Kate every Monday at 10:00 Tokyo time", "Call Kate", "10:00", "Asia/Tokyo"),
        ("Lunch time with Kate tomorrow at noon", "Lunch time with Kate", "12:00", None),
        ("Созвон завтра в 12:00 по Владивостоку", "Созвон", "12:00", "Asia/Vladivostok"),
        ("Созвон завтра в 12:00 по Москве", "Созвон", "12:00", "Europe/Moscow"),
        ("Созвон завтра в 12:00 по московскому времени", "Созвон", "12:00", "Europe/Moscow"),
        ("Созвон завтра в 12:00 по Нью-Йорку", "Созвон", "12:00", "America/New_York"),
        ("Созвон по понедельникам в 12:00", "Созвон", "12:00", None),
    ],
)
def test_a_named_zone_is_read(text: str, title: str, at: str, zone: str | None) -> None:
    (item,) = items(text)
    assert (item["title"], item["time"], item["zone"]) == (title, at, zone)


@on_rows(
    ("text", "title", "minutes"),
    [
        ("Gym tomorrow at 7:00, remind me 30 minutes before", "Gym", 30),
        ("Gym tomorrow at 7:00 with a reminder 2 hours before", "Gym", 120),
        ("Gym tomorrow at 7:00 and remind me an hour before", "Gym", 60),
        ("Врач завтра в 9 утра, напомни за час", "Врач", 60),
        ("Врач завтра в 9 утра, напомни мне за 15 минут", "Врач", 15),
        ("Врач завтра в 9 утра с напоминанием за полчаса", "Врач", 30),
        ("Remind me to water plants tomorrow at 8", "Water plants", None),
    ],
)
def test_a_reminder_is_read(text: str, title: str, minutes: int | None) -> None:
    (item,) = items(text)
    assert (item["title"], item["remind_minutes"]) == (title, minutes)
    assert item["source_quote"] == text


@on_rows(
    ("text", "title", "place"),
    [
        ("Lunch with Kate tomorrow at noon at Blue Cafe", "Lunch with Kate", "Blue Cafe"),
        ("Meeting tomorrow at 10 in room 4", "Meeting", "room 4"),
        ("Обед завтра в 13:00 в кафе «Пушкин»", "Обед", "кафе «Пушкин»"),
        ("Meeting tomorrow at 10", "Meeting", None),
    ],
)
def test_a_place_is_read(text: str, title: str, place: str | None) -> None:
    (item,) = items(text)
    assert (item["title"], item["place"]) == (title, place)


@on_rows(
    ("text", "days", "dates"),
    [
        ("Standup every day at 9:30 except December 3", "", ["2026-12-03"]),
        ("Gym every Monday at 7 except for 7 December", "mo", ["2026-12-07"]),
        ("Зал каждый день в 7:00 кроме воскресенья", "mo,tu,we,th,fr,sa", []),
        ("Standup every weekday at 9:30 except Friday", "mo,tu,we,th", []),
    ],
)
def test_exceptions_of_a_repetition_are_read(text: str, days: str, dates: list[str]) -> None:
    (item,) = items(text)
    rule = cast("dict[str, list[str]]", item["recurrence"])
    assert ",".join(day[:2] for day in rule["days"]) == days
    assert rule["except_dates"] == dates


def test_each_item_has_its_own_reminder() -> None:
    text = "Gym tomorrow at 7, remind me 20 minutes before, yoga tomorrow at 9, remind me an hour before"
    first, second = items(text)
    assert [(item["title"], item["remind_minutes"]) for item in (first, second)] == [("Gym", 20), ("Yoga", 60)]
    assert first["source_quote"] == "Gym tomorrow at 7, remind me 20 minutes before"
    assert second["source_quote"] == "yoga tomorrow at 9, remind me an hour before"
