"""`LocalChat` and the wishes of docs/schedules.md: whole sentences, planned with `create_schedule`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.rows import on_rows

from schedbot_sdk import ChatClient
from schedbot_sdk.schedule import Created, NeedsClarification, Outcome, Source, create_schedule, schedule_text
from schedbot_sdk.testing import LocalChat
from schedbot_sdk.users import User

ANN = User(telegram_id=42, first_name="Ann", timezone="Europe/Berlin")
NOW = datetime(2026, 11, 29, 14, tzinfo=UTC)  # a Sunday, 15:00 in Berlin


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatClient]:
    with LocalChat() as server, ChatClient(server.api_key, base_url=server.base_url, model=server.model) as client:
        yield client


def planned(chat: ChatClient, text: str) -> Outcome:
    return create_schedule(chat, ANN, text, now=NOW, source=Source(bot="@b", chat_id=42, message_id=7))


WISHES: dict[str, list[str]] = {
    "Call tomorrow at 15:00 New York time": ["Monday, 30 November", "21:00 (15:00 America/New_York) — Call"],
    "Звонок завтра в 15:00 по Нью-Йорку": ["Monday, 30 November", "21:00 (15:00 America/New_York) — Звонок"],
    "Meeting in room 42 tomorrow at 10": ["Monday, 30 November", "10:00 — Meeting", "📍 room 42"],
    "Встреча завтра в 10 в кабинете 42": ["Monday, 30 November", "10:00 — Встреча", "📍 кабинет 42"],
    "Dentist on Friday at 9, remind me 15 minutes before": [
        "Friday, 4 December", "09:00 — Dentist", "🔔 reminder 15 min before"
    ],
    "Врач в пятницу в 9, напомни за 15 минут": ["Friday, 4 December", "09:00 — Врач", "🔔 reminder 15 min before"],
    "Visit on Wednesday at 15:00, remind me a day before": [
        "Wednesday, 2 December", "15:00 — Visit", "🔔 reminder 1 day before"
    ],
    "Checkup on the last Friday of every month except 25 December": [
        "Friday, 29 January 2027", "all day — Checkup", "↻ every month on the last Friday, except 25 December"
    ],
    "Checkup on the last Friday of every month except 25 December at 16:00": [
        "Friday, 29 January 2027", "16:00 — Checkup", "↻ every month on the last Friday, except 25 December"
    ],
    "Осмотр в последнюю пятницу каждого месяца, кроме 25 декабря": [
        "Friday, 29 January 2027", "all day — Осмотр", "↻ every month on the last Friday, except 25 December"
    ],
    "Планёрка в последнюю пятницу каждого месяца в 9:00, кроме 25 декабря": [
        "Friday, 29 January 2027", "09:00 — Планёрка", "↻ every month on the last Friday, except 25 December"
    ],
    "Yoga every Tuesday at 18:00, until 31 December": [
        "Tuesday, 1 December", "18:00 — Yoga", "↻ every week on Tue until 31 December"
    ],
    "каждую последнюю пятницу месяца планёрка в 10": [
        "Friday, 25 December", "10:00 — Планёрка", "↻ every month on the last Friday"
    ],
    "Чистка каждый второй вторник месяца в 10:00": [
        "Tuesday, 8 December", "10:00 — Чистка", "↻ every month on the second Tuesday"
    ],
    "Yoga every other Tuesday at 18:00": ["Tuesday, 1 December", "18:00 — Yoga", "↻ every 2 weeks on Tue"],
    "Созвон каждые две недели по средам в 10": ["Wednesday, 2 December", "10:00 — Созвон", "↻ every 2 weeks on Wed"],
    "Rent on the 5th of every month at 9": ["Saturday, 5 December", "09:00 — Rent", "↻ every month on the 5th"],
    "Аренда 5-го числа каждого месяца в 9": ["Saturday, 5 December", "09:00 — Аренда", "↻ every month on the 5th"],
    "Pill every 3 hours from 13:00": ["Monday, 30 November", "13:00 — Pill", "↻ every 3 hours"],
    "Yoga every Tuesday from 15 December to 15 January at 18:00": [
        "Tuesday, 15 December", "18:00 — Yoga", "↻ every week on Tue until 15 January 2027"
    ],
    "Vacation from 5 to 20 December": ["Saturday, 5 December", "5–20 December, all day — Vacation"],
    "Отпуск с 5 по 20 декабря": ["Saturday, 5 December", "5–20 December, all day — Отпуск"],
    "Tea in 2 hours": ["Sunday, 29 November", "17:00 — Tea"],
    "Через 2 часа таблетка": ["Sunday, 29 November", "17:00 — Таблетка"],
    "Visit Dr. Müller on 3.12. at 14:30 in Hauptstraße 5": [
        "Thursday, 3 December", "14:30 — Visit Dr. Müller in Hauptstraße 5"
    ],
}  # fmt: skip


@on_rows(("text", "expected"), WISHES.items())
def test_the_wishes_of_a_sentence_are_planned_as_they_are_said(
    text: str, expected: list[str], *, chat: ChatClient
) -> None:
    outcome = planned(chat, text)
    assert isinstance(outcome, Created)
    lines = schedule_text(outcome.schedule, now=NOW).text.splitlines()
    assert [line.strip() for line in lines[:-2]] == expected


@on_rows(
    "text",
    [
        "Yoga on the first and third Tuesday of every month at 9",
        "Йога в первый и третий вторник каждого месяца в 9",
        "Work from Monday to Friday from 9 to 17",
        "Отпуск до 20 декабря",
        "Vacation next week",
        "Pill every 3 hours",
        "Pill every 45 minutes from 13:00",
        "Dentist on 05/12 at 9",
        "Зарядка по чётным числам в 9",
        "Gym every Tuesday except Christmas at 7",
        "Gym on Tuesday at 7 except Friday",
        "Standup Monday to Friday at 9",
        "Отпуск 05.12-20.12",
        "Бассейн по вторникам в 19 до 31 января",
        "Ужин в субботу вечером",
        "Plan: mon 9 gym, tue 10 yoga",
        "Yoga twice a week",
        "Meeting tomorrow at 9 local time",
        "Йога в выходные в 10",
    ],
)
def test_what_is_not_read_whole_is_asked_back(text: str, *, chat: ChatClient) -> None:
    outcome = planned(chat, text)
    assert isinstance(outcome, NeedsClarification)
    assert outcome.question.startswith(("I do not understand when that is.", "Не понимаю, когда это."))


def test_a_move_keeps_the_zone_that_it_names_and_the_new_reminder(chat: ChatClient) -> None:
    first = planned(chat, "Cleaning on Thursday at 12:00 in room 5, remind me 20 minutes before")
    assert isinstance(first, Created)
    moves = {
        "Move the cleaning to Friday at 15:00 Tokyo time": "07:00 (15:00 Asia/Tokyo) — Cleaning",
        "Move the cleaning to Friday at 15:00 and remind me an hour before": "15:00 — Cleaning",
    }
    reminders = ["🔔 reminder 20 min before", "🔔 reminder 1 h before"]
    for (text, line), reminder in zip(moves.items(), reminders, strict=True):
        source = Source(bot="@b", chat_id=42, message_id=8)
        moved = create_schedule(chat, ANN, text, now=NOW, source=source, planned=[first.schedule])
        assert isinstance(moved, Created)
        lines = schedule_text(moved.schedule, now=NOW).text.splitlines()
        assert [each.strip() for each in lines[:4]] == ["Friday, 4 December", line, "📍 room 5", reminder]
