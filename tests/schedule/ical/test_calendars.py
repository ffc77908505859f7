"""Seven programs read calendar files over every change of the clocks of thirty zones in 2026 and 2027."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import icalendar
import pytest
from tests.schedule.calendars import radicale
from tests.schedule.guide import guide_says
from tests.schedule.ical.comparison import figures_of
from tests.schedule.ical.programs import PROGRAMS, Program
from tests.schedule.ical.quirks import QUIRKS
from tests.schedule.ical.test_tz_footer import NAMES
from tests.schedule.javascript import read_by
from tests.schedule.plans import CHANGES, MADE, PLANS, ZONES
from tests.schedule.readers import Happening, happenings

from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source, to_ics

DAY = dt.timedelta(days=1)
ZONES_SHOWN = f"{len(ZONES)} zones"
MANY = 15_000
WITH_LISTS = PLANS[::4]
"""Plans that are read with lists of dates: some of them, as a server takes minutes for all."""


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_reads_what_the_sdk_wrote(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = program.release()
    files = [to_ics(plan.schedule) for plan in PLANS]
    figures = figures_of(program.name, program.reader(tmp_path), PLANS, files, shifted=program.shifted)
    shifts = " | ".join(str(figures.shifted[kind]) for kind in ("gap", "fold", "near", "end"))
    row = f"| {release} | {len(figures.wrong)} | {figures.quirks.total()} | {shifts} |"
    summary = (
        f"{len(PLANS):,} files with {figures.compared:,} occurrences, around {len(CHANGES)} changes of {ZONES_SHOWN}"
    )
    with capsys.disabled():
        print(f"\n  {summary}: files read wrong, or in its own way; occurrences shifted: gap, fold, near, end\n  {row}")
        print("".join(f"\n  {count} files: {quirk.what}" for quirk, count in figures.quirks.items()))
    assert figures.wrong[:3] == []
    assert figures.compared > MANY
    assert guide_says(row, summary), "docs/calendar-files.md has other figures"


def test_the_guide_lists_what_programs_read_in_their_own_way() -> None:
    for quirk in QUIRKS:
        assert guide_says(f"| {quirk.what} | {', '.join(sorted(quirk.readers, key=str.casefold))} |"), quirk.what


@pytest.mark.slow
def test_two_programs_read_many_files_wrong_if_a_zone_is_a_list_of_dates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why the SDK writes zones itself: with those of icalendar in their place."""
    files = [_with_icalendars_zones(to_ics(plan.schedule)) for plan in WITH_LISTS]
    wrong = {
        program.name: figures_of(
            program.name, program.reader(tmp_path), WITH_LISTS, files, shifted=program.shifted
        ).wrong
        for program in PROGRAMS
        if program.name in {"ical.js", "Radicale"}
    }
    summary = f"of {len(files):,} such files ical.js reads {wrong['ical.js']} wrong, and Radicale {wrong['Radicale']}"
    with capsys.disabled():
        print(f"\n  with icalendar's own zones, {summary}")
    assert guide_says(summary), "docs/calendar-files.md has other figures"


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
    by_icaljs = read_by("icaljs", [(content, window) for window in windows])
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
    comparison = read_by("icaljs", [(to_ics(schedule), window) for schedule in planned])
    wrong = [zone for zone, ours, theirs in zip(NAMES, expected, comparison, strict=True) if ours != theirs]
    with capsys.disabled():
        print(
            f"\n  noon of every week of six years from {year} on, read by ical.js: {len(NAMES)} zones,"
            f" {sum(map(len, expected))} happenings: {len(wrong)} zones read wrong"
        )
    assert not wrong
    assert len(NAMES) > 400
