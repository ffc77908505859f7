"""Which days a rule can begin on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule import strategies
from tests.schedule.dateutil_rules import rule_of_dateutil

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.rule_days import start_problem

FRIDAY = date(2026, 12, 18)  # the third one


@settings(max_examples=300)
@given(strategies.days(), st.data(), st.integers(0, 40))
def test_a_rule_can_begin_on_a_day_if_dateutil_begins_on_it_too(day: date, data: Any, after: int) -> None:
    rule = data.draw(strategies.recurrences(day))
    other = day + timedelta(days=after)
    if not rule.months and rule.freq == "yearly":
        other = day  # its month is that of the start
    if rule.until is not None and rule.until < other:
        return
    first = next(iter(rule_of_dateutil(rule, datetime.combine(other, time()))), None)
    assert (start_problem(rule, other) is None) == (first is not None and first.date() == other)
    assert start_problem(rule, day) is None


@on_rows(
    ("fields", "problem"),
    [
        ({"freq": "daily", "months": (11,)}, "month of the start"),
        ({"freq": "weekly", "days": ("monday",)}, "weekday of the start"),
        ({"freq": "monthly", "days": ("friday",), "nth": 2}, "that nth names"),
        ({"freq": "monthly", "days": ("friday",), "nth": -1}, "that nth names"),
        ({"freq": "monthly", "month_days": (17, -1)}, "month_days"),
        ({"freq": "yearly", "month_days": (18,), "months": (5,)}, "month of the start"),
        ({"freq": "monthly", "days": ("friday", "monday"), "nth": 3}, None),
        ({"freq": "yearly", "month_days": (5, 18)}, None),
        ({"freq": "monthly", "month_days": (18,), "except_dates": (FRIDAY,)}, None),
    ],
)
def test_the_problem_names_the_field(fields: dict[str, object], problem: str | None) -> None:
    text = start_problem(Recurrence.model_validate(fields), FRIDAY)
    assert (text is None) if problem is None else (text is not None and problem in text)
