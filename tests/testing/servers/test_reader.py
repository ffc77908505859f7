"""The rule-based reader of `LocalChat`: what it drafts from simple English and Russian sentences."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.testing.servers.sentences import ONE, QUOTES, REPEATED, SEVERAL, Row

from schedbot_sdk.chat import ChatMessage
from schedbot_sdk.testing.servers.draft_answer import draft_schedule
from schedbot_sdk.testing.servers.reader import draft_text

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)  # a Monday

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


@on_rows(("text", "expected"), [*((text, [row]) for text, row in ONE.items()), *SEVERAL.items()])
def test_simple_sentences_are_read_and_a_later_item_inherits_the_day(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@on_rows(("text", "expected"), REPEATED.items())
def test_repetitions_are_read(text: str, expected: tuple[Row, str]) -> None:
    (row,) = rows(text)
    (item,) = json.loads(json.dumps(items_of(draft_text(text, NOW))))
    rule = item["recurrence"]
    days = ",".join(day[:2] for day in rule["days"])
    assert (row, f"{rule['interval']} {rule['freq']} {days}".strip()) == expected
    assert not rule["days"] or item["weekday"] in rule["days"]


@on_rows(
    ("text", "until", "count"),
    [
        ("yoga every Tuesday at 18:00 until 31 December", "2026-12-31", None),
        ("йога каждый вторник в 18:00 до 31 декабря", "2026-12-31", None),
        ("йога по вторникам с 18:00 до 19:00 до 31 декабря", "2026-12-31", None),
        ("yoga every Tuesday at 18:00 10 times", None, 10),
        ("йога каждый вторник в 18:00 10 раз", None, 10),
        ("yoga every Tuesday at 18:00", None, None),
    ],
)
def test_the_end_of_a_repetition_is_read(text: str, until: str | None, count: int | None) -> None:
    (item,) = json.loads(json.dumps(items_of(draft_text(text, NOW))))
    assert (item["recurrence"]["until"], item["recurrence"]["count"]) == (until, count)
    assert (item["title"], item["time"]) in {("Yoga", "18:00"), ("Йога", "18:00")}


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
    for text in ("hi", "", "спасибо", "how are you?", "ok", "👍", "/start", "I sat in the sun"):
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
            *("title", "date", "time", "weekday", "in_minutes", "duration_minutes", "recurrence", "source_quote"),
            *("zone", "place", "remind_minutes", "replaces"),
        }
        assert item["title"]
        assert item["source_quote"] in text
        assert date.fromisoformat(item["date"]).strftime("%A").lower() == item["weekday"]
        assert item["time"] is None or f"{time.fromisoformat(item['time']):%H:%M}" == item["time"]
