"""Writes repetitions in Russian."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Recurrence, Weekday
from schedbot_sdk.schedule.render.lists import EVEN, ODD, runs
from schedbot_sdk.schedule.render.russian_dates import (
    MONTHS,
    date_text,
    dates_text,
    in_figures,
    listed,
    month_names,
    plural,
)

__all__ = ["UNITS", "repetition"]

_Gender = Literal["m", "f", "n"]

UNITS: Final = {
    "hourly": ("час", "часа", "часов"),
    "daily": ("день", "дня", "дней"),
    "weekly": ("неделю", "недели", "недель"),
    "monthly": ("месяц", "месяца", "месяцев"),
    "yearly": ("год", "года", "лет"),
}
_ON: Final[dict[Weekday, str]] = {
    "monday": "понедельникам",
    "tuesday": "вторникам",
    "wednesday": "средам",
    "thursday": "четвергам",
    "friday": "пятницам",
    "saturday": "субботам",
    "sunday": "воскресеньям",
}
_DAYS: Final[dict[Weekday, tuple[str, _Gender]]] = {
    "monday": ("понедельник", "m"),
    "tuesday": ("вторник", "m"),
    "wednesday": ("среду", "f"),
    "thursday": ("четверг", "m"),
    "friday": ("пятницу", "f"),
    "saturday": ("субботу", "f"),
    "sunday": ("воскресенье", "n"),
}
_EACH: Final[dict[_Gender, str]] = {"m": "каждый", "f": "каждую", "n": "каждое"}
_WHICH: Final[dict[int, dict[_Gender, str]]] = {
    1: {"m": "первый", "f": "первую", "n": "первое"},
    2: {"m": "второй", "f": "вторую", "n": "второе"},
    3: {"m": "третий", "f": "третью", "n": "третье"},
    4: {"m": "четвёртый", "f": "четвёртую", "n": "четвёртое"},
    5: {"m": "пятый", "f": "пятую", "n": "пятое"},
    -1: {"m": "последний", "f": "последнюю", "n": "последнее"},
}
_IN_MONTHS: Final = (
    *("январе", "феврале", "марте", "апреле", "мае", "июне"),
    *("июле", "августе", "сентябре", "октябре", "ноябре", "декабре"),
)
_WORKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
_PATTERNS: Final = {EVEN: "по чётным числам", ODD: "по нечётным числам"}


def repetition(rule: Recurrence, start: date, today: date) -> str:
    """Return a repetition such as `каждые 2 недели по понедельникам и средам, по 31 декабря`."""
    parts = [_how_often(rule, start)]
    if rule.months and rule.freq != "yearly":
        parts.append(f"только в {month_names(rule.months, _IN_MONTHS)}")
    if rule.until is not None:
        parts.append(f"по {date_text(rule.until, today)}")
    if rule.count is not None:
        parts.append(f"всего {rule.count} {plural(rule.count, 'раз', 'раза', 'раз')}")
    if rule.except_dates:
        parts.append(f"кроме {dates_text(rule.except_dates, today)}")
    return ", ".join(parts)


def _how_often(rule: Recurrence, start: date) -> str:
    match rule.freq:
        case "weekly" if rule.interval == 1 and rule.days == _WORKDAYS:
            return "по будням"
        case "weekly":
            days = [_ON[day] for day in rule.days or (WEEKDAYS[start.weekday()],)]
            return f"{_every(rule)} по {listed(days)}"
        case "monthly" if rule.nth is not None and rule.interval == 1:
            days = [f"{_EACH[_DAYS[day][1]]} {_numbered(rule.nth, day)}" for day in rule.days]
            return f"{listed(days)} месяца"
        case "monthly":
            return f"{_every(rule)} {_in_month(rule, start)}"
        case "yearly":
            return f"{_every(rule)} {_in_year(rule, start)}"
        case "hourly" | "daily":
            return _every(rule)


def _every(rule: Recurrence) -> str:
    each = "каждую" if rule.freq == "weekly" else "каждый"
    one, few, many = UNITS[rule.freq]
    if rule.interval == 1:
        return f"{each} {one}"
    unit = plural(rule.interval, one, few, many)
    return f"{each if unit == one else 'каждые'} {rule.interval} {unit}"


def _in_month(rule: Recurrence, start: date) -> str:
    if rule.nth is not None:
        into = "во" if rule.nth == 2 else "в"
        return listed([f"{into} {_numbered(rule.nth, day)}" for day in rule.days])
    days = rule.month_days or (start.day,)
    if days in _PATTERNS:
        return _PATTERNS[days]
    numbers = runs([day for day in days if day > 0])
    parts = [f"{in_figures(numbers, '-го')} числа"] if numbers else []
    return listed([*parts, "в последний день"] if -1 in days else parts)


def _in_year(rule: Recurrence, start: date) -> str:
    months, days = rule.months or (start.month,), rule.month_days or (start.day,)
    if rule.nth is None and len(months) == 1 and -1 not in days and days not in _PATTERNS:
        return f"{in_figures(runs(days))} {MONTHS[months[0] - 1]}"
    return f"{_in_month(rule, start)} {month_names(months)}"


def _numbered(nth: int, day: Weekday) -> str:
    name, gender = _DAYS[day]
    return f"{_WHICH[nth][gender]} {name}"
