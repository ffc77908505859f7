"""Finds what a sentence says beside its days and times: a reminder, a place, another time zone, exceptions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import available_timezones

from schedbot_sdk.testing.servers.when_phrases import AMOUNT, minutes_in

__all__ = ["Extra", "find_extras", "masked"]

_REMINDERS: Final = (
    re.compile(rf"\b(?:and\s+)?remind me\s+{AMOUNT}\s+(?:before(?:hand)?|ahead|earlier)(?:\s+it\b)?", re.IGNORECASE),
    re.compile(rf"\bwith a reminder\s+{AMOUNT}\s+(?:before(?:hand)?|ahead)", re.IGNORECASE),
    re.compile(rf"\b(?:и\s+)?(?:напомни(?:ть)?(?:\s+мне)?|с напоминанием)\s+за\s+{AMOUNT}(?:\s+до\b)?", re.IGNORECASE),
)
_PLACES: Final = (
    re.compile(r"\bat\s+(?:the\s+)?(?P<place>[A-Z]\w+(?:\s+[A-Z]\w+)*)(?!\w|\s+time\b)"),
    re.compile(r"\bin\s+(?P<place>(?:room|office|hall)\s+\w+)(?![-\w])", re.IGNORECASE),
    re.compile(
        r"\bв\s+(?P<place>(?:кафе|офисе|кабинете|переговорке|аудитории|зале)(?:\s+(?:«[^»]+»|[А-ЯЁ]\w+|\d+))?)(?!\w)"
    ),
)
_ENGLISH_ZONE: Final = re.compile(r"(?:\bin\s+|,\s*|\bby\s+)?(?P<city>[A-Z]\w+(?:\s[A-Z]\w+){0,2})\s+time\b")
_RUSSIAN_ZONE: Final = re.compile(
    r"\bпо\s+(?:(?P<adjective>[а-яё]+)ому\s+времени|(?P<city>(?-i:[А-ЯЁ])\w+(?:-\w+)?)(?:\s+времени)?)", re.IGNORECASE
)
_RUSSIAN_CITIES: Final = {
    "москв": "Europe/Moscow", "московск": "Europe/Moscow", "владивосток": "Asia/Vladivostok",
    "владивостокск": "Asia/Vladivostok", "новосибирск": "Asia/Novosibirsk", "екатеринбург": "Asia/Yekaterinburg",
    "калининград": "Europe/Kaliningrad", "иркутск": "Asia/Irkutsk", "самар": "Europe/Samara", "омск": "Asia/Omsk",
    "нью-йорк": "America/New_York", "лондон": "Europe/London", "лондонск": "Europe/London",
    "берлин": "Europe/Berlin", "берлинск": "Europe/Berlin", "токио": "Asia/Tokyo", "токийск": "Asia/Tokyo",
    "алмат": "Asia/Almaty", "дубай": "Asia/Dubai", "париж": "Europe/Paris", "пекин": "Asia/Shanghai",
}  # fmt: skip
"""Zones by the stems of the Russian names."""
_EXCEPT: Final = re.compile(
    r"\b(?:except|but not|apart from|кроме|за исключением)\s+(?:(?:for|on|на)\s+)?(?P<days>[^,;.!?\n]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that a sentence says beside its days and times."""

    start: int
    """Where it begins."""
    end: int
    """Where it ends."""
    zone: str | None = None
    """The IANA name of a zone."""
    place: str | None = None
    """A place."""
    remind_minutes: int | None = None
    """Minutes before the event."""
    except_days: str | None = None
    """The words for days on which it does not happen."""


def find_extras(text: str) -> list[Extra]:
    """Return what the text says beside days and times, in its order."""
    extras: list[Extra] = []
    for extra in (*_reminders(text), *_zones(text), *_exceptions(text), *_places(text)):
        if not any(extra.start < other.end and other.start < extra.end for other in extras):
            extras.append(extra)
    return sorted(extras, key=lambda extra: extra.start)


def masked(text: str, extras: list[Extra]) -> str:
    """Return the text with spaces in place of the extras, so that all positions stay the same."""
    for extra in extras:
        text = text[: extra.start] + " " * (extra.end - extra.start) + text[extra.end :]
    return text


def _reminders(text: str) -> Iterator[Extra]:
    for pattern in _REMINDERS:
        for match in pattern.finditer(text):
            yield Extra(*match.span(), remind_minutes=round(minutes_in(match)))


def _zones(text: str) -> Iterator[Extra]:
    for match in _ENGLISH_ZONE.finditer(text):
        words = match["city"].split()
        for first in range(len(words)):  # "Call New York time" begins with a word before the name
            zone = _english_zones().get(" ".join(words[first:]).lower())
            if zone is not None:
                at_first_word = first == 0
                start = match.start() if at_first_word else text.index(" ".join(words[first:]), match.start("city"))
                yield Extra(start, match.end(), zone=zone)
                break
    for match in _RUSSIAN_ZONE.finditer(text):
        name = (match["city"] or match["adjective"]).lower()
        endings = ("", "у", "е", "ю", "ы", "ам")
        zone = next((_RUSSIAN_CITIES.get(name.removesuffix(ending)) for ending in endings
                     if name.removesuffix(ending) in _RUSSIAN_CITIES), None)  # fmt: skip
        if zone is not None:
            yield Extra(*match.span(), zone=zone)


@lru_cache(maxsize=1)
def _english_zones() -> dict[str, str]:
    """The zones of regions with cities, by the name of the city in small letters."""
    return {
        name.rpartition("/")[2].replace("_", " ").lower(): name
        for name in sorted(available_timezones())
        if name.partition("/")[0] in {"Africa", "America", "Asia", "Australia", "Europe", "Pacific"}
    }


def _exceptions(text: str) -> Iterator[Extra]:
    for match in _EXCEPT.finditer(text):
        yield Extra(*match.span(), except_days=match["days"])


def _places(text: str) -> Iterator[Extra]:
    for pattern in _PLACES:
        for match in pattern.finditer(text):
            yield Extra(*match.span(), place=match["place"])
