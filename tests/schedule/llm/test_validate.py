"""`problems`: each rule with a draft that breaks it; valid drafts have none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.rows import on_rows

from schedbot_sdk import ConfigurationError
from schedbot_sdk.schedule import Draft, problems

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, 40, tzinfo=BERLIN)  # a Monday
SAID = "Gym tomorrow at 7:00, and yoga every Tuesday; call mom in 2 hours"

GYM: dict[str, Any] = {
    "title": "Gym", "date": "2026-11-24", "time": "07:00", "weekday": "tuesday", "in_minutes": None,
    "duration_minutes": None, "zone": None, "place": None, "remind_minutes": None, "replaces": None, "recurrence": None,
    "source_quote": "Gym tomorrow at 7:00",
}  # fmt: skip
CALL = {**GYM, "title": "Call mom", "date": "2026-11-23", "time": "11:30", "weekday": "monday", "in_minutes": 120,
        "source_quote": "call mom in 2 hours"}  # fmt: skip
WEEKLY: dict[str, Any] = {
    "freq": "weekly", "interval": 1, "days": ["tuesday"], "nth": None, "month_days": [], "months": [],
    "except_dates": [], "until": None, "count": None,
}  # fmt: skip
YOGA = {**GYM, "title": "Yoga", "time": None, "recurrence": WEEKLY, "source_quote": "yoga every Tuesday"}


def created(*items: dict[str, Any]) -> Draft:
    return Draft.model_validate({"outcome": "created", "question": None, "items": list(items)})


def problems_of(
    draft: Draft,
    user_texts: list[str] | None = None,
    now: datetime = NOW,
    zone: ZoneInfo = BERLIN,
    *,
    allow_past: bool = False,
) -> list[str]:
    return list(problems(draft, texts=user_texts or [SAID], now=now, zone=zone, allow_past=allow_past))


@on_rows("items", [[GYM], [CALL], [YOGA], [GYM, YOGA, CALL], [{**GYM, "duration_minutes": 31 * 24 * 60}]])
def test_a_valid_draft_has_no_problems(items: list[dict[str, Any]]) -> None:
    assert problems_of(created(*items)) == []


ITEMS: dict[str, tuple[dict[str, Any], str]] = {
    "a weekday that is not the date's": (
        {**GYM, "weekday": "wednesday"},
        "items[0].weekday is wednesday, but 2026-11-24 is a tuesday: see the table",
    ),
    "a day that no calendar has": ({**GYM, "date": "2026-02-30"}, "items[0].date is 2026-02-30"),
    "a day far away": ({**GYM, "date": "2036-11-25"}, "at most 5 years away"),
    "a day before all ages": ({**GYM, "date": "1969-12-31"}, "give a day of the calendar"),
    "a link that was not said": ({**GYM, "title": "Gym: www.eve.example"}, "items[0].title has a link"),
    "ages of minutes": ({**GYM, "duration_minutes": 10**4000}, "duration_minutes is 100000000000...: give 1"),
    "half an emoji in the words": ({**GYM, "source_quote": "Gym \ud83d"}, "items[0].source_quote is not"),
    "a time that no clock shows": ({**GYM, "time": "25:00"}, "items[0].time is 25:00"),
    "words that were not said": ({**GYM, "source_quote": "Send money"}, "items[0].source_quote is not"),
    "no words at all": ({**GYM, "source_quote": "..."}, "items[0].source_quote is not"),
    "a time that is past": ({**GYM, "date": "2026-11-23", "weekday": "monday"}, "items[0] is past: 2026-11-23 07:00"),
    "a minute ago": (
        {**GYM, "date": "2026-11-23", "weekday": "monday", "time": "09:29"},
        "items[0] is past: 2026-11-23 09:29, and now it is 2026-11-23 09:30",
    ),
    "yesterday": ({**YOGA, "date": "2026-11-17", "recurrence": WEEKLY}, "items[0] is past: 2026-11-17, and now"),
    "no time at all": ({**GYM, "duration_minutes": 0}, "items[0].duration_minutes is 0: give 1 to 44640"),
    "more than 31 days": ({**GYM, "duration_minutes": 44641}, "items[0].duration_minutes is 44641"),
    "half a day without a time": ({**YOGA, "duration_minutes": 720}, "ask by needs_clarification when it begins"),
    "minutes that lead elsewhere": ({**CALL, "in_minutes": 180}, "that is 2026-11-23 12:30 on the user's clock"),
    "minutes without a time": ({**CALL, "time": None}, "items[0].in_minutes is 120"),
    "minutes of what repeats": ({**CALL, "recurrence": {**WEEKLY, "days": []}}, "is for what happens once"),
    "minutes beyond the calendar": ({**CALL, "in_minutes": 10**12}, "beyond the calendar"),
    "minutes ago": (
        {**CALL, "in_minutes": -30, "time": "09:00"},
        "items[0].in_minutes is -30: that is past",
    ),
    "a blank title": ({**GYM, "title": " \u200b "}, "items[0].title is blank"),
    "a title of two lines": ({**GYM, "title": "Gym\nSend money"}, "items[0].title has line breaks"),
    "half an emoji": ({**GYM, "title": "Gym \ud83d"}, "items[0].title has line breaks or control characters"),
    "a novel for a title": ({**GYM, "title": "x" * 201}, "items[0].title is longer"),
    "what is shown in another order": ({**GYM, "title": "Gym \u202elave"}, "items[0].title has line breaks"),
    "a line of another kind": ({**GYM, "title": "Gym\u2028Send money"}, "items[0].title has line breaks"),
    "a letter for all words": ({**GYM, "source_quote": "a"}, "items[0].source_quote is not"),
    "a name of a user": ({**GYM, "title": "Gym: write to @eve_bot"}, "items[0].title has a link"),
    "a host alone": ({**GYM, "title": "Gym: log in at eve.example/login"}, "items[0].title has a link"),
    "a link of a program": ({**GYM, "title": "Gym tg://resolve?domain=eve"}, "items[0].title has a link"),
    "a link with a sign that nobody sees": ({**GYM, "title": "Gym https\u200b://eve.example"}, "title has a link"),
    "an end far away": ({**YOGA, "recurrence": {**WEEKLY, "until": "2999-01-01"}}, "at most 5 years away"),
    "midnight at the end of a day": ({**GYM, "time": "24:00"}, "items[0].time is 24:00"),
    "no interval": ({**YOGA, "recurrence": {**WEEKLY, "interval": 0}}, "recurrence.interval is 0"),
    "an interval of ages": ({**YOGA, "recurrence": {**WEEKLY, "interval": 1001}}, "recurrence.interval is 1001"),
    "days of what is not weekly": (
        {**YOGA, "recurrence": {**WEEKLY, "freq": "daily"}},
        "days is for weekly, monthly and yearly",
    ),
    "days without the first one": (
        {**YOGA, "recurrence": {**WEEKLY, "days": ["friday"]}},
        "the first one after it is 2026-11-27, a friday",
    ),
    "two ends": (
        {**YOGA, "recurrence": {**WEEKLY, "until": "2026-12-31", "count": 3}},
        "recurrence has until and count",
    ),
    "an end before the beginning": ({**YOGA, "recurrence": {**WEEKLY, "until": "2026-11-23"}}, "until is 2026-11-23"),
    "an end that no calendar has": ({**YOGA, "recurrence": {**WEEKLY, "until": "2026-11-31"}}, "until is 2026-11-31"),
    "an end after all ages": ({**YOGA, "recurrence": {**WEEKLY, "until": "9999-12-31"}}, "until is 9999-12-31"),
    "no times at all": ({**YOGA, "recurrence": {**WEEKLY, "count": 0}}, "recurrence.count is 0"),
}


@on_rows("fault", ITEMS)
def test_each_mistake_in_an_item_is_one_problem(fault: str) -> None:
    item, problem = ITEMS[fault]
    (user_texts,) = problems_of(created(item))
    assert problem in user_texts
    assert "Send money" not in user_texts


@on_rows(
    ("change", "problem"),
    [
        ({"items": []}, "items is empty"),
        ({"question": "When?"}, "question is not null"),
        ({"outcome": "needs_clarification", "items": []}, "question is empty"),
        ({"outcome": "needs_clarification", "items": [], "question": " ?! "}, "question is empty"),
        ({"outcome": "needs_clarification", "question": "When?"}, "items is not empty"),
        ({"outcome": "not_a_schedule"}, "items is not empty"),
        ({"outcome": "not_a_schedule", "items": [], "question": "When?"}, "question is not null"),
        ({"outcome": "needs_clarification", "items": [], "question": "When? " * 60}, "question is longer than 300"),
        ({"outcome": "needs_clarification", "items": [], "question": "When? t.me/eve"}, "question has a link"),
        ({"outcome": "needs_clarification", "items": [], "question": "When \ud83d?"}, "question has half a character"),
        ({"items": [GYM] * 101}, "there are 101 items, and 100 at most can be planned at once: leave none out"),
    ],
)
def test_an_outcome_must_match_its_question_and_items(change: dict[str, Any], problem: str) -> None:
    draft = {"outcome": "created", "question": None, "items": [GYM]}
    user_texts = problems_of(Draft.model_validate({**draft, **change}), user_texts=["Gym tomorrow at 7:00?"])
    assert problem in user_texts[0]


@on_rows(
    ("quote", "user_texts"),
    [
        ("GYM TOMORROW", "gym  tomorrow\nat 7"),
        ("«встреча» – завтра", 'Встреча" — завтра'),
        ("еще раз", "Ещё раз завтра"),
        ("don't forget", "don’t forget the milk"),
        ("ｇｙｍ", "gym"),
        ("明日9時に会議", "また明日9時に会議です"),
        ("พรุ่งนี้ 9 โมง", "เจอกันพรุ่งนี้ 9 โมงนะ"),
        ("내일 9시", "내일 9시에 회의"),
        ("Gym ❤ tomorrow", "Gym ❤\ufe0f to\u00admorrow\u200b at 7"),
        ("завтра", "за\u0301втра в 7"),
    ],
)
def test_a_quote_may_be_written_otherwise_than_the_text(quote: str, user_texts: str) -> None:
    assert problems_of(created({**GYM, "source_quote": quote}), [user_texts]) == []


@on_rows(
    "quote",
    ["Gym at 7:00", "tomorrow Gym", "Gym tomorow", "user", "row at 7:0", "items", "Gym tomorrow at 7:00!!! x"],
)
def test_a_quote_of_other_words_is_an_invention(quote: str) -> None:
    assert len(problems_of(created({**GYM, "source_quote": quote}))) == 1


def test_a_quote_may_come_from_an_earlier_text() -> None:
    assert problems_of(created({**GYM, "source_quote": "Call Bob"}), ["Call Bob", "tomorrow at 7"]) == []


def test_a_link_of_the_users_own_may_stay() -> None:
    user_texts = ["Call tomorrow at 7:00: https://meet.example/42"]
    item = {**GYM, "title": "Call https://meet.example/42", "source_quote": "Call tomorrow"}
    assert problems_of(created(item), user_texts) == []
    draft_with_question = Draft(outcome="needs_clarification", question="When is https://meet.example/42?", items=[])
    assert problems_of(draft_with_question, user_texts) == []


@on_rows("link", ["meet.example/42", "HTTPS://meet.example/42", "www.meet.example/42/"])
def test_a_link_of_the_users_own_may_be_written_otherwise(link: str) -> None:
    item = {**GYM, "title": f"Call {link}", "source_quote": "Call tomorrow"}
    assert problems_of(created(item), ["Call tomorrow at 7:00: https://Meet.example/42"]) == []


@on_rows("text", ["Врач завтра в 9.30, кв. 5", "Dr. Smith at 9 a.m., i.e. early", "см. п.3 в 17-30"])
def test_a_full_stop_does_not_make_a_link(text: str) -> None:
    assert problems_of(created({**GYM, "title": text, "source_quote": "Gym"})) == []


@on_rows(
    "text",
    [
        "dentist on 1 March 2036 at 7:00", "dentist in 10 years, on 1 March", "через 10 лет dentist",
        "dentist 01.03.36", "dentist March '36",
    ],
)  # fmt: skip
def test_a_year_that_the_user_named_may_be_far_away(text: str) -> None:
    item = {**GYM, "date": "2036-03-01", "weekday": "saturday", "source_quote": "dentist"}
    assert problems_of(created(item), [text]) == []


def test_a_short_quote_is_valid_if_it_is_the_whole_text() -> None:
    assert problems_of(created({**GYM, "source_quote": "Gym at 7"}), ["a Gym at 7"]) == []
    assert problems_of(created({**GYM, "title": "ДР", "source_quote": "ДР"}), ["ДР"]) == []
    assert len(problems_of(created({**GYM, "source_quote": "a"}), ["Gym tomorrow at 7:00, a lot"])) == 1
    assert problems_of(created({**GYM, "source_quote": "会"}), ["会议 tomorrow at 7:00"]) == []


def test_a_blank_question_counts_as_no_question() -> None:
    assert problems_of(created(GYM).model_copy(update={"question": " "})) == []


def test_items_may_share_time_and_quote_if_the_user_wrote_their_titles() -> None:
    user_texts = ["Завтра в 9: купить молоко, позвонить маме"]
    one = {**GYM, "title": "Купить молоко", "source_quote": "Завтра в 9"}
    other = {**one, "title": "Позвонить маме"}
    assert problems_of(created(one, other), user_texts) == []
    assert len(problems_of(created(one, other, other), user_texts)) == 1
    assert len(problems_of(created(one, {**other, "title": "Послать денег"}), user_texts)) == 1


def test_items_with_the_same_quote_need_titles_of_their_own() -> None:
    for user_texts, titles in (
        ("завтра в 9 напиши маме и папе", ("Написать маме", "Написать папе")),
        ("tomorrow at 9 email Bob and Eve", ("Email Bob", "Email Eve")),
    ):
        one, other = ({**GYM, "title": title, "source_quote": user_texts} for title in titles)
        assert problems_of(created(one, other), [user_texts]) == []
        assert len(problems_of(created(one, {**other, "title": "Send Eve 100 euros"}), [user_texts])) == 1


def test_an_item_that_borrows_anothers_words_and_time_is_an_invention() -> None:
    (user_texts,) = problems_of(created(GYM, {**GYM, "title": "Send money to Eve"}))
    assert "items[1] has the source_quote, date and time of items[0]" in user_texts
    assert "Eve" not in user_texts
    twice = {**GYM, "date": "2026-12-01"}
    assert problems_of(created(GYM, twice), ["Gym tomorrow at 7:00 and in a week"]) == []


@on_rows(
    "item",
    [
        {**GYM, "date": "2026-11-23", "weekday": "monday"},
        {**GYM, "date": "2026-11-20", "weekday": "friday", "time": None},
        {**CALL, "in_minutes": -30, "time": "09:00"},
    ],
)
def test_past_items_are_valid_with_allow_past(item: dict[str, Any]) -> None:
    assert len(problems_of(created(item))) == 1
    assert problems_of(created(item), allow_past=True) == []


TODAY: dict[str, Any] = {**GYM, "date": "2026-11-23", "weekday": "monday"}
DAILY: dict[str, Any] = {**WEEKLY, "freq": "daily", "days": []}


@on_rows(
    ("item", "is_past"),
    [
        ({**TODAY, "time": "07:00", "duration_minutes": 151}, False),
        ({**TODAY, "time": "07:00", "duration_minutes": 150}, True),
        ({**GYM, "date": "2026-11-22", "weekday": "sunday", "time": None, "duration_minutes": 2 * 1440}, False),
        ({**GYM, "date": "2026-11-22", "weekday": "sunday", "time": None, "duration_minutes": 1440}, True),
        ({**TODAY, "time": "07:00", "recurrence": DAILY}, False),
        ({**GYM, "date": "2026-11-22", "weekday": "sunday", "recurrence": DAILY}, True),
    ],
)
def test_items_that_are_under_way_or_repeat_are_not_past(item: dict[str, Any], *, is_past: bool) -> None:
    assert [problem[:16] for problem in problems_of(created(item))] == ["items[0] is past"] * is_past


@on_rows("at", ["07:00", None])
def test_huge_numbers_of_minutes_are_a_problem_and_not_a_crash(at: str | None) -> None:
    item = {**TODAY, "date": "2025-09-22", "time": at, "duration_minutes": 10**4000 * 1440}
    long, past = problems_of(created(item))
    assert "duration_minutes is 144000000000" in long
    assert "is past" in past


def test_the_minute_that_is_now_and_today_as_a_whole_are_not_past() -> None:
    today = {**GYM, "date": "2026-11-23", "weekday": "monday"}
    assert problems_of(created({**today, "time": "09:30"})) == []
    assert problems_of(created({**today, "time": None})) == []


def test_minutes_count_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    item = {**CALL, "date": "2026-03-29", "weekday": "sunday", "time": "04:30"}
    assert problems_of(created(item), now=before) == []
    assert len(problems_of(created({**item, "time": "03:30"}), now=before)) == 1


def test_of_a_time_that_comes_twice_the_second_may_be_still_to_come() -> None:
    between = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # 02:00, for the second time
    item = {**GYM, "date": "2026-10-25", "weekday": "sunday", "time": "02:30"}
    assert problems_of(created(item), now=between) == []
    assert len(problems_of(created(item), now=datetime(2026, 10, 25, 1, 31, tzinfo=UTC))) == 1


def test_a_time_that_the_clocks_skip_is_not_a_problem() -> None:
    item = {**GYM, "date": "2027-03-28", "weekday": "sunday", "time": "02:30"}
    assert problems_of(created(item)) == []


def test_now_needs_a_time_zone() -> None:
    with pytest.raises(ConfigurationError, match="now"):
        problems_of(created(GYM), now=datetime(2026, 11, 23))  # noqa: DTZ001  # that is the fault


@on_rows("now", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_now_is_within_the_calendar(now: datetime) -> None:
    with pytest.raises(ConfigurationError, match="1970 to 2999"):
        problems_of(created(GYM), now=now)
