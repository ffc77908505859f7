"""Seven programs read files of random repeating events: rules, zones and durations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.schedule.guide import guide_says
from tests.schedule.ical.programs import PROGRAMS
from tests.schedule.ical.quirks import NEAR, TITLES, quirk_of
from tests.schedule.readers import (
    Happening,
    Window,
    happenings,
    is_inside,
    shown,
    touches_a_change,
)
from tests.schedule.strategies import events

from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source, to_ics

MADE = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HOURS = dt.timedelta(hours=3)
MANY = 800
LEAST = 6_000
"""Happenings of any events: how many there are depends on hypothesis and on Python's own table of characters."""
Plan: TypeAlias = tuple[Schedule, Window]


def any_events() -> list[Plan]:
    """Others when the code changes, but the same ones as long as it does not; each has a window of some months."""
    drawn: list[tuple[Event, int]] = []

    @settings(
        max_examples=MANY,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(events(repeated=True), st.just(0) | st.integers(0, 1500))
    def draw(event: Event, days: int) -> None:
        drawn.append((event, days))

    draw()
    return [_planned(number, event, days, 120) for number, (event, days) in enumerate(drawn)]


def on_rare_days() -> Iterator[Plan]:
    """What repeats on a day that not every month or year has, over ten years."""
    rules = [("yearly", 2, 29), *(("monthly", month, day) for month, day in ((1, 29), (1, 30), (1, 31), (2, 29)))]
    number = 0
    for freq, month, day in rules:
        date = dt.date(2028, month, day)
        for start in (
            AllDay(date=date, zone="Europe/Berlin"),
            LocalStart(date=date, time=dt.time(12), zone="Asia/Tokyo"),
        ):
            for interval in range(1, 8):
                for end in ({}, {"count": 9}, {"until": date + 3000 * DAY}):
                    recurrence = Recurrence.model_validate({"freq": freq, "interval": interval, **end})
                    event = Event(uid="uid", title="Rent", start=start, recurrence=recurrence)
                    yield _planned(number, event, 0, 3660)
                    number += 1


def _planned(number: int, event: Event, days: int, length: int) -> Plan:
    source = Source(bot="@bot", chat_id=number, message_id=1)
    schedule = Schedule(
        source=source, zone=event.zone, made_at=MADE, events=(event.model_copy(update={"uid": source.uid(0)}),)
    )
    day = dt.datetime.combine(event.start.moment.astimezone(dt.UTC), dt.time(), dt.UTC)
    start = day + dt.timedelta(days=days - 1)
    return schedule, (start, start + length * DAY)


@pytest.mark.slow
def test_seven_programs_read_any_event_that_repeats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("any event that repeats", any_events(), tmp_path, capsys) > LEAST
    assert guide_says(f"{MANY} files of arbitrary repeating events, with more than {LEAST:,} happenings")


@pytest.mark.slow
def test_seven_programs_read_events_on_rare_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plans = list(on_rare_days())
    compared = compare("on the 29th, 30th or 31st", plans, tmp_path, capsys)
    assert guide_says(f"{len(plans)} files of events on the 29th, 30th or 31st, with {compared:,} happenings")


def compare(name: str, plans: list[Plan], folder: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """See that the programs read each file as the SDK means it, and count what happens."""
    asked = [(to_ics(schedule), window) for schedule, window in plans]
    meant = [happenings([schedule], *window) for schedule, window in plans]
    report, wrong = [f"\n  {name}: {len(plans)} files"], list[str]()
    for program in PROGRAMS:
        found = program.reader(folder)(asked)
        differing = [
            schedule
            for (schedule, window), ours, theirs in zip(plans, meant, found, strict=True)
            if _compared(ours, schedule, window, program.name) != _compared(theirs, schedule, window, program.name)
        ]
        unknown = [schedule for schedule in differing if quirk_of(program.name, schedule.events[0]) is None]
        report.append(f"{program.name}: {len(unknown)} wrong, {len(differing) - len(unknown)} in its own way")
        wrong += [f"{program.name}: {schedule.events[0]!r}" for schedule in unknown]
    compared = sum(len(_compared(ours, *plan)) for ours, plan in zip(meant, plans, strict=True))
    with capsys.disabled():
        print(*report, f"{compared} happenings", sep="; ")
    assert wrong == []
    return compared


def _compared(found: Iterable[Happening], schedule: Schedule, window: Window, program: str = "") -> set[Happening]:
    """Without what the program is known to see in a way of its own.

    That is what is under way when the clocks change, and what has no length and happens as the window begins; and the
    titles of the programs that change some characters.
    """
    zone, edge = schedule.events[0].zone, shown(window[0])
    near = max(NEAR.get(program, HOURS), HOURS)
    return {
        one._replace(title="") if program in TITLES else one
        for one in found
        if is_inside(one, *window) and not touches_a_change(one, zone, near=near) and not one.start == one.end == edge
    }
