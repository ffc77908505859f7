"""Writes the parts of a schedule in English."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from schedbot_sdk.schedule.model.event import EventWarning
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.start import Start
from schedbot_sdk.schedule.render.language import is_second

__all__ = ["English"]

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS: Final = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_WORKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")


class English:
    """English with the day before the month, and a 24-hour clock."""

    @property
    def all_day(self) -> str:
        """The text in the place of a time."""
        return "all day"

    @property
    def nothing(self) -> str:
        """The sentence for a schedule without events."""
        return "Nothing is planned."

    def heading(self, day: date, *, today: date) -> str:
        """Return a day such as `Tuesday, 24 November`."""
        return f"{_DAYS[day.weekday()]}, {_date(day, today)}"

    def brief(self, day: date, *, today: date) -> str:
        """Return a day such as `Tue 24 November`."""
        return f"{_DAYS[day.weekday()][:3]} {_date(day, today)}"

    def duration(self, length: timedelta) -> str:
        """Return a duration such as `1 h 30 min`; whole days are written as days."""
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [f"{days} {'day' if days == 1 else 'days'}"] if days else []
        parts += [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if count]
        return " ".join(parts)

    def recurrence(self, rule: Recurrence, *, start: date, today: date) -> str:
        """Return a repetition such as `every 2 weeks on Mon and Wed until 31 December`."""
        return _how_often(rule, start) + _how_long(rule, today)

    def warning(self, warning: EventWarning, start: Start) -> str:
        """Return why the times may not be those that the user meant."""
        match warning.code:
            case "nonexistent_time":
                return "That time does not exist on that day, as the clocks skip it; it is later by what they skip."
            case "ambiguous_time":
                which = "second" if is_second(start) else "first"
                return f"That time comes twice on that day, as the clocks go back; the {which} one is meant."
            case "past":
                return "That is past already."
            case "skips_months":
                return "Not every month has that day; where it is missing, the event does not happen."
            case "skips_years":
                return "Not every year has that day; where it is missing, the event does not happen."

    def zone(self, name: str) -> str:
        """Return the sentence that names the zone of the times."""
        return f"Times in {name}."


def _date(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _how_often(rule: Recurrence, start: date) -> str:
    unit = _UNITS[rule.freq]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    match rule.freq:
        case "weekly" if rule.interval == 1 and rule.days == _WORKDAYS:
            return "every workday"
        case "weekly":
            days = [day.capitalize()[:3] for day in rule.days] or [_DAYS[start.weekday()]]
            return f"{every} on {_listed(days)}"
        case "monthly":
            return f"{every} on the {_ordinal(start.day)}"
        case "yearly":
            return f"{every} on {start.day} {_MONTHS[start.month - 1]}"
        case "daily":
            return every


def _how_long(rule: Recurrence, today: date) -> str:
    if rule.until is not None:
        return f" until {_date(rule.until, today)}"
    if rule.count is not None:
        return f", {rule.count} {'time' if rule.count == 1 else 'times'} in all"
    return ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _ordinal(number: int) -> str:
    ending = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
