"""How often something is, in simple English and Russian words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

__all__ = ["MORE_DAYS", "WEEKDAYS", "Repeat", "find_repeat"]

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_WORDS: Final = (
    r"mon(?:days?)?|понедельник(?:ам)?", r"tue(?:s(?:days?)?)?|вторник(?:ам)?", r"wed(?:nesdays?)?|сред(?:у|ам)",
    r"thu(?:rs(?:days?)?)?|четверг(?:ам)?", r"fri(?:days?)?|пятниц(?:у|ам)", r"sat(?:urdays?)?|суббот(?:у|ам)",
    r"sun(?:days?)?|воскресень(?:е|ям)",
)  # fmt: skip
_DAY: Final = rf"(?:{'|'.join(_DAY_WORDS)})\b"
_AND: Final = r"(?:\s*,\s*(?:(?:and|и)\s+)?|\s+(?:and|и)\s+)"
_DAYS: Final = rf"(?P<days>{_DAY}(?:{_AND}{_DAY})*)"
_EVERY: Final = r"(?:every|each|кажд(?:ый|ую|ое|ые))"
_UNIT: Final = (
    r"(?:(?P<daily>days?|день|дня|дней)|(?P<weekly>weeks?|недел[юиь])|(?P<monthly>months?|месяц(?:а|ев)?)"
    r"|(?P<yearly>years?|года?|лет))\b"
)
_RULES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{_EVERY}\s+(?:weekday|workday)|on weekdays|по будням)\b(?P<work>)",
        rf"\b{_EVERY}\s+(?:(?P<number>\d{{1,3}})\s+|(?P<other>other\s+))?{_UNIT}(?:\s+(?:on|по|в)\s+{_DAYS})?",
        rf"\b(?:{_EVERY}|по)\s+{_DAYS}",
        r"\b(?:(?P<daily>daily|ежедневно)|(?P<weekly>weekly|еженедельно)|(?P<monthly>monthly|ежемесячно))\b",
    )
)
_COUNT: Final = re.compile(r"\b(?P<count>\d{1,3})\s+(?:times|раза?)\b", re.IGNORECASE)
MORE_DAYS: Final = re.compile(rf"(?:{_EVERY}|по|on)\s+{_DAYS}{_AND}(?={_DAY})", re.IGNORECASE)
"""Weekdays that a repetition lists: what stands between them separates nothing."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repetition, as the draft of a schedule has it."""

    freq: str
    interval: int = 1
    days: tuple[int, ...] = ()
    """Weekdays from 0, Monday, to 6."""
    count: int | None = None

    def first_from(self, day: date) -> date:
        """The first of its days, not before this one."""
        return min((day + timedelta(days=(number - day.weekday()) % 7) for number in self.days), default=day)

    def as_json(self, start: date, until: date | None) -> dict[str, object]:
        """The draft's recurrence of an item that begins on this day."""
        days = (self.days or (start.weekday(),)) if self.freq == "weekly" else ()
        return {
            "freq": self.freq,
            "interval": self.interval,
            "days": [WEEKDAYS[number] for number in days],
            "until": None if until is None else until.isoformat(),
            "count": self.count if until is None else None,
        }


def find_repeat(text: str) -> tuple[Repeat | None, str]:
    """Read how often a text says that something is.

    Args:
        text: A piece about one thing.

    Returns:
        The repetition, None if there is none, and the text without it.
    """
    for rule in _RULES:
        if match := rule.search(text):
            break
    else:
        return None, text
    said = match.groupdict()
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    counted = _COUNT.search(rest)
    if counted is not None:
        rest = f"{rest[: counted.start()]} {rest[counted.end() :]}"
    return (
        Repeat(
            freq=next((freq for freq in ("daily", "weekly", "monthly", "yearly") if said.get(freq)), "weekly"),
            interval=2 if said.get("other") else int(said.get("number") or 1) or 1,
            days=tuple(range(5)) if said.get("work") is not None else _numbers(said.get("days") or ""),
            count=int(counted["count"]) or None if counted else None,
        ),
        rest,
    )


def _numbers(days: str) -> tuple[int, ...]:
    return tuple(
        number for number, words in enumerate(_DAY_WORDS) if re.search(rf"\b(?:{words})\b", days, re.IGNORECASE)
    )
