"""The local times of a rule: the same as those of `dateutil`, and a far window is as fast as a near one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from types import FrameType

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule import strategies
from tests.schedule.dateutil_rules import local_times_by_dateutil

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.rule_times import local_times, local_times_between

LAST = date(2999, 12, 31)
TUESDAY = date(2026, 11, 24)
DAY = timedelta(days=1)


at = datetime.fromisoformat


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def dates(rule: Recurrence, start: date, first: date, last: date) -> Iterator[date]:
    return (local.date() for local in local_times(rule, midnight(start), first, last))


@st.composite
def begun(draw: st.DrawFn) -> tuple[Recurrence, datetime]:
    start = draw(
        st.dates(date(2020, 1, 1), date(2032, 12, 31)) | st.sampled_from((date(2024, 2, 29), date(2026, 1, 31)))
    )
    return draw(strategies.recurrences(start, hourly=True)), datetime.combine(start, time(draw(st.integers(0, 23)), 30))


@settings(max_examples=600)
@given(begun(), st.integers(-400, 20_000), st.integers(0, 3000))
@example((Recurrence(freq="yearly"), at("2024-02-29")), 0, 3000)
@example((Recurrence(freq="yearly", interval=3), at("2024-02-29")), 0, 3000)
@example((Recurrence(freq="yearly", month_days=(1, 29), months=(2, 3)), at("2024-02-29")), 0, 3000)
@example((Recurrence(freq="monthly", count=5), at("2026-01-31")), 0, 3000)
@example((Recurrence(freq="monthly", nth=5, days=("friday",), months=(2,)), at("2036-02-29")), 0, 20_000)
@example((Recurrence(freq="weekly", interval=2, days=("sunday", "monday")), at("2026-11-29")), 0, 30)
@example((Recurrence(freq="weekly", days=("monday", "friday"), months=(12,)), at("2026-12-28")), 0, 800)
@example((Recurrence(freq="weekly", interval=3, days=("monday", "friday"), count=4), at("2026-11-27")), 30, 60)
@example((Recurrence(freq="hourly", interval=7, months=(2, 11)), at("2026-11-29 13:00")), 2400, 2400)
@example((Recurrence(freq="daily", count=3, except_dates=(TUESDAY,)), at("2026-11-24")), 0, 10)
def test_the_local_times_in_a_window_are_those_of_dateutil(
    begun: tuple[Recurrence, datetime], after: int, length: int
) -> None:
    rule, start = begun
    hours = 24 if rule.freq == "hourly" else 1  # dateutil goes through all of them
    first = start + timedelta(hours=24 // hours * after)
    last = first + timedelta(hours=24 // hours * length)
    until_last = takewhile(lambda local: local <= last, local_times_by_dateutil(rule, start))
    expected = [local for local in until_last if local >= first]
    assert list(local_times_between(rule, start, first, last)) == expected
    days = [local for local in expected if first.date() < local.date() < last.date()]
    assert list(local_times(rule, start, first.date() + DAY, last.date() - DAY)) == days


@settings(max_examples=200)
@given(begun())
def test_a_rule_begins_with_its_start_and_has_each_time_once(begun: tuple[Recurrence, datetime]) -> None:
    rule, start = begun
    listed = list(islice(local_times(rule, start, date.min, LAST), 100))
    whole = rule.model_copy(update={"except_dates": ()})
    assert next(local_times(whole, start, date.min, date.max)) == start
    assert listed == sorted(set(listed))
    assert not {local.date() for local in listed} & set(rule.except_dates)
    if rule.until is not None:
        assert all(local.date() <= rule.until for local in listed)
    if rule.count is not None:
        assert len(listed) <= rule.count


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
        (Recurrence(freq="daily", count=3, except_dates=(TUESDAY,)), TUESDAY, "11-25 11-26"),
        (Recurrence(freq="daily", months=(1, 11)), date(2026, 11, 29), "11-29 11-30 01-01 01-02 01-03"),
        (Recurrence(freq="weekly", months=(12,)), date(2026, 12, 29), "12-29 12-07 12-14 12-21 12-28"),
        (Recurrence(freq="monthly", nth=4, days=("tuesday",)), TUESDAY, "11-24 12-22 01-26 02-23 03-23"),
        (Recurrence(freq="monthly", nth=-1, days=("monday",)), date(2026, 11, 30), "11-30 12-28 01-25 02-22 03-29"),
        (Recurrence(freq="monthly", nth=5, days=("sunday",)), date(2026, 11, 29), "11-29 01-31 05-30 08-29 10-31"),
        (Recurrence(freq="monthly", month_days=(-1, 15)), date(2027, 1, 31), "01-31 02-15 02-28 03-15 03-31"),
        (Recurrence(freq="monthly", month_days=(24,), months=(2, 11)), TUESDAY, "11-24 02-24 11-24 02-24 11-24"),
        (Recurrence(freq="yearly", month_days=(29,), months=(2,)), date(2096, 2, 29), "2096 2104 2108 2112 2116"),
        (Recurrence(freq="yearly", nth=4, days=("tuesday",), interval=2), TUESDAY, "2026 2028 2030 2032 2034"),
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


def calls_of_dates(rule: Recurrence, start: date, first: date, last: date) -> int:
    return calls_of(lambda: list(dates(rule, start, first, last)))


RARE = [
    Recurrence(freq="yearly"),
    Recurrence(freq="monthly", nth=5, days=("thursday",), months=(2,)),
    Recurrence(freq="monthly", interval=1000, month_days=(29, 31)),
    Recurrence(freq="yearly", interval=999),
]
LEAP = date(2024, 2, 29)  # a Thursday


def test_a_rare_rule_ends_with_the_calendar_in_few_steps() -> None:
    for rule in RARE:
        for bounds in ({}, {"count": 10_000}, {"until": date.max}):
            made = rule.model_copy(update=bounds)
            assert calls_of_dates(made, LEAP, LEAP, date.max) < 60_000
            assert calls_of_dates(made, LEAP, date(2990, 3, 1), date(2990, 3, 8)) < 100


def test_months_without_the_rule_are_not_gone_through() -> None:
    for freq in ("hourly", "daily", "weekly"):
        rule = Recurrence.model_validate({"freq": freq, "months": (2,)})
        assert calls_of_dates(rule, LEAP, date(2990, 3, 1), date(2991, 1, 31)) < 60


FORMS = [
    *({"freq": freq} for freq in ("hourly", *strategies.FREQUENCIES)),
    {"freq": "monthly", "nth": -1, "days": ("tuesday",)},
    {"freq": "monthly", "month_days": (24, -1)},
    {"freq": "yearly", "month_days": (24, -1), "months": (5, 11)},
    {"freq": "daily", "months": (5, 11)},
]


@on_rows("form", FORMS)
@on_rows("interval", [1, 7])
def test_a_window_in_900_years_costs_no_more_than_the_next_one(form: dict[str, object], interval: int) -> None:
    rule = Recurrence.model_validate({**form, "interval": interval})
    window = timedelta(days=100 if rule.freq == "hourly" else 3000)
    far, near = date(2990, 1, 1), date(2027, 1, 1)
    assert list(dates(rule, TUESDAY, far, far + window))
    far_calls, near_calls = (calls_of_dates(rule, TUESDAY, first, first + window) for first in (far, near))
    assert far_calls <= near_calls * 1.1 + 20


def test_a_far_window_of_a_counted_rule_costs_no_more_than_the_next_one() -> None:
    rule = Recurrence(freq="weekly", count=10_000)
    list(dates(rule, TUESDAY, TUESDAY, TUESDAY))  # the end of a counted rule is found once
    far, near = (date(2200, 1, 1), date(2027, 1, 1))
    week = timedelta(days=6)
    assert list(dates(rule, TUESDAY, far, far + week))
    assert calls_of_dates(rule, TUESDAY, far, far + week) == calls_of_dates(rule, TUESDAY, near, near + week)


@on_rows("freq", ("hourly", *strategies.FREQUENCIES))
def test_the_largest_rule_ends_with_the_calendar(freq: str) -> None:
    start = date(2024, 2, 29)
    for bounds in ({"count": 10_000}, {"count": 10_000, "interval": 1000}, {"interval": 999}, {"until": date.max}):
        made = Recurrence.model_validate({"freq": freq, **bounds})
        last = list(dates(made, start, date(2990, 1, 1), date.max))
        assert all(day <= LAST for day in last)
        assert calls_of_dates(made, start, date(2999, 12, 29), date.max) < 400
