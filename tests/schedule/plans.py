"""Typical plans around every change of the clocks of thirty zones in 2026 and 2027."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.schedule.calendars import Window
from tests.schedule.clocks import Change, changes

from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source, Start

__all__ = ["CHANGES", "MADE", "PLANS", "ZONES", "window_of"]

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 1, 1)
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Anchorage", "America/Havana", "America/Los_Angeles",
    "America/New_York", "America/Nuuk", "America/Santiago", "America/Scoresbysund", "America/St_Johns",
    "America/Toronto", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Atlantic/Azores",
    "Atlantic/Canary", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin",
    "Europe/Chisinau", "Europe/Dublin", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk",
)  # fmt: skip
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
    """Some days around the change, as whole days in UTC."""
    day = dt.datetime.combine(change.at.date(), dt.time(), dt.UTC)
    return day - dt.timedelta(days=4), day + dt.timedelta(days=5)


def schedules_near(change: Change, number: int) -> Iterator[Schedule]:
    """Return typical plans around a change; each schedule has one event."""
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
