"""Sentences of users with a right draft and wrong ones, for the checks that hear the user.

It is Sunday, 29 November 2026, 10:00 in Moscow. A draft is written as its parts: date, time, `d90` for a duration of 90
minutes, `in30` for minutes from now, `z=` for a zone, `p=` for a place, `r15` for a reminder; then the repetition: its
unit, `/2` for the interval, `on=` for weekdays, `nth=`, `md=` for days of the month, `m=` for months, `x=` for
exceptions, `until=` and `count=`. A row of the files is a text, a title, the right drafts and the wrong ones, with bars
between them; "-" stands where no draft is right, as no recurrence can say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from schedbot_sdk.schedule import Draft

__all__ = ["SENTENCES", "Sentence", "draft_of"]

_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT: Final = {day[:2]: day for day in _WEEK}
_UNITS: Final = {"hourly", "daily", "weekly", "monthly", "yearly"}
_MINUTES: Final = {"in": "in_minutes", "d": "duration_minutes", "r": "remind_minutes"}
_TEXTS: Final = {"z": "zone", "p": "place"}
_OF_RULES: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "on": ("days", lambda value: [_SHORT[day] for day in value.split(",")]),
    "md": ("month_days", lambda value: [int(number) for number in value.split(",")]),
    "m": ("months", lambda value: [int(number) for number in value.split(",")]),
    "x": ("except_dates", lambda value: value.split(",")),
    "nth": ("nth", int),
    "count": ("count", int),
    "until": ("until", str),
}


@dataclass(frozen=True)
class Sentence:
    """A text with its right draft and the wrong ones."""

    name: str
    """The text."""
    title: str
    """The title of the drafts."""
    right: tuple[str, ...]
    """The drafts that are not doubted."""
    wrong: tuple[str, ...]
    """The drafts that are doubted."""


def draft_of(text: str, title: str, parts: str) -> Draft:
    """The draft that is written so."""
    item: dict[str, Any] = {
        "title": title, "time": None, "in_minutes": None, "duration_minutes": None, "zone": None, "place": None,
        "remind_minutes": None, "replaces": None, "recurrence": None, "source_quote": text,
    }  # fmt: skip
    for part in parts.split():
        _set(item, part)
    item["weekday"] = _WEEK[date.fromisoformat(item["date"]).weekday()]
    return Draft.model_validate({"outcome": "created", "question": None, "items": [item]})


def _set(item: dict[str, Any], part: str) -> None:
    name, _, value = part.partition("=")
    if part in _UNITS:
        item["recurrence"] = {
            "freq": part, "interval": 1, "days": [], "nth": None, "month_days": [], "months": [], "except_dates": [],
            "until": None, "count": None,
        }  # fmt: skip
    elif name in _OF_RULES:
        field, read = _OF_RULES[name]
        item["recurrence"][field] = read(value)
    elif part.startswith("/"):
        item["recurrence"]["interval"] = int(part[1:])
    elif name in _TEXTS:
        item[_TEXTS[name]] = value
    elif match := re.fullmatch(r"(in|d|r)(\d+)", part):
        item[_MINUTES[match[1]]] = int(match[2])
    else:
        item["time" if ":" in part else "date"] = part


def _rows(file: Path) -> Iterator[Sentence]:
    for line in file.read_text(encoding="utf-8").splitlines():
        said, title, right, wrong = (part.strip() for part in line.split("|"))
        yield Sentence(said, title, tuple(one for one in right.split(" or ") if one != "-"), tuple(wrong.split(" or ")))


SENTENCES: Final = tuple(
    row for file in sorted(Path(__file__).with_name("sentences").glob("*.txt")) for row in _rows(file)
)
"""All of them."""
