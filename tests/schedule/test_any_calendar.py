"""Files of any events that repeat, as three programs read them: rules, zones and durations that nobody chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.schedule.calendars import Window, radicale, read_by_icaljs
from tests.schedule.readers import Happening, happenings, is_inside, read_in_python, shown, touches_a_change
from tests.schedule.strategies import events

from schedbot_sdk.schedule import Event, Schedule, Source, to_ics

MADE = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MANY = 800


def planned() -> list[tuple[Schedule, Window]]:
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
    return [_planned(number, event, days) for number, (event, days) in enumerate(drawn)]


def _planned(number: int, event: Event, days: int) -> tuple[Schedule, Window]:
    source = Source(bot="@bot", chat_id=number, message_id=1)
    schedule = Schedule(
        source=source, zone=event.zone, made_at=MADE, events=(event.model_copy(update={"uid": source.uid(0)}),)
    )
    day = dt.datetime.combine(event.start.moment.astimezone(dt.UTC), dt.time(), dt.UTC)
    start = day + dt.timedelta(days=days - 1)
    return schedule, (start, start + 120 * DAY)


@pytest.mark.slow
def test_three_programs_read_any_event_that_repeats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plans = planned()
    asked = [(to_ics(schedule), window) for schedule, window in plans]
    said = [_compared(happenings([schedule], *window), schedule, window) for schedule, window in plans]
    found = {
        "icalendar": [read_in_python(content, *window) for content, window in asked],
        "ical.js": read_by_icaljs(asked),
    }
    with radicale(tmp_path) as server:
        found["Radicale"] = [server.read([content], window) for content, window in asked]
    wrong = {
        name: [
            schedule
            for (schedule, window), ours, theirs in zip(plans, said, read, strict=True)
            if ours != _compared(theirs, schedule, window)
        ]
        for name, read in found.items()
    }
    with capsys.disabled():
        print(f"\n  any event that repeats: {len(plans)} files, {sum(map(len, said))} happenings", end="")
        print("".join(f"; {len(schedules)} files read wrong by {name}" for name, schedules in wrong.items()))
    assert sum(map(len, said)) > MANY
    assert not any(wrong.values())


def _compared(found: Iterable[Happening], schedule: Schedule, window: Window) -> set[Happening]:
    """Without what the programs are known to see in ways of their own.

    That is what is under way when the clocks change, and what has no length and happens as the window begins.
    """
    zone, edge = schedule.events[0].zone, shown(window[0])
    return {
        one
        for one in found
        if is_inside(one, *window) and not touches_a_change(one, zone) and not one.start == one.end == edge
    }
