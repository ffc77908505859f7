"""The days of a rule: the same as those of `dateutil`, and a far window is as fast as a near one."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from types import FrameType

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule import strategies

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, dates

DATEUTIL = importlib.import_module("dateutil.rrule")  # it has no types
LAST = date(2999, 12, 31)
TUESDAY = date(2026, 11, 24)


def said_by_dateutil(rule: Recurrence, start: date) -> Iterator[date]:
    made = DATEUTIL.rrule(
        getattr(DATEUTIL, rule.freq.upper()),
        dtstart=datetime.combine(start, time()),
        interval=rule.interval,
        wkst=DATEUTIL.MO,
        byweekday=[WEEKDAYS.index(day) for day in rule.days] or None,
        until=None if rule.until is None else datetime.combine(rule.until, time()),
        count=rule.count,
    )
    return (moment.date() for moment in made)


@st.composite
def begun(draw: st.DrawFn) -> tuple[Recurrence, date]:
    start = draw(
        st.dates(date(2020, 1, 1), date(2032, 12, 31)) | st.sampled_from((date(2024, 2, 29), date(2026, 1, 31)))
    )
    return draw(strategies.recurrences(start)), start


@settings(max_examples=400)
@given(begun(), st.integers(-400, 20_000), st.integers(0, 3000))
@example((Recurrence(freq="yearly"), date(2024, 2, 29)), 0, 3000)
@example((Recurrence(freq="yearly", interval=3), date(2024, 2, 29)), 0, 3000)
@example((Recurrence(freq="monthly", count=5), date(2026, 1, 31)), 0, 3000)
@example((Recurrence(freq="weekly", interval=2, days=("sunday", "monday")), date(2026, 11, 29)), 0, 30)
@example((Recurrence(freq="weekly", interval=3, days=("monday", "friday"), count=4), date(2026, 11, 27)), 30, 60)
def test_the_days_in_a_window_are_those_of_dateutil(begun: tuple[Recurrence, date], after: int, length: int) -> None:
    rule, start = begun
    first = start + timedelta(days=after)
    last = first + timedelta(days=length)
    expected: list[date] = []
    for day in said_by_dateutil(rule, start):
        if day > last:
            break
        if day >= first:
            expected.append(day)
    assert list(dates(rule, start, first, last)) == expected


@settings(max_examples=100)
@given(begun())
def test_a_rule_begins_with_its_start_and_has_each_day_once(begun: tuple[Recurrence, date]) -> None:
    rule, start = begun
    listed = list(islice(dates(rule, start, date.min, LAST), 100))
    assert listed[0] == start
    assert listed == sorted(set(listed))
    if rule.until is not None:
        assert listed[-1] <= rule.until
    if rule.count is not None and rule.freq in {"daily", "weekly"}:
        assert len(listed) == rule.count


@on_rows(
    ("rule", "start", "shown"),
    [
        (Recurrence(freq="monthly"), date(2026, 1, 31), "01-31 03-31 05-31 07-31 08-31"),
        (Recurrence(freq="monthly"), date(2027, 1, 29), "01-29 03-29 04-29 05-29 06-29"),
        (Recurrence(freq="yearly"), date(2096, 2, 29), "2096 2104 2108 2112 2116"),
        (Recurrence(freq="weekly", interval=2, days=("tuesday", "sunday")), TUESDAY, "11-24 11-29 12-08 12-13 12-22"),
        (
            Recurrence(freq="weekly", interval=2, days=("sunday", "tuesday")),
            date(2026, 11, 29),
            "11-29 12-08 12-13 12-22 12-27",
        ),
        (Recurrence(freq="daily", until=date(2026, 11, 26)), TUESDAY, "11-24 11-25 11-26"),
        (Recurrence(freq="daily", until=TUESDAY), TUESDAY, "11-24"),
        (Recurrence(freq="weekly", days=("tuesday", "friday"), count=3), date(2026, 11, 27), "11-27 12-01 12-04"),
        (Recurrence(freq="daily", interval=10, count=2), TUESDAY, "11-24 12-04"),
    ],
)
def test_rules_match_rfc_5545(rule: Recurrence, start: date, shown: str) -> None:
    listed = [str(day) for day in islice(dates(rule, start, start, LAST), 5)]
    assert [day[:4] if rule.freq == "yearly" else day[5:] for day in listed] == shown.split()


def calls_of(function: Callable[[], object]) -> int:
    """How many functions are called, and generators resumed, in the meantime."""
    calls = 0

    def count(frame: FrameType, kind: str, argument: object) -> None:
        nonlocal calls
        calls += kind == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return calls


@on_rows("freq", strategies.FREQUENCIES)
@on_rows("interval", [1, 7])
def test_a_window_in_900_years_costs_no_more_than_the_next_one(freq: str, interval: int) -> None:
    rule = Recurrence.model_validate({"freq": freq, "interval": interval})
    window = timedelta(days=3000)

    def ask(first: date) -> Callable[[], list[date]]:
        return lambda: list(dates(rule, TUESDAY, first, first + window))

    far = date(2990, 1, 1)
    assert ask(far)()
    assert calls_of(ask(far)) <= calls_of(ask(TUESDAY)) + 20


@on_rows("freq", strategies.FREQUENCIES)
def test_the_largest_rule_ends_with_the_calendar(freq: str) -> None:
    start = date(2024, 2, 29)
    for rule in ({"count": 10_000}, {"count": 10_000, "interval": 1000}, {"interval": 999}, {"until": date.max}):
        made = Recurrence.model_validate({"freq": freq, **rule})
        last = list(dates(made, start, date(2900, 1, 1), date.max))
        assert all(day <= LAST for day in last)
        assert calls_of(lambda made=made: list(dates(made, start, date(2999, 12, 1), date.max))) < 100  # type: ignore[misc]
