"""Reads all phrases of a text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from schedbot_sdk.schedule.llm.phrases.clock import Clock, Part
from schedbot_sdk.schedule.llm.phrases.clock_times import CLOCKS, HOURS, RANGES
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.day_shifts import DAY_SHIFTS
from schedbot_sdk.schedule.llm.phrases.days import DAYS, NUMBERED, WEEKDAYS
from schedbot_sdk.schedule.llm.phrases.ends import ENDS
from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.phrases.lengths import LENGTHS, NUMBERS
from schedbot_sdk.schedule.llm.phrases.nodes import Node, apply
from schedbot_sdk.schedule.llm.phrases.reminders import REMINDERS
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat
from schedbot_sdk.schedule.llm.phrases.repetitions import RATES, REPEATS
from schedbot_sdk.schedule.llm.phrases.shifts import CORRECTIONS, FROM_NOW, SHIFTS
from schedbot_sdk.schedule.llm.phrases.tokens import tokens
from schedbot_sdk.schedule.llm.phrases.zone import Zone
from schedbot_sdk.schedule.llm.phrases.zones import ZONES, places_in

__all__ = ["Reading", "read"]

T = TypeVar("T")
_STAGES: Final = (
    *WEEKDAYS, *ZONES, *FROM_NOW, *NUMBERS, *RATES, *HOURS, *LENGTHS, *NUMBERED, *REPEATS, *REMINDERS, *DAYS,
    *DAY_SHIFTS, *CLOCKS, *SHIFTS, *CORRECTIONS, *RANGES, *ENDS,
)  # fmt: skip
_DAY_KINDS: Final = {"day_phrase", "date", "first_day", "other_day"}
_VAGUE_TIMES: Final = {"bound", "shifted", "part", "dashed", "pointed", "figures"}


@dataclass(frozen=True)
class Reading:
    """The phrases of time in a text; each word is in one phrase only."""

    nodes: tuple[Node, ...]
    """The phrases, and the words between them, in their order."""
    places: frozenset[str]
    """The zones of the places that are named for whatever reason."""

    def of(self, kinds: Iterable[str], value: type[T]) -> list[T]:
        """Return the values of the nodes of these kinds."""
        wanted = frozenset(kinds)
        return [node.value for node in self.nodes if node.kind in wanted and isinstance(node.value, value)]

    def has(self, *kinds: str) -> bool:
        """Whether there is a node of one of these kinds."""
        return any(node.kind in kinds for node in self.nodes)

    @property
    def days(self) -> list[Day]:
        """The days to come that are named, but for the wide ones."""
        return [day for day in self.of(_DAY_KINDS, Day) if not day.is_over]

    @property
    def wide_days(self) -> list[Day]:
        """The weeks, months and years, and days that only bound others."""
        return self.of(("wide_day", "last_day", "weekday_range"), Day)

    @property
    def clocks(self) -> list[Clock]:
        """The times of day, and the ranges of them."""
        parts = self.of(("part",), Part)
        clocks = self.of(("clock",), Clock)
        return [clocks[0].within(parts[0])] if len(clocks) == len(parts) == 1 else clocks

    @property
    def ends(self) -> list[Clock]:
        """The times at which something ends."""
        return self.of(("ending_at",), Clock)

    @property
    def lengths(self) -> list[Length]:
        """The amounts of time that may say how long something takes."""
        return self.of(("length", "bounding_length"), Length)

    @property
    def from_now(self) -> list[Length]:
        """The amounts of time that are counted from now."""
        return self.of(("from_now",), Length)

    @property
    def reminders(self) -> list[Length]:
        """How long before it the user wants to be reminded."""
        return self.of(("reminder",), Length)

    @property
    def repeats(self) -> list[Repeat]:
        """The repetitions, part by part."""
        return self.of(("repeat", "repeat_word"), Repeat)

    @property
    def zones(self) -> list[Zone]:
        """The time zones."""
        return self.of(("zone",), Zone)

    @property
    def has_vague_time(self) -> bool:
        """Whether a time may be meant that is not read."""
        return self.has(*_VAGUE_TIMES)


def read(text: str) -> Reading:
    """Return what a text says of time."""
    row = tokens(text)
    return Reading(nodes=tuple(apply(_STAGES, row)), places=places_in(row))
