"""Calendar files over every change of the clocks of thirty zones in 2026 and 2027, as three programs read them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from tests.schedule.calendars import Window, radicale, read_by_icaljs
from tests.schedule.clocks import Change, changes
from tests.schedule.readers import Happening, happenings, is_inside, read_in_python
from tests.schedule.test_tzrule import NAMES

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
MANY = 4_000
TITLES = (
    "Gym",
    "Обед; с Аней, в 12:00 " * 9,
    "😀👨‍👩‍👧 " * 20 + ".",
    'C:\\new\\, "BEGIN:VEVENT"',
    "\u2028 or \x85",
    " e\u0301 " * 30,
)
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
        (local(before, dt.time(0, 30)), None, Recurrence(freq="daily", until=day)),
        (local(before, dt.time(23, 30)), None, Recurrence(freq="daily", until=day)),
        (local(month_before, dt.time(9)), half, Recurrence(freq="weekly")),
        (local(_months_before(day, 3), dt.time(18)), whole, Recurrence(freq="monthly")),
        (local(_months_before(day, 12), dt.time(12)), None, Recurrence(freq="yearly")),
        (local(during.date(), during.time()), half, None),
        (local(before, during.time()), half, Recurrence(freq="daily")),
        (local(before, dt.time(22)), 8 * whole, Recurrence(freq="daily")),
        (AllDay(date=before, zone=zone), None, Recurrence(freq="daily", interval=2)),
        (AllDay(date=day, zone=zone), dt.timedelta(days=2), None),
    ]
    for index, (start, duration, recurrence) in enumerate(plans):
        source = Source(bot="@bot", chat_id=number, message_id=index + 1)
        event = Event(
            uid=source.uid(0), title=TITLES[index % len(TITLES)], start=start, duration=duration, recurrence=recurrence
        )
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
    otherwise: Collection[str] = (),
) -> None:
    """See that a program reads each file as the SDK means it.

    Args:
        name: The program.
        read: What it reads.
        capsys: Where the figures are printed.
        otherwise: `"gap"` or `"fold"`, where it takes the other moment for a repeated event whose own time the clocks
            skip, or show twice, on that day. RFC 5545, 3.3.5, says which one is right. These are told, and counted
            apart, and so are ends that it finds on the clocks, where the time that passes is meant (3.3.6).
    """
    found = read([(to_ics(schedule), window_of(change)) for change, schedule in PLANS])
    compared, wrong, counts = 0, list[str](), Counter[str]()
    for (change, schedule), theirs in zip(PLANS, found, strict=True):
        window = window_of(change)
        ours, read_so = _inside(happenings([schedule], *window), window), _inside(theirs, window)
        compared += len(ours)
        differences = [
            _difference(one, other, change) for one, other in zip(ours, read_so, strict=False) if one != other
        ]
        counts.update(differences)
        if len(ours) != len(read_so) or not {"end", *otherwise}.issuperset(differences):
            wrong.append(f"{schedule.events[0]} at {change}")
    with capsys.disabled():
        print(
            f"\n  calendar files read by {name}: {len(ZONES)} zones, {len(CHANGES)} changes of their clocks,"
            f" {len(PLANS)} files, {compared} happenings: {len(wrong)} files read wrong; read otherwise:"
            f" {counts['gap']} at a time that is skipped, {counts['fold']} at one that comes twice,"
            f" {counts['end']} ends of what is under way when the clocks change"
        )
    assert compared > MANY
    assert not wrong


def _difference(ours: Happening, theirs: Happening, change: Change) -> str:
    """What a program sees otherwise: where an event touches a change, and it is wrong by that change."""
    if (ours.uid, ours.title) != (theirs.uid, theirs.title) or not ours.start.endswith("Z"):
        return "wrong"
    shift = change.before - change.after
    start, end, their_start, their_end = map(dt.datetime.fromisoformat, (*ours[1:3], *theirs[1:3]))
    if not start - abs(shift) <= change.at <= end + abs(shift) or their_end - end not in {dt.timedelta(), shift}:
        return "wrong"
    if their_start == start:
        return "end"
    return ("gap" if change.is_gap else "fold") if their_start - start == shift else "wrong"


def _inside(found: set[Happening], window: Window) -> list[Happening]:
    return sorted(one for one in found if is_inside(one, *window))


@pytest.mark.slow
def test_icalendar_reads_what_the_sdk_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    def read(asked: list[tuple[bytes, Window]]) -> list[set[Happening]]:
        return [read_in_python(content, *window) for content, window in asked]

    compare("icalendar", read, capsys)


@pytest.mark.slow
def test_icaljs_reads_what_the_sdk_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    compare("ical.js", read_by_icaljs, capsys, otherwise={"gap", "fold"})


@pytest.mark.slow
def test_radicale_reads_what_the_sdk_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uids = [schedule.events[0].uid for _, schedule in PLANS]

    def read(asked: list[tuple[bytes, Window]]) -> list[set[Happening]]:
        files: dict[Window, list[bytes]] = defaultdict(list)
        for content, window in asked:
            files[window].append(content)
        with radicale(tmp_path) as server:
            found = {window: server.read(contents, window) for window, contents in files.items()}
        return [{one for one in found[window] if one.uid == uid} for (_, window), uid in zip(asked, uids, strict=True)]

    compare("Radicale", read, capsys, otherwise={"gap"})


@pytest.mark.slow
def test_where_the_clocks_change_in_the_night_readers_take_one_of_two_moments(tmp_path: Path) -> None:
    """The least that shows it: 02:30 in Berlin, every day, for half an hour."""
    source = Source(bot="@bot", chat_id=1, message_id=1)
    start = LocalStart(date=dt.date(2026, 3, 1), time=dt.time(2, 30), zone="Europe/Berlin")
    event = Event(
        uid=source.uid(0),
        title="Night watch",
        start=start,
        duration=dt.timedelta(minutes=30),
        recurrence=Recurrence(freq="daily"),
    )
    schedule = Schedule(source=source, zone=start.zone, made_at=MADE, events=(event,))
    content = to_ics(schedule)
    days = [dt.datetime(2026, 3, 29, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, tzinfo=dt.UTC)]
    windows = [(day, day + DAY / 2) for day in days]
    by_icaljs = read_by_icaljs([(content, window) for window in windows])
    with radicale(tmp_path) as server:
        by_radicale = [server.read([content], window) for window in windows]

    def in_each(found: list[set[Happening]]) -> list[str]:
        return [one.start[11:16] for happening in found for one in happening]

    # The skipped 02:30 is 03:30 by the clocks (01:30 in UTC); of the two 02:30 the first one (00:30) is meant.
    assert in_each([happenings([schedule], *window) for window in windows]) == ["01:30", "00:30"]
    assert in_each(by_radicale) == ["00:30", "00:30"]
    assert in_each(by_icaljs) == ["00:30", "01:30"]


@pytest.mark.slow
@pytest.mark.parametrize("year", [2012, 2026])
def test_icaljs_reads_every_zone_there_is(year: int, capsys: pytest.CaptureFixture[str]) -> None:
    window = (dt.datetime(year, 1, 1, tzinfo=dt.UTC), dt.datetime(year + 6, 1, 1, tzinfo=dt.UTC))
    weekly = Recurrence(freq="weekly")
    planned: list[Schedule] = []
    for number, zone in enumerate(NAMES):
        source = Source(bot="@bot", chat_id=number, message_id=1)
        start = LocalStart(date=dt.date(year, 1, 2), time=dt.time(12), zone=zone)
        event = Event(uid=source.uid(0), title="Lunch", start=start, duration=DAY / 24, recurrence=weekly)
        planned.append(Schedule(source=source, zone=zone, made_at=MADE, events=(event,)))
    said = [happenings([schedule], *window) for schedule in planned]
    found = read_by_icaljs([(to_ics(schedule), window) for schedule in planned])
    wrong = [zone for zone, ours, theirs in zip(NAMES, said, found, strict=True) if ours != theirs]
    with capsys.disabled():
        print(
            f"\n  noon of every week of six years from {year} on, read by ical.js: {len(NAMES)} zones,"
            f" {sum(map(len, said))} happenings: {len(wrong)} zones read wrong"
        )
    assert not wrong
    assert len(NAMES) > 400
