"""`problems` of recurrences: each rule with a draft that breaks it; valid ones have none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.llm.test_validate import GYM, WEEKLY, YOGA, created, problems_of

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.rule_days import start_problem

RULE: dict[str, Any] = {**WEEKLY, "days": []}
MONTHLY: dict[str, Any] = {**RULE, "freq": "monthly"}
YEARLY: dict[str, Any] = {**RULE, "freq": "yearly"}
HOURLY: dict[str, Any] = {**RULE, "freq": "hourly"}


def on(day: str, rule: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An item that repeats from a day on."""
    weekday = f"{date.fromisoformat(day):%A}".lower()
    return {**GYM, "date": day, "weekday": weekday, "recurrence": rule, **fields}


@on_rows(
    "item",
    [
        on("2026-11-27", {**MONTHLY, "days": ["friday"], "nth": 4}),
        on("2026-11-27", {**MONTHLY, "days": ["friday"], "nth": -1}),
        on("2026-11-30", {**MONTHLY, "days": ["monday", "friday"], "nth": 5}),
        on("2026-11-30", {**MONTHLY, "month_days": [-1]}),
        on("2026-12-05", {**MONTHLY, "month_days": [5, 20]}),
        on("2026-12-31", MONTHLY),
        on("2026-12-31", {**MONTHLY, "interval": 2, "count": 10_000}),
        on("2027-05-09", {**YEARLY, "days": ["sunday"], "nth": 2, "months": [5]}),
        on("2027-05-09", {**YEARLY, "days": ["sunday"], "nth": 2}),
        on("2027-06-01", {**YEARLY, "month_days": [1], "months": [6, 12]}),
        on("2026-12-07", {**RULE, "days": ["monday"], "months": [12]}),
        on("2026-12-01", {**RULE, "freq": "daily", "months": [12]}),
        on("2026-11-24", {**RULE, "except_dates": ["2026-11-24", "2026-12-08"]}),
        on("2026-11-23", {**HOURLY, "interval": 3}, time="13:00"),
        on("2026-11-23", {**HOURLY, "until": "2026-11-23"}, time="13:00"),
    ],
)
def test_each_form_of_a_recurrence_is_valid(item: dict[str, Any]) -> None:
    assert problems_of(created(item)) == []


ITEMS: dict[str, tuple[dict[str, Any], str]] = {
    "the second Friday for every third one": (
        on("2026-12-11", {**MONTHLY, "days": ["friday"], "nth": 3}),
        "2026-12-11, a friday, and that is not a day of its recurrence: the first one after it is 2026-12-18, a friday",
    ),
    "a Thursday for the last Friday": (
        on("2026-12-31", {**MONTHLY, "days": ["friday"], "nth": -1}), "the first one after it is 2027-01-29, a friday"
    ),
    "the last but one day": (on("2026-11-29", {**MONTHLY, "month_days": [-1]}), "after it is 2026-11-30, a monday"),
    "another day of the month": (on("2026-12-06", {**MONTHLY, "month_days": [5, 20]}), "it is 2026-12-20, a sunday"),
    "another month": (on("2026-11-30", {**RULE, "days": ["monday"], "months": [12]}), "it is 2026-12-07, a monday"),
    "a day before 29 February": (
        on("2027-02-28", {**YEARLY, "month_days": [29], "months": [2]}), "it is 2028-02-29, a tuesday"
    ),
    "a day that no year has": (
        on("2027-02-28", {**YEARLY, "month_days": [30], "months": [2]}), "recurrence never happens"
    ),
    "a number without weekdays": (on("2026-11-27", {**MONTHLY, "nth": 4}), "nth is 4, but days is empty"),
    "weekdays without a number": (on("2026-11-27", {**MONTHLY, "days": ["friday"]}), "give nth too, or an empty list"),
    "a number of a week": (on("2026-11-27", {**RULE, "days": ["friday"], "nth": 1}), "nth is for monthly and yearly"),
    "days of a month by the week": (on("2026-11-27", {**RULE, "month_days": [27]}), "month_days is for monthly and"),
    "both kinds of days": (
        on("2026-11-27", {**MONTHLY, "days": ["friday"], "nth": 4, "month_days": [27]}),
        "has month_days and weekdays: give one of them",
    ),
    "day 0": (on("2026-11-27", {**MONTHLY, "month_days": [0, 27]}), "month_days has 0: give 1 to 31, or -1"),
    "day 32": (on("2026-11-27", {**MONTHLY, "month_days": [27, 32]}), "month_days has 32"),
    "the last but one day by number": (on("2026-11-29", {**MONTHLY, "month_days": [-2]}), "month_days has -2"),
    "a month that no year has": (on("2026-11-27", {**MONTHLY, "months": [13]}), "months has 13: give 1 to 12"),
    "an exception that no calendar has": (
        on("2026-11-27", {**RULE, "except_dates": ["2026-11-31"]}), "except_dates has 2026-11-31: give days of the"
    ),
    "an exception before all ages": (on("2026-11-27", {**RULE, "except_dates": ["1969-12-31"]}), "has 1969-12-31"),
    "hours of a whole day": (on("2026-11-27", HOURLY, time=None), "freq is hourly, but there is no time"),
    "weekdays of hours": (on("2026-11-27", {**HOURLY, "days": ["friday"]}), "freq is hourly: give weekly, or an empty"),
}  # fmt: skip


@on_rows("fault", ITEMS)
def test_each_mistake_in_a_recurrence_is_one_problem(fault: str) -> None:
    item, problem = ITEMS[fault]
    (text,) = problems_of(created(item))
    assert problem in text


def test_a_rule_without_a_day_before_the_end_of_the_calendar_is_a_problem() -> None:
    item = on("2999-12-30", {**YEARLY, "month_days": [31], "months": [7]})
    (problem,) = problems_of(created(item), ["Gym tomorrow at 7:00 in 2999"])
    assert "not a day of its recurrence, nor is any other day: change the recurrence" in problem


def test_a_first_day_may_be_decades_away() -> None:
    (problem,) = problems_of(created(on("2026-11-27", {**MONTHLY, "days": ["friday"], "nth": 5, "months": [2]})))
    assert "the first one after it is 2036-02-29, a friday" in problem


def test_a_huge_number_in_a_recurrence_is_shortened() -> None:
    (days,) = problems_of(created({**YOGA, "recurrence": {**MONTHLY, "month_days": [10**4000]}}))
    assert "month_days has 100000000000...:" in days


@given(
    day=st.dates(date(2026, 11, 24), date(2030, 1, 1)),
    weekdays=st.lists(st.sampled_from(["monday", "friday", "sunday"]), min_size=1, unique=True),
    nth=st.sampled_from([1, 2, 3, 4, 5, -1]),
    months=st.lists(st.integers(1, 12), unique=True, max_size=3),
)
def test_the_day_that_a_problem_names_is_the_first_right_one(
    day: date, weekdays: list[Any], nth: Any, months: list[int]
) -> None:
    rule = {**MONTHLY, "days": weekdays, "nth": nth, "months": months}
    problems = problems_of(created(on(day.isoformat(), rule)))
    recurrence = Recurrence(freq="monthly", days=tuple(weekdays), nth=nth, months=tuple(months))
    days = (day + timedelta(days=number) for number in range(4000))
    first = next(other for other in days if start_problem(recurrence, other) is None)
    assert len(problems) == (first != day)
    assert all(f"is {first}, a {first:%A}".lower() in problem for problem in problems)
