"""Calendar files over every change of the clocks of thirty zones in 2026 and 2027, as three programs read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.schedule.calendars import Window, radicale, read_by_icaljs
from tests.schedule.clocks import Change, changes
from tests.schedule.readers import Happening, happenings, read_in_python, shown

from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source, Start, to_ics

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 1, 1)
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Anchorage", "America/Havana", "America/Los_Angeles",
    "America/New_York", "America/Nuuk", "America/Santiago", "America/Scoresbysund", "America/St_Johns",
    "America/Toronto", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Atlantic/Azores",
    "Atlantic/Canary", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin",
    "Europe/Chisinau", "Europe/Dublin", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk",
)  # fmt: skip
DAY = dt.timedelta(days=1)
MADE = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)


def window_of(change: Change) -> Window:
    """Some days around it, as whole days in UTC."""
    day = dt.datetime.combine(change.at.date(), dt.time(), dt.UTC)
    return day - dt.timedelta(days=4), day + dt.timedelta(days=5)


def schedules_near(change: Change, number: int) -> Iterator[Schedule]:
    """What people plan around a change: each schedule has one event."""
    zone, day = change.zone, change.first.date()
    before = day - dt.timedelta(days=3)
    month_before = before - dt.timedelta(days=31)
    during = (change.first + (change.end - change.first) / 2).replace(second=0, microsecond=0)
    whole, half = dt.timedelta(minutes=60), dt.timedelta(minutes=30)

    def local(on: dt.date, at: dt.time) -> LocalStart:
        return LocalStart(date=on, time=at, zone=zone)

    plans: list[tuple[Start, dt.timedelta | None, Recurrence | None]] = [
        (local(before, dt.time(7)), whole, Recurrence(freq="daily")),
        (local(before, dt.time(0, 30)), None, Recurrence(freq="daily", count=6)),
        (local(before, dt.time(23, 30)), whole, Recurrence(freq="daily", until=day + dt.timedelta(days=1))),
        (local(month_before, dt.time(9)), half, Recurrence(freq="weekly")),
        (local(_months_before(day, 3), dt.time(18)), whole, Recurrence(freq="monthly")),
        (local(_months_before(day, 12), dt.time(12)), None, Recurrence(freq="yearly")),
        (local(during.date(), during.time()), half, None),
        (local(before, during.time()), half, Recurrence(freq="daily")),
        (AllDay(date=before, zone=zone), None, Recurrence(freq="daily", interval=2)),
        (AllDay(date=day, zone=zone), dt.timedelta(days=2), None),
    ]
    for index, (start, duration, recurrence) in enumerate(plans):
        source = Source(bot="@bot", chat_id=number, message_id=index + 1)
        event = Event(uid=source.uid(0), title=f"plan {index}", start=start, duration=duration, recurrence=recurrence)
        yield Schedule(source=source, zone=zone, made_at=MADE, events=(event,))


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, 28))


CHANGES = [change for zone in ZONES for change in changes(zone, FIRST, LAST)]
PLANS = [(change, schedule) for number, change in enumerate(CHANGES) for schedule in schedules_near(change, number)]


def compare(
    name: str,
    read: Callable[[list[tuple[bytes, Window]]], list[set[Happening]]],
    capsys: pytest.CaptureFixture[str],
    *,
    knows_changes: bool,
) -> None:
    """See that a program reads each file as the SDK means it.

    Args:
        name: The program.
        read: What it reads.
        capsys: Where the figures are printed.
        knows_changes: False for one that is known to take another moment for a repeated event whose own time the clocks
            skip or show twice on that day: it is told, and counted apart. RFC 5545, 3.3.5, says which moment is right.
    """
    found = read([(to_ics(schedule), window_of(change)) for change, schedule in PLANS])
    compared, otherwise, wrong = 0, 0, list[str]()
    for (change, schedule), theirs in zip(PLANS, found, strict=True):
        window = window_of(change)
        ours, read_so = _inside(happenings([schedule], *window), window), _inside(theirs, window)
        compared += len(ours)
        odd = {one for one in ours - read_so if _is_in_the_change(one, change)}
        otherwise += len(odd)
        if len(ours) != len(read_so) or ours - read_so != odd:
            wrong.append(f"{schedule.events[0].title} at {change}")
    with capsys.disabled():
        print(
            f"\n  calendar files read by {name}: {len(ZONES)} zones, {len(CHANGES)} changes of their clocks,"
            f" {len(PLANS)} files, {compared} happenings: {len(wrong)} files read wrong;"
            f" {otherwise} happenings at a time that is skipped or comes twice read otherwise"
        )
    assert compared > 4000
    assert not wrong
    assert not (knows_changes and otherwise)


def _is_in_the_change(one: Happening, change: Change) -> bool:
    """Whether it is at a time that the clocks skip or show twice, or was moved by that."""
    if not one[1].endswith("Z"):
        return False
    moment = dt.datetime.fromisoformat(one[1])
    return abs(moment - change.at) <= change.end - change.first


def _inside(found: set[Happening], window: Window) -> set[Happening]:
    return {one for one in found if _within(one, window)}


def _within(one: Happening, window: Window) -> bool:
    start, end = window
    if len(one[1]) == len("2026-03-29"):
        return f"{start:%Y-%m-%d}" < one[1] < f"{end - DAY:%Y-%m-%d}"  # its zone's day may reach out of the window
    return shown(start) <= one[1] < shown(end)


@pytest.mark.slow
def test_icalendar_reads_what_the_sdk_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    def read(asked: list[tuple[bytes, Window]]) -> list[set[Happening]]:
        return [read_in_python(content, *window) for content, window in asked]

    compare("icalendar", read, capsys, knows_changes=True)


@pytest.mark.slow
def test_icaljs_reads_what_the_sdk_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    compare("ical.js", read_by_icaljs, capsys, knows_changes=False)


@pytest.mark.slow
def test_radicale_reads_what_the_sdk_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uids = [schedule.events[0].uid for _, schedule in PLANS]

    def read(asked: list[tuple[bytes, Window]]) -> list[set[Happening]]:
        files: dict[Window, list[bytes]] = defaultdict(list)
        for content, window in asked:
            files[window].append(content)
        with radicale(tmp_path) as server:
            found = {window: server.read(contents, window) for window, contents in files.items()}
        return [{one for one in found[window] if one[0] == uid} for (_, window), uid in zip(asked, uids, strict=True)]

    compare("Radicale", read, capsys, knows_changes=False)
