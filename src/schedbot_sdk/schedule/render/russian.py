"""Writes the parts of a schedule in Russian."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from schedbot_sdk.schedule.model.event import EventWarning
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.start import Start
from schedbot_sdk.schedule.render.language import is_second
from schedbot_sdk.schedule.render.russian_dates import date_text, days_text, listed, plural
from schedbot_sdk.schedule.render.russian_rules import UNITS, repetition

__all__ = ["Russian"]

_DAYS: Final = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_BRIEF: Final = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


class Russian:
    """Russian with the day before the month, and a 24-hour clock."""

    @property
    def nothing(self) -> str:
        """The sentence for a schedule without events."""
        return "Ничего не запланировано."

    def heading(self, day: date, *, today: date) -> str:
        """Return a day such as `Вторник, 24 ноября`."""
        return f"{_DAYS[day.weekday()].capitalize()}, {date_text(day, today)}"

    def all_day(self, first: date, last: date, *, today: date) -> str:
        """Return `весь день`, or `весь день, 5–20 декабря`."""
        return "весь день" if first == last else f"весь день, {days_text(first, last, today)}"

    def brief(self, day: date, *, today: date) -> str:
        """Return a day such as `вт 24 ноября`."""
        return f"{_BRIEF[day.weekday()]} {date_text(day, today)}"

    def duration(self, length: timedelta) -> str:
        """Return a duration such as `1 ч 30 мин`; whole days are written as days."""
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [f"{days} {plural(days, *UNITS['daily'])}"] if days else []
        parts += [f"{count} {unit}" for count, unit in ((hours, "ч"), (minutes, "мин"), (seconds, "с")) if count]
        return " ".join(parts)

    def recurrence(self, rule: Recurrence, *, start: date, today: date) -> str:
        """Return a repetition such as `каждые 2 недели по понедельникам и средам, по 31 декабря`."""
        return repetition(rule, start, today)

    def reminders(self, lengths: Sequence[timedelta]) -> str:
        """Return reminders such as `напоминание за 15 мин`."""
        words = [f"за {self.duration(length)}" if length else "в момент начала" for length in lengths]
        return f"{'напоминание' if len(words) == 1 else 'напоминания'} {listed(words)}"

    def warning(self, warning: EventWarning, start: Start) -> str:
        """Return why the times may not be those that the user meant."""
        match warning.code:
            case "nonexistent_time":
                return "Такого времени в этот день нет: часы переводят вперёд; оно сдвинуто на столько же."
            case "ambiguous_time":
                which = "второй" if is_second(start) else "первый"
                return f"Это время в этот день наступает дважды: часы переводят назад; выбран {which} раз."
            case "past":
                return "Это время уже прошло."
            case "reminder_past":
                return "Время напоминания уже прошло, поэтому оно не придёт."
            case "skips_months":
                return "Такой день есть не в каждом месяце; где его нет, событие пропускается."
            case "skips_years":
                return "Такой день есть не в каждом году; где его нет, событие пропускается."

    def zone(self, name: str) -> str:
        """Return the sentence that names the zone of the times."""
        return f"Время: {name}."
