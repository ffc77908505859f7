"""Typical plans around every change of the clocks of thirty zones in 2026 and 2027."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from tests.schedule.clocks import Change, changes
from tests.schedule.readers import Window

from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source, Start
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

__all__ = ["CHANGES", "MADE", "PLANS", "ZONES", "Plan", "window_of"]

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
PLACES = (None, "Room 42; floor 2, left", None, 'Кафе "У моря"\nвход со двора', None)
REMINDERS = ((), (dt.timedelta(minutes=15), dt.timedelta(days=1)), (), (dt.timedelta(),))
MADE = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def window_of(change: Change) -> Window:
    """Some days around the change, as whole days in UTC."""
    day = dt.datetime.combine(change.at.date(), dt.time(), dt.UTC)
    return day - dt.timedelta(days=4), day + dt.timedelta(days=5)


class Plan(NamedTuple):
    """One event near a change of the clocks."""

    form: str
    """What kind of event it is."""
    change: Change
    schedule: Schedule


class Form(NamedTuple):
    """An event of a plan."""

    start: Start
    duration: dt.timedelta | None = None
    recurrence: Recurrence | None = None


def plans_near(change: Change, number: int) -> Iterator[Plan]:
    """Return typical plans around a change; each schedule has one event."""
    for index, (form, (start, duration, recurrence)) in enumerate(_forms(change).items()):
        source = Source(bot="@bot", chat_id=number, message_id=index + 1)
        event = Event(
            uid=source.uid(0),
            title=TITLES[index % len(TITLES)],
            start=start,
            duration=duration,
            recurrence=recurrence,
            place=PLACES[index % len(PLACES)],
            reminders=REMINDERS[index % len(REMINDERS)],
        )
        yield Plan(form, change, Schedule(source=source, zone=change.zone, made_at=MADE, events=(event,)))


def _forms(change: Change) -> dict[str, Form]:
    zone, day = change.zone, change.first.date()
    before = day - 3 * DAY
    during = (change.first + (change.end - change.first) / 2).replace(second=0, microsecond=0)
    months_ago, year_ago = _months_before(day, 3), _months_before(day, 12)
    weekday, nth = WEEKDAYS[day.weekday()], cast("Literal[1, 2, 3, 4]", (min(day.day, 28) + 6) // 7)
    whole, half = dt.timedelta(minutes=60), dt.timedelta(minutes=30)

    def local(on: dt.date, at: dt.time) -> LocalStart:
        return LocalStart(date=on, time=at, zone=zone)

    def all_day(on: dt.date) -> AllDay:
        return AllDay(date=on, zone=zone)

    nine, noon = dt.time(9), dt.time(12)
    return {
        "daily": Form(local(before, dt.time(7)), whole, Recurrence(freq="daily")),
        "daily, count": Form(local(before, dt.time(0, 30)), None, Recurrence(freq="daily", count=6)),
        "daily, until": Form(local(before, dt.time(23, 30)), whole, Recurrence(freq="daily", until=day + DAY)),
        "daily in the early night, until": Form(
            local(before, dt.time(0, 30)), None, Recurrence(freq="daily", until=day)
        ),
        "daily in the late night, until": Form(
            local(before, dt.time(23, 30)), None, Recurrence(freq="daily", until=day)
        ),
        "weekly": Form(local(before - 28 * DAY, nine), half, Recurrence(freq="weekly")),
        "monthly": Form(local(months_ago, dt.time(18)), whole, Recurrence(freq="monthly")),
        "yearly": Form(local(year_ago, noon), None, Recurrence(freq="yearly")),
        "once, at the change": Form(local(during.date(), during.time()), half),
        "daily, at the change": Form(local(before, during.time()), half, Recurrence(freq="daily")),
        "daily, over night": Form(local(before, dt.time(22)), 8 * whole, Recurrence(freq="daily")),
        "all day, every other day": Form(all_day(before), None, Recurrence(freq="daily", interval=2)),
        "all day, once": Form(all_day(day), 2 * DAY),
        "daily, with exceptions": Form(
            local(before, nine), half, Recurrence(freq="daily", except_dates=(before, day, day + 2 * DAY))
        ),
        "all day, with exceptions": Form(all_day(before), None, Recurrence(freq="daily", except_dates=(day,))),
        "weekly in a month": Form(
            local(_of_month(before), nine),
            half,
            Recurrence(freq="weekly", days=WEEKDAYS, months=(before.month,), except_dates=(before,)),
        ),
        "monthly, numbered weekday": Form(
            local(_nth(months_ago, day.weekday(), nth), noon),
            whole,
            Recurrence(freq="monthly", nth=nth, days=(weekday,)),
        ),
        "monthly, last weekday": Form(
            local(_nth(months_ago, day.weekday(), -1), noon), whole, Recurrence(freq="monthly", nth=-1, days=(weekday,))
        ),
        "monthly, days of the month": Form(
            local(months_ago, noon), None, Recurrence(freq="monthly", month_days=(months_ago.day, day.day, 31))
        ),
        "monthly, last day": Form(
            local(_of_month(months_ago) - DAY, noon), None, Recurrence(freq="monthly", month_days=(-1,))
        ),
        "monthly, on the 31st": Form(local(dt.date(day.year - 1, 12, 31), noon), half, Recurrence(freq="monthly")),
        "yearly, numbered weekday": Form(
            local(_nth(year_ago, day.weekday(), nth), noon),
            whole,
            Recurrence(freq="yearly", nth=nth, days=(weekday,), months=(day.month,)),
        ),
        "yearly, days of months": Form(
            local(year_ago, noon),
            None,
            Recurrence(freq="yearly", month_days=(year_ago.day, day.day, -1), months=(day.month, day.month % 12 + 1)),
        ),
        "every 3 hours": Form(local(before, dt.time(1)), half, Recurrence(freq="hourly", interval=3)),
        "every 5 hours, until": Form(
            local(before, dt.time(1)), None, Recurrence(freq="hourly", interval=5, until=day, except_dates=(day - DAY,))
        ),
    }


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, 28))


def _of_month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _nth(day: dt.date, weekday: int, nth: int) -> dt.date:
    """The first, second, or last day that is that weekday in the month of a day."""
    first = day.replace(day=1)
    days = [one for number in range(31) if (one := first + number * DAY).month == first.month]
    return [one for one in days if one.weekday() == weekday][nth - 1 if nth > 0 else nth]


CHANGES = [change for zone in ZONES for change in changes(zone, FIRST, LAST)]
PLANS = [plan for number, change in enumerate(CHANGES) for plan in plans_near(change, number)]
