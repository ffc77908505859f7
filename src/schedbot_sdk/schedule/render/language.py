"""The protocol of a language, and the language of an IETF tag."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from schedbot_sdk.schedule.model.event import EventWarning
from schedbot_sdk.schedule.model.recurrence import Recurrence
from schedbot_sdk.schedule.model.start import LocalStart, Start

__all__ = ["Language", "is_russian_tag", "is_second"]


def is_russian_tag(language: str) -> bool:
    """Whether an IETF tag (`ru`, `ru-RU`) or the name of a locale (`ru_RU`) means Russian."""
    return language.casefold().replace("_", "-").partition("-")[0] == "ru"


def is_second(start: Start) -> bool:
    """Whether a start is the second of two moments with the same local time."""
    return isinstance(start, LocalStart) and start.fold == 1


class Language(Protocol):
    """A language. Times look the same in all languages, so the caller writes them."""

    @property
    def nothing(self) -> str:
        """The sentence for a schedule without events."""
        ...

    def heading(self, day: date, *, today: date) -> str:
        """Return a day with its weekday, and with its year if that is not today's."""
        ...

    def all_day(self, first: date, last: date, *, today: date) -> str:
        """Return the text in the place of a time; it names the days if there are several."""
        ...

    def brief(self, day: date, *, today: date) -> str:
        """Return a day for the middle of a line."""
        ...

    def duration(self, length: timedelta) -> str:
        """Return a duration."""
        ...

    def recurrence(self, rule: Recurrence, *, start: date, today: date) -> str:
        """Return how often an event repeats that begins on `start`, and until when."""
        ...

    def reminders(self, lengths: Sequence[timedelta]) -> str:
        """Return how long before an event the user is reminded; there is at least one length."""
        ...

    def warning(self, warning: EventWarning, start: Start) -> str:
        """Return a warning about an event with this start, as a sentence."""
        ...

    def zone(self, name: str) -> str:
        """Return the sentence that names the zone of the times."""
        ...
