"""What a language must be able to say about a schedule, and which language a tag means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from schedbot_sdk.schedule.model.event import EventWarning
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.start import LocalStart, Start

__all__ = ["Language", "is_russian_tag", "is_second"]


def is_russian_tag(language: str) -> bool:
    """Whether an IETF tag (`ru`, `ru-RU`), or a locale as systems write it (`ru_RU`), is of Russian."""
    return language.casefold().replace("_", "-").partition("-")[0] == "ru"


def is_second(start: Start) -> bool:
    """Whether the second of two moments with one time is meant."""
    return isinstance(start, LocalStart) and start.fold == 1


class Language(Protocol):
    """One language. Times are written by whoever asks: they look the same in all of them."""

    @property
    def all_day(self) -> str:
        """In the place of a time."""
        ...

    @property
    def nothing(self) -> str:
        """A schedule without events, as a sentence."""
        ...

    def heading(self, day: date, *, today: date) -> str:
        """A day in full, with its weekday; with the year when it is another than today's."""
        ...

    def brief(self, day: date, *, today: date) -> str:
        """A day inside of a line."""
        ...

    def duration(self, length: timedelta) -> str:
        """How long it takes."""
        ...

    def recurrence(self, rule: Recurrence, *, start: date, today: date) -> str:
        """How often it repeats, beginning on that day, and until when."""
        ...

    def warning(self, warning: EventWarning, start: Start) -> str:
        """What the reader should know of an event that starts so, as a sentence."""
        ...

    def zone(self, name: str) -> str:
        """Whose clock the times are on, as a sentence."""
        ...
