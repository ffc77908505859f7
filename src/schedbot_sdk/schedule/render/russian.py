"""Writes the parts of a schedule in Russian."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from schedbot_sdk.schedule.model.event import EventWarning
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.start import Start
from schedbot_sdk.schedule.render.language import is_second

__all__ = ["Russian"]

_DAYS: Final = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_BRIEF: Final = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_ON: Final = {
    "monday": "понедельникам",
    "tuesday": "вторникам",
    "wednesday": "средам",
    "thursday": "четвергам",
    "friday": "пятницам",
    "saturday": "субботам",
    "sunday": "воскресеньям",
}
_MONTHS: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_EVERY: Final = {"daily": "каждый", "weekly": "каждую", "monthly": "каждый", "yearly": "каждый"}
_UNITS: Final = {
    "daily": ("день", "дня", "дней"),
    "weekly": ("неделя", "недели", "недель"),
    "monthly": ("месяц", "месяца", "месяцев"),
    "yearly": ("год", "года", "лет"),
}
_WORKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Russian:
    """Russian with the day before the month, and a 24-hour clock."""

    @property
    def all_day(self) -> str:
        """The text in the place of a time."""
        return "весь день"

    @property
    def nothing(self) -> str:
        """The sentence for a schedule without events."""
        return "Ничего не запланировано."

    def heading(self, day: date, *, today: date) -> str:
        """Return a day such as `Вторник, 24 ноября`."""
        return f"{_DAYS[day.weekday()].capitalize()}, {_date(day, today)}"

    def brief(self, day: date, *, today: date) -> str:
        """Return a day such as `вт 24 ноября`."""
        return f"{_BRIEF[day.weekday()]} {_date(day, today)}"

    def duration(self, length: timedelta) -> str:
        """Return a duration such as `1 ч 30 мин`; whole days are written as days."""
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [f"{days} {_plural(days, *_UNITS['daily'])}"] if days else []
        parts += [f"{count} {unit}" for count, unit in ((hours, "ч"), (minutes, "мин"), (seconds, "с")) if count]
        return " ".join(parts)

    def recurrence(self, rule: Recurrence, *, start: date, today: date) -> str:
        """Return a repetition such as `каждые 2 недели по понедельникам и средам, по 31 декабря`."""
        return ", ".join(filter(None, (_how_often(rule, start), _how_long(rule, today))))

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
            case "skips_months":
                return "Такой день есть не в каждом месяце; где его нет, событие пропускается."
            case "skips_years":
                return "Такой день есть не в каждом году; где его нет, событие пропускается."

    def zone(self, name: str) -> str:
        """Return the sentence that names the zone of the times."""
        return f"Время: {name}."


def _date(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year} года"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _how_often(rule: Recurrence, start: date) -> str:
    match rule.freq:
        case "weekly" if rule.interval == 1:
            return "по будням" if rule.days == _WORKDAYS else f"каждую неделю {_on(rule, start)}"
        case "weekly":
            return f"{_every(rule)} {_on(rule, start)}"
        case "monthly":
            return f"{_every(rule)} {start.day}-го числа"
        case "yearly":
            return f"{_every(rule)} {start.day} {_MONTHS[start.month - 1]}"
        case "daily":
            return _every(rule)


def _every(rule: Recurrence) -> str:
    one, few, many = _UNITS[rule.freq]
    singular = "неделю" if rule.freq == "weekly" else one
    if rule.interval == 1:
        return f"{_EVERY[rule.freq]} {singular}"
    unit = _plural(rule.interval, singular, few, many)
    every = _EVERY[rule.freq] if unit == singular else "каждые"
    return f"{every} {rule.interval} {unit}"


def _on(rule: Recurrence, start: date) -> str:
    days = [_ON[day] for day in rule.days] or [list(_ON.values())[start.weekday()]]
    return "по " + (days[0] if len(days) == 1 else f"{', '.join(days[:-1])} и {days[-1]}")


def _how_long(rule: Recurrence, today: date) -> str:
    if rule.until is not None:
        return f"по {_date(rule.until, today)}"
    if rule.count is not None:
        return f"всего {rule.count} {_plural(rule.count, 'раз', 'раза', 'раз')}"
    return ""


def _plural(count: int, one: str, few: str, many: str) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return one
    return few if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else many
