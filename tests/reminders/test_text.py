"""The text of a reminder in English and Russian."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.reminders.scene import MINUTE, event, local

from schedbot_sdk import ConfigurationError
from schedbot_sdk.reminders import DueReminder, reminder_text
from schedbot_sdk.schedule import AllDay, Event, Occurrence, Source

NOW = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)
"""Tuesday, 12:00 in Berlin and 14:00 in Moscow."""
SOURCE = Source(bot="@bot", chat_id=42, message_id=7)


def due(planned: Event, *, is_late: bool = False, zone: str = "Europe/Berlin") -> DueReminder:
    occurrence = Occurrence(planned, planned.start.moment, planned.end)
    return DueReminder(source=SOURCE, zone=zone, occurrence=occurrence, before=15 * MINUTE, due_at=NOW, is_late=is_late)


DAY = AllDay(date=dt.date(2026, 11, 25), zone="Europe/Berlin")
TEXTS = [
    (due(event(local(24, 12, 15))), "Today at 12:15, in 15 min", "Сегодня в 12:15, через 15 мин"),
    (due(event(local(24, 14))), "Today at 14:00, in 2 h", "Сегодня в 14:00, через 2 ч"),
    (due(event(local(24, 13, 30))), "Today at 13:30, in 1 h 30 min", "Сегодня в 13:30, через 1 ч 30 мин"),
    (due(event(local(25, 12))), "Tomorrow at 12:00, in 1 day", "Завтра в 12:00, через 1 день"),
    (
        due(event(local(26, 15))),
        "Thursday, 26 November at 15:00, in 2 days 3 h",
        "Четверг, 26 ноября в 15:00, через 2 дня 3 ч",
    ),
    (due(event(local(24, 12))), "Today at 12:00, now", "Сегодня в 12:00, сейчас"),
    (due(event(local(24, 11, 40))), "Today at 11:40, started 20 min ago", "Сегодня в 11:40, началось 20 мин назад"),
    (due(event(local(23, 12))), "Yesterday at 12:00, started 1 day ago", "Вчера в 12:00, началось 1 день назад"),
    (due(event(DAY)), "Tomorrow, all day", "Завтра, весь день"),
    (
        due(event(local(24, 12, 15)), zone="Europe/Moscow"),
        "Today at 14:15, in 15 min (12:15 Europe/Berlin)",
        "Сегодня в 14:15, через 15 мин (12:15 Europe/Berlin)",
    ),
]


@pytest.mark.parametrize(("reminder", "english", "russian"), TEXTS)
def test_it_says_when_the_event_starts_on_the_users_clock(reminder: DueReminder, english: str, russian: str) -> None:
    assert reminder_text(reminder, now=NOW).text == f"⏰ Gym\n{english}"
    assert reminder_text(reminder, now=NOW, language="ru-RU").text == f"⏰ Gym\n{russian}"


def test_the_title_is_bold_in_utf_16() -> None:
    piece = reminder_text(due(event(local(24, 13), title="😀  Gym\n😀")), now=NOW)
    (entity,) = piece.entities
    encoded = piece.text.encode("utf-16-le")[2 * entity.offset : 2 * (entity.offset + entity.length)]
    assert (entity.type, encoded.decode("utf-16-le")) == ("bold", "😀 Gym 😀")


def test_it_names_the_place_and_says_that_it_is_late() -> None:
    planned = event(local(24, 12, 15)).model_copy(update={"place": "Room 5"})
    assert reminder_text(due(planned, is_late=True), now=NOW).text.splitlines()[2:] == [
        "📍 Room 5",
        "This reminder is late.",
    ]
    russian = reminder_text(due(planned, is_late=True), now=NOW, language="ru").text
    assert russian.splitlines()[3] == "Напоминание пришло с опозданием."


def test_now_needs_a_time_zone() -> None:
    with pytest.raises(ConfigurationError, match="now: pass a datetime with a time zone"):
        reminder_text(due(event(local(24, 13))), now=dt.datetime(2026, 11, 24, 12))  # noqa: DTZ001
