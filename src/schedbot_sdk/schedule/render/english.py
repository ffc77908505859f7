"""Writes the parts of a schedule in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from schedbot_sdk.schedule.model.event import EventWarning
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.start import Start
from schedbot_sdk.schedule.render.english_dates import DAYS, date_text, days_text, listed
from schedbot_sdk.schedule.render.english_rules import repetition
from schedbot_sdk.schedule.render.language import is_second

__all__ = ["English"]


class English:
    """English with the day before the month, and a 24-hour clock."""

    @property
    def nothing(self) -> str:
        """The sentence for a schedule without events."""
        return "Nothing is planned."

    def heading(self, day: date, *, today: date) -> str:
        """Return a day such as `Tuesday, 24 November`."""
        return f"{DAYS[day.weekday()]}, {date_text(day, today)}"

    def all_day(self, first: date, last: date, *, today: date) -> str:
        """Return `all day`, or `5–20 December, all day`."""
        return "all day" if first == last else f"{days_text(first, last, today)}, all day"

    def brief(self, day: date, *, today: date) -> str:
        """Return a day such as `Tue 24 November`."""
        return f"{DAYS[day.weekday()][:3]} {date_text(day, today)}"

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
        return repetition(rule, start, today)

    def reminders(self, lengths: Sequence[timedelta]) -> str:
        """Return reminders such as `reminder 15 min before`."""
        before = [self.duration(length) for length in lengths if length]
        words = before if all(lengths) else ["at the start", *before]
        return f"{'reminder' if len(words) == 1 else 'reminders'} {listed(words)}{' before' if before else ''}"

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
            case "reminder_past":
                return "The time of a reminder is past already; that reminder will not come."
            case "skips_months":
                return "Not every month has that day; where it is missing, the event does not happen."
            case "skips_years":
                return "Not every year has that day; where it is missing, the event does not happen."

    def zone(self, name: str) -> str:
        """Return the sentence that names the zone of the times."""
        return f"Times in {name}."
