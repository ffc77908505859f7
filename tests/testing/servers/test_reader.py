"""The rule-based reader that stands in for a language model: what it reads in simple English and Russian."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbot_sdk.testing.servers.reader import read_dialogue, read_text

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)  # a Monday

Row = tuple[str, str, str | None, int | None]

ONE: list[tuple[str, Row]] = [
    ("Gym tomorrow at 7:00", ("Gym", "2026-11-24", "07:00", None)),
    ("Dinner with Kate on Friday at 19:30", ("Dinner with Kate", "2026-11-27", "19:30", None)),
    ("dinner with Kate and Bob on Friday at 7pm", ("Dinner with Kate and Bob", "2026-11-27", "19:00", None)),
    ("lunch today at noon", ("Lunch", "2026-11-23", "12:00", None)),
    ("party on Saturday at midnight", ("Party", "2026-11-28", "00:00", None)),
    ("the day after tomorrow at 8 am run", ("Run", "2026-11-25", "08:00", None)),
    ("work from 9 to 17", ("Work", "2026-11-24", "09:00", 480)),
    ("work tomorrow 9:00-17:30", ("Work", "2026-11-24", "09:00", 510)),
    ("meeting on December 3 from 2 to 4pm", ("Meeting", "2026-12-03", "14:00", 120)),
    ("exam on 15 January at 10", ("Exam", "2027-01-15", "10:00", None)),
    ("exam 2026-12-01 at 10:15", ("Exam", "2026-12-01", "10:15", None)),
    ("leap party on 29 February at 20:00", ("Leap party", "2028-02-29", "20:00", None)),
    ("review next Monday at 9", ("Review", "2026-11-30", "09:00", None)),
    ("review on Monday at 9", ("Review", "2026-11-30", "09:00", None)),
    ("review on Monday at 11", ("Review", "2026-11-23", "11:00", None)),
    ("call mom in 2 hours", ("Call mom", "2026-11-23", "11:30", None)),
    ("tea in half an hour", ("Tea", "2026-11-23", "10:00", None)),
    ("stretch in 15 minutes", ("Stretch", "2026-11-23", "09:45", None)),
    ("yoga tomorrow at 18:00 for 2 hours", ("Yoga", "2026-11-24", "18:00", 120)),
    ("yoga tomorrow at 18:00 for 45 minutes", ("Yoga", "2026-11-24", "18:00", 45)),
    ("standup at 9", ("Standup", "2026-11-24", "09:00", None)),
    ("standup at 10", ("Standup", "2026-11-23", "10:00", None)),
    ("12 am snack tomorrow", ("Snack", "2026-11-24", "00:00", None)),
    ("12 pm snack tomorrow", ("Snack", "2026-11-24", "12:00", None)),
    ("Kate's birthday on 3 December", ("Kate's birthday", "2026-12-03", None, None)),
    ("please remind me to water plants tomorrow at 8:05", ("Water plants", "2026-11-24", "08:05", None)),
    ("Завтра в 9 утра врач", ("Врач", "2026-11-24", "09:00", None)),
    ("в пятницу в 18:00 бассейн на полтора часа", ("Бассейн", "2026-11-27", "18:00", 90)),
    ("во вторник с 9 до 17 работа", ("Работа", "2026-11-24", "09:00", 480)),
    ("в следующую среду в 9 утра стоматолог", ("Стоматолог", "2026-12-02", "09:00", None)),
    ("в воскресенье обед в 13:30", ("Обед", "2026-11-29", "13:30", None)),
    ("в субботу в полдень прогулка", ("Прогулка", "2026-11-28", "12:00", None)),
    ("послезавтра в 7 вечера театр", ("Театр", "2026-11-25", "19:00", None)),
    ("сегодня в 11 созвон на 30 минут", ("Созвон", "2026-11-23", "11:00", 30)),
    ("3 декабря день рождения Кати", ("День рождения Кати", "2026-12-03", None, None)),
    ("15 января в 10 экзамен", ("Экзамен", "2027-01-15", "10:00", None)),
    ("через 2 часа совещание", ("Совещание", "2026-11-23", "11:30", None)),
    ("через полчаса позвонить маме", ("Позвонить маме", "2026-11-23", "10:00", None)),
    ("через полтора часа обед", ("Обед", "2026-11-23", "11:00", None)),
    ("завтра в полночь поезд", ("Поезд", "2026-11-24", "00:00", None)),
    ("напомни мне завтра в 8 полить цветы", ("Полить цветы", "2026-11-24", "08:00", None)),
    ("в четверг в 2 дня встреча", ("Встреча", "2026-11-26", "14:00", None)),
]

SEVERAL: list[tuple[str, list[Row]]] = [
    (
        "Tomorrow gym at 7 then doctor at 9:30 for 30 minutes",
        [("Gym", "2026-11-24", "07:00", None), ("Doctor", "2026-11-24", "09:30", 30)],
    ),
    (
        "В полдень обед, потом в 15:00 созвон",
        [("Обед", "2026-11-23", "12:00", None), ("Созвон", "2026-11-23", "15:00", None)],
    ),
    (
        "gym tomorrow at 7, lunch at noon and cinema on Friday at 8pm",
        [
            ("Gym", "2026-11-24", "07:00", None),
            ("Lunch", "2026-11-24", "12:00", None),
            ("Cinema", "2026-11-27", "20:00", None),
        ],
    ),
    ("Call Bob on Friday, at 9", [("Call Bob", "2026-11-27", "09:00", None)]),
]


def rows(text: str, now: datetime = NOW) -> list[Row]:
    draft = read_text(text, now)
    assert draft["outcome"] == "created"
    found: list[Row] = []
    for item in json.loads(json.dumps(draft["items"])):
        assert item["source_quote"] in text
        assert date.fromisoformat(item["date"]).strftime("%A").lower() == item["weekday"]
        found.append((item["title"], item["date"], item["time"], item["duration_minutes"]))
    return found


@pytest.mark.parametrize(("text", "row"), ONE)
def test_one_thing_is_read(text: str, row: Row) -> None:
    assert rows(text) == [row]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_things_are_read_and_a_later_one_inherits_the_day(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize("text", ["hi", "", "спасибо", "how are you?", "ok", "👍", "/start"])
def test_small_talk_is_no_schedule(text: str) -> None:
    assert read_text(text, NOW) == {"outcome": "not_a_schedule", "question": None, "items": []}


@pytest.mark.parametrize(
    ("text", "question"),
    [("meet Ann sometime", "When is it"), ("встреча с Олегом", "Когда это"), ("Позвонить маме", "Когда это")],
)
def test_an_appointment_without_a_time_is_asked_about_in_its_language(text: str, question: str) -> None:
    draft = read_text(text, NOW)
    assert draft["outcome"] == "needs_clarification"
    assert str(draft["question"]).startswith(question)


def test_in_two_hours_is_an_instant_across_a_clock_change() -> None:
    before_the_gap = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert rows("call mom in 2 hours", before_the_gap) == [("Call mom", "2026-03-29", "04:30", None)]


def test_the_askers_time_is_taken_from_the_system_prompt() -> None:
    prompt = "You make schedules.\nNow: 2026-12-31T23:00 (Thursday), time zone Asia/Yekaterinburg\n"
    dialogue = [("system", prompt), ("user", "old"), ("assistant", "{}"), ("user", "Врач завтра в 9")]
    draft = json.loads(read_dialogue(dialogue, datetime(2026, 11, 23, tzinfo=UTC)))
    assert draft["items"][0]["date"] == "2027-01-01"


def test_without_a_prompt_the_servers_clock_counts() -> None:
    draft = json.loads(read_dialogue([("user", "gym tomorrow at 7")], datetime(2026, 11, 23, tzinfo=UTC)))
    assert draft["items"][0]["date"] == "2026-11-24"


@settings(deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(" ".join(text for text, _ in ONE).split()), max_size=12).map(" ".join),
    )
)
def test_any_text_gives_a_draft_of_the_promised_shape(text: str) -> None:
    draft = json.loads(read_dialogue([("user", text)], NOW))
    assert set(draft) == {"outcome", "question", "items"}
    assert draft["outcome"] in {"created", "needs_clarification", "not_a_schedule"}
    assert bool(draft["items"]) == (draft["outcome"] == "created")
    for item in draft["items"]:
        assert set(item) == {"title", "date", "time", "weekday", "duration_minutes", "source_quote"}
        assert item["title"]
        assert item["source_quote"] in text
        assert date.fromisoformat(item["date"]).strftime("%A").lower() == item["weekday"]
        assert item["time"] is None or f"{time.fromisoformat(item['time']):%H:%M}" == item["time"]
