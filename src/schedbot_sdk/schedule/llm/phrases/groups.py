"""Values of a phrase that belong together."""

from __future__ import annotations

from typing import NamedTuple

from schedbot_sdk.schedule.llm.phrases.day import Day

__all__ = ["Days", "Numbers", "Pair"]


class Pair(NamedTuple):
    """Two numbers with a mark between them, as they are written: "5.12", "9-18"."""

    first: str
    """The number before the mark."""
    second: str
    """The number after it."""


class Numbers(frozenset[int]):
    """Weekdays, or months."""

    __slots__ = ()


class Days(tuple[Day, ...]):
    """Days that are named one after the other."""

    __slots__ = ()
