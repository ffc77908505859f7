"""Three programs read calendar files over every change of the clocks of thirty zones in 2026 and 2027."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

import icalendar
import pytest
from tests.schedule.calendars import ICALJS, Window, radicale, read_by_icaljs
from tests.schedule.clocks import Change
from tests.schedule.guide import guide_says
from tests.schedule.ical.test_tz_footer import NAMES
from tests.schedule.plans import CHANGES, MADE, PLANS, ZONES, window_of
from tests.schedule.readers import Happening, happenings, is_inside, read_in_python

from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source, to_ics

DAY = dt.timedelta(days=1)
MANY = 4_000
Asked: TypeAlias = list[tuple[bytes, Window]]
Read: TypeAlias = Callable[[Asked], list[set[Happening]]]


@dataclass(frozen=True)
class Figures:
    """What came of reading one file for each plan."""

    compared: int
    wrong: list[str]
    otherwise: Counter[str]


def figures_of(read: Read, files: list[bytes], *, otherwise: Collection[str] = ()) -> Figures:
    """What a program reads, beside what the SDK means.

    Args:
        read: What it reads.
        files: One for each plan.
        otherwise: `"gap"` or `"fold"`, where it takes the other moment for a repeated event whose own time the clocks
            skip, or show twice, on that day. RFC 5545, 3.3.5, says which one is right. These are told, and counted
            apart, and so are ends that it finds on the clocks, where the time that passes is meant (3.3.6).
    """
    comparison = read([(file, window_of(change)) for (change, _), file in zip(PLANS, files, strict=True)])
    compared, wrong, counts = 0, list[str](), Counter[str]()
    for (change, schedule), theirs in zip(PLANS, comparison, strict=True):
        window = window_of(change)
        ours, read_so = _inside(happenings([schedule], *window), window), _inside(theirs, window)
        compared += len(ours)
        differences = [
            _difference(one, other, change) for one, other in zip(ours, read_so, strict=False) if one != other
        ]
        counts.update(differences)
        if len(ours) != len(read_so) or not {"end", *otherwise}.issuperset(differences):
            wrong.append(f"{schedule.events[0]} at {change}")
    return Figures(compared, wrong, counts)


def compare(name: str, read: Read, capsys: pytest.CaptureFixture[str], *, otherwise: Collection[str] = ()) -> None:
    """See that a program reads each file as the SDK means it, and that the guide has the figures."""
    comparison = figures_of(read, [to_ics(schedule) for _, schedule in PLANS], otherwise=otherwise)
    rows = (
        f"| {name} | {len(CHANGES)} | {len(PLANS):,} | {comparison.compared:,} | {len(comparison.wrong)} |",
        f"| {name} | {comparison.otherwise['gap']} | {comparison.otherwise['fold']} | {comparison.otherwise['end']} |",
    )
    with capsys.disabled():
        print(
            f"\n  calendar files read by {name}, {len(ZONES)} zones: changes of their clocks, files, happenings, files"
            " read wrong; read otherwise: at a time that is skipped, at one that comes twice, ends of what is under"
            " way when the clocks change",
            *rows,
            sep="\n  ",
        )
    assert comparison.compared > MANY
    assert not comparison.wrong
    assert guide_says(*rows), "docs/schedules.md has other figures"


def _release(version: str) -> str:
    return ".".join(version.split(".")[:2])


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


def _inside(happenings_read: set[Happening], window: Window) -> list[Happening]:
    return sorted(one for one in happenings_read if is_inside(one, *window))


@pytest.mark.slow
def test_icalendar_reads_what_the_sdk_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    def read(files_and_windows: Asked) -> list[set[Happening]]:
        return [read_in_python(content, *window) for content, window in files_and_windows]

    names = [f"{name} {_release(version(name))}" for name in ("icalendar", "recurring-ical-events")]
    compare(", ".join(names), read, capsys)


@pytest.mark.slow
def test_icaljs_reads_what_the_sdk_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    package = ICALJS / "node_modules" / "ical.js" / "package.json"
    release = _release(json.loads(package.read_text(encoding="utf-8"))["version"]) if package.exists() else ""
    compare(f"ical.js {release}", read_by_icaljs, capsys, otherwise={"gap", "fold"})


@pytest.mark.slow
def test_radicale_reads_what_the_sdk_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"Radicale {_release(version('radicale'))}, with `expand`"
    compare(name, _by_radicale(tmp_path), capsys, otherwise={"gap"})


def _by_radicale(folder: Path) -> Read:
    def read(files_and_windows: Asked) -> list[set[Happening]]:
        files: dict[Window, list[bytes]] = defaultdict(list)
        for content, window in files_and_windows:
            files[window].append(content)
        with radicale(folder) as server:
            comparison = {window: server.read(contents, window) for window, contents in files.items()}
        uids = [schedule.events[0].uid for _, schedule in PLANS]
        return [
            {one for one in comparison[window] if one.uid == uid}
            for (_, window), uid in zip(files_and_windows, uids, strict=True)
        ]

    return read


@pytest.mark.slow
def test_two_programs_read_many_files_wrong_if_a_zone_is_a_list_of_dates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why the SDK writes zones itself: with those of icalendar in their place."""
    files = [_with_icalendars_zones(to_ics(schedule)) for _, schedule in PLANS]
    by_icaljs = figures_of(read_by_icaljs, files, otherwise={"gap", "fold"})
    by_radicale = figures_of(_by_radicale(tmp_path), files, otherwise={"gap"})
    summary = f"ical.js reads {len(by_icaljs.wrong)} and Radicale {len(by_radicale.wrong)} of the files below wrong"
    with capsys.disabled():
        print(f"\n  with icalendar's own zones, {summary}")
    assert guide_says(summary), "docs/schedules.md has other figures"


def _with_icalendars_zones(content: bytes) -> bytes:
    calendar = icalendar.Calendar.from_ical(content)
    calendar.subcomponents = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


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

    def in_each(comparison: list[set[Happening]]) -> list[str]:
        return [one.start[11:16] for happening in comparison for one in happening]

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
    expected = [happenings([schedule], *window) for schedule in planned]
    comparison = read_by_icaljs([(to_ics(schedule), window) for schedule in planned])
    wrong = [zone for zone, ours, theirs in zip(NAMES, expected, comparison, strict=True) if ours != theirs]
    with capsys.disabled():
        print(
            f"\n  noon of every week of six years from {year} on, read by ical.js: {len(NAMES)} zones,"
            f" {sum(map(len, expected))} happenings: {len(wrong)} zones read wrong"
        )
    assert not wrong
    assert len(NAMES) > 400
