"""The rule-based reader of `LocalChat`: what it drafts from simple English and Russian sentences."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbot_sdk.chat import ChatMessage
from schedbot_sdk.testing.servers.draft_answer import draft_schedule
from schedbot_sdk.testing.servers.reader import draft_text

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)  # a Monday

Row = tuple[str, str, str | None, int | None]

ONE: dict[str, Row] = {
    "Gym tomorrow at 7:00": ("Gym", "2026-11-24", "07:00", None),
    "Dinner with Kate on Friday at 19:30": ("Dinner with Kate", "2026-11-27", "19:30", None),
    "dinner with Kate and Bob on Friday at 7pm": ("Dinner with Kate and Bob", "2026-11-27", "19:00", None),
    "lunch today at noon": ("Lunch", "2026-11-23", "12:00", None),
    "the day after tomorrow at 8 am run": ("Run", "2026-11-25", "08:00", None),
    "work tomorrow from 9:00 to 17:30": ("Work", "2026-11-24", "09:00", 510),
    "exam on 15 January at 10": ("Exam", "2027-01-15", "10:00", None),
    "exam 2026-12-01 at 10:15": ("Exam", "2026-12-01", "10:15", None),
    "leap party on 29 February at 20:00": ("Leap party", "2028-02-29", "20:00", None),
    "review next Monday at 9": ("Review", "2026-11-30", "09:00", None),
    "review on Monday at 9": ("Review", "2026-11-30", "09:00", None),
    "review on Monday at 11": ("Review", "2026-11-23", "11:00", None),
    "call mom in 2 hours": ("Call mom", "2026-11-23", "11:30", None),
    "tea in half an hour": ("Tea", "2026-11-23", "10:00", None),
    "stretch in 15 minutes": ("Stretch", "2026-11-23", "09:45", None),
    "yoga tomorrow at 18:00 for 2 hours": ("Yoga", "2026-11-24", "18:00", 120),
    "yoga tomorrow at 18:00 for 45 minutes": ("Yoga", "2026-11-24", "18:00", 45),
    "standup at 9": ("Standup", "2026-11-24", "09:00", None),
    "standup at 10": ("Standup", "2026-11-23", "10:00", None),
    "Kate's birthday on 3 December": ("Kate's birthday", "2026-12-03", None, None),
    "please remind me to water plants tomorrow at 8:05": ("Water plants", "2026-11-24", "08:05", None),
    "Завтра в 9 утра врач": ("Врач", "2026-11-24", "09:00", None),
    "в пятницу в 18:00 бассейн на полтора часа": ("Бассейн", "2026-11-27", "18:00", 90),
    "в следующую среду в 9 утра стоматолог": ("Стоматолог", "2026-12-02", "09:00", None),
    "в субботу в полдень прогулка": ("Прогулка", "2026-11-28", "12:00", None),
    "послезавтра в 7 вечера театр": ("Театр", "2026-11-25", "19:00", None),
    "сегодня в 11 созвон на 30 минут": ("Созвон", "2026-11-23", "11:00", 30),
    "3 декабря день рождения Кати": ("День рождения Кати", "2026-12-03", None, None),
    "через 2 часа совещание": ("Совещание", "2026-11-23", "11:30", None),
    "через полчаса позвонить маме": ("Позвонить маме", "2026-11-23", "10:00", None),
    "напомни мне завтра в 8 полить цветы": ("Полить цветы", "2026-11-24", "08:00", None),
    "в четверг в 2 дня встреча": ("Встреча", "2026-11-26", "14:00", None),
    "On Friday, dinner with Kate at 7pm": ("Dinner with Kate", "2026-11-27", "19:00", None),
    "Call Bob on Friday, at 9": ("Call Bob", "2026-11-27", "09:00", None),
    "gym at 7, tomorrow": ("Gym", "2026-11-24", "07:00", None),
    "call Ann in an hour and a half": ("Call Ann", "2026-11-23", "11:00", None),
    "завтра в 9 лекция на 1,5 часа": ("Лекция", "2026-11-24", "09:00", 90),
    "run at 7 a.m. tomorrow": ("Run", "2026-11-24", "07:00", None),
    "завтра в 7 часов вечера кино": ("Кино", "2026-11-24", "19:00", None),
    "party on December 3, 2027 at 8pm": ("Party", "2027-12-03", "20:00", None),
    "Hi! Gym tomorrow at 7. Thanks!": ("Gym", "2026-11-24", "07:00", None),
    "gym tomorrow at 7, please": ("Gym", "2026-11-24", "07:00", None),
    "call mom in 3 days at 9": ("Call mom", "2026-11-26", "09:00", None),
    "review in two weeks": ("Review", "2026-12-07", None, None),
    "через неделю врач в 9": ("Врач", "2026-11-30", "09:00", None),
}  # fmt: skip
SEVERAL: dict[str, list[Row]] = {
    "Tomorrow gym at 7 then doctor at 9:30 for 30 minutes": [
        ("Gym", "2026-11-24", "07:00", None), ("Doctor", "2026-11-24", "09:30", 30)
    ],
    "В полдень обед, потом в 15:00 созвон": [
        ("Обед", "2026-11-23", "12:00", None), ("Созвон", "2026-11-23", "15:00", None)
    ],
    "gym tomorrow at 7, lunch at noon and cinema on Friday at 8pm": [
        ("Gym", "2026-11-24", "07:00", None),
        ("Lunch", "2026-11-24", "12:00", None),
        ("Cinema", "2026-11-27", "20:00", None),
    ],
    "Завтра: врач в 9, обед в 13; в пятницу кино": [
        ("Врач", "2026-11-24", "09:00", None),
        ("Обед", "2026-11-24", "13:00", None),
        ("Кино", "2026-11-27", None, None),
    ],
    "Run at 7am. Lunch at noon.": [("Run", "2026-11-24", "07:00", None), ("Lunch", "2026-11-24", "12:00", None)],
    "gym tomorrow at 7 and on Friday at 8": [
        ("Gym", "2026-11-24", "07:00", None), ("Gym", "2026-11-27", "08:00", None)
    ],
}  # fmt: skip
REPEATED: dict[str, tuple[Row, str]] = {
    "Standup every weekday at 9:30": (("Standup", "2026-11-24", "09:30", None), "1 weekly mo,tu,we,th,fr"),
    "gym every Monday and Thursday at 7": (("Gym", "2026-11-26", "07:00", None), "1 weekly mo,th"),
    "rent every month on 1 December": (("Rent", "2026-12-01", None, None), "1 monthly"),
    "water plants every 3 days at 8:00": (("Water plants", "2026-11-24", "08:00", None), "3 daily"),
    "yoga every other week on Tuesday at 18:00": (("Yoga", "2026-11-24", "18:00", None), "2 weekly tu"),
    "зарядка каждый день в 7:00": (("Зарядка", "2026-11-24", "07:00", None), "1 daily"),
    "каждый день в 7:00 зарядка": (("Зарядка", "2026-11-24", "07:00", None), "1 daily"),
    "по вторникам и четвергам в 19:00 бассейн": (("Бассейн", "2026-11-24", "19:00", None), "1 weekly tu,th"),
    "планёрка по будням в 10": (("Планёрка", "2026-11-23", "10:00", None), "1 weekly mo,tu,we,th,fr"),
}
QUOTES: dict[str, list[str]] = {
    "Hi! Gym tomorrow at 7, then lunch at noon.": ["Gym tomorrow at 7", "lunch at noon"],
    "On Friday, dinner with Kate at 7pm": ["On Friday, dinner with Kate at 7pm"],
    "Call Bob on Friday, at 9": ["Call Bob on Friday, at 9"],
    "завтра в 9 врач и в 12  обед": ["завтра в 9 врач", "в 12  обед"],
}
FRAGMENTS = " ".join(ONE).split()


def items_of(draft: dict[str, object]) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", draft["items"])


def rows(text: str, now: datetime = NOW) -> list[Row]:
    items = json.loads(json.dumps(items_of(draft_text(text, now))))
    assert all(item["source_quote"] in text for item in items)
    assert all(f"{date.fromisoformat(item['date']):%A}".lower() == item["weekday"] for item in items)
    return [(item["title"], item["date"], item["time"], item["duration_minutes"]) for item in items]


def answer(messages: list[tuple[str, str]], clock: datetime = NOW) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(
        draft_schedule([ChatMessage(role=role, content=content) for role, content in messages], clock)
    )
    return parsed


def test_simple_sentences_are_read_and_a_later_item_inherits_the_day() -> None:
    expected = {text: [row] for text, row in ONE.items()} | SEVERAL
    assert {text: rows(text) for text in expected} == expected


def test_repetitions_are_read() -> None:
    found: dict[str, tuple[Row, str]] = {}
    for text in REPEATED:
        (row,) = rows(text)
        (item,) = json.loads(json.dumps(items_of(draft_text(text, NOW))))
        rule = item["recurrence"]
        days = ",".join(day[:2] for day in rule["days"])
        found[text] = (row, f"{rule['interval']} {rule['freq']} {days}".strip())
        assert not rule["days"] or item["weekday"] in rule["days"]
    assert found == REPEATED


def test_minutes_from_now_are_kept() -> None:
    expected = {"call mom in 2 hours": 120, "через полтора часа обед": 90, "gym tomorrow at 7": None}
    assert {text: items_of(draft_text(text, NOW))[0]["in_minutes"] for text in expected} == expected


def test_a_reply_adds_what_was_missing() -> None:
    dialogues: list[tuple[list[str], Row]] = [
        (["Call Bob", "tomorrow at 15:00 for half an hour"], ("Call Bob", "2026-11-24", "15:00", 30)),
        (["tomorrow at 9", "dentist"], ("Dentist", "2026-11-24", "09:00", None)),
        (["Gym tomorrow at 7", "Call Bob on Friday at 9"], ("Call Bob", "2026-11-27", "09:00", None)),
    ]
    for texts, row in dialogues:
        dialogue = [("user", json.dumps(text)) for text in texts]
        dialogue.insert(1, ("assistant", '{"outcome": "needs_clarification"}'))
        dialogue.append(("user", "items[0].weekday is wrong"))  # a problem of the draft, and no text of the user
        (item,) = items_of(answer(dialogue))
        assert (item["title"], item["date"], item["time"], item["duration_minutes"]) == row
        assert any(str(item["source_quote"]) in text for text in texts)


def test_a_quote_is_the_exact_piece_that_an_item_was_read_from() -> None:
    assert {text: [item["source_quote"] for item in items_of(draft_text(text, NOW))] for text in QUOTES} == QUOTES


def test_small_talk_is_not_a_schedule() -> None:
    for text in ("hi", "", "спасибо", "how are you?", "ok", "👍", "/start"):
        assert draft_text(text, NOW) == {"outcome": "not_a_schedule", "question": None, "items": []}


def test_a_missing_time_or_title_is_asked_for_in_the_users_language() -> None:
    questions = {
        "meet Ann sometime": "When is it", "call me": "When is it", "встреча с Олегом": "Когда это",
        "Позвонить маме": "Когда это", "tomorrow at 9": "What is it", "завтра": "Что это",
    }  # fmt: skip
    for text, question in questions.items():
        draft = draft_text(text, NOW)
        assert draft["outcome"] == "needs_clarification"
        assert str(draft["question"]).startswith(question)


def test_in_two_hours_is_an_instant_across_a_clock_change() -> None:
    before_the_gap = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert rows("call mom in 2 hours", before_the_gap) == [("Call mom", "2026-03-29", "04:30", None)]


def test_the_users_time_is_taken_from_the_system_prompt() -> None:
    for line in (
        "Now: 2026-12-31T23:00 (Thursday), time zone Asia/Yekaterinburg",
        "Сейчас: 2026-12-31T23:00 (четверг) на часах пользователя, часовой пояс Asia/Yekaterinburg",
    ):
        system = ("system", f"You make schedules.\n{line}\n")
        draft = answer([system, ("user", "old"), ("assistant", "{}"), ("user", "Врач завтра в 9")])
        assert items_of(draft)[0]["date"] == "2027-01-01"


def test_the_servers_clock_counts_without_a_real_time_in_the_system_prompt() -> None:
    gym = ("user", "gym tomorrow at 7")
    for before in (
        [("system", "Now: 2026-13-45T99:99 (Monday), time zone Europe/Berlin")],
        [("system", "Now: 2030-01-01T10:00 (Tuesday), time zone Europe/Atlantis")],
        [("system", "Now: soon, time zone Europe/Berlin")],
        [("system", "Сейчас: скоро, часовой пояс Europe/Berlin")],
        [("user", "Now: 2030-01-01T10:00 (Tuesday), time zone Europe/Berlin")],
        [],
    ):
        draft = answer([*before, gym], datetime(2026, 11, 23, tzinfo=UTC))
        assert items_of(draft)[0]["date"] == "2026-11-24"


def test_an_amount_that_no_calendar_holds_is_ignored() -> None:
    for text in ("gym in {} hours", "gym tomorrow at 7 for {} hours", "зал через {} часов"):
        for number in ("99999999999", "9" * 400, "0"):
            draft = answer([("user", text.format(number))])
            assert all(item["duration_minutes"] is None for item in items_of(draft))


def test_a_message_as_long_as_telegram_allows_is_read() -> None:
    for text in ("a, " * 1365, "with b and " * 372, " " * 4096, "at 7, " * 682, "tomorrow, " * 409, "9" * 4096):
        assert draft_text(text, NOW)["outcome"] in {"created", "needs_clarification", "not_a_schedule"}


@settings(deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join),
        st.lists(st.sampled_from([*FRAGMENTS, ", ", ". ", "; ", " ", "\n"]), max_size=20).map("".join),
    )
)
def test_any_text_gives_a_draft_of_the_promised_shape(text: str) -> None:
    draft = answer([("user", text)])
    items = items_of(draft)
    assert set(draft) == {"outcome", "question", "items"}
    assert draft["outcome"] in {"created", "needs_clarification", "not_a_schedule"}
    assert bool(items) == (draft["outcome"] == "created")
    assert (draft["question"] is not None) == (draft["outcome"] == "needs_clarification")
    for item in json.loads(json.dumps(items)):
        assert set(item) == {
            *("title", "date", "time", "weekday", "in_minutes", "duration_minutes", "recurrence", "source_quote")
        }
        assert item["title"]
        assert item["source_quote"] in text
        assert date.fromisoformat(item["date"]).strftime("%A").lower() == item["weekday"]
        assert item["time"] is None or f"{time.fromisoformat(item['time']):%H:%M}" == item["time"]
