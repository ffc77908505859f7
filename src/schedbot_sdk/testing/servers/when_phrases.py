"""Finds when something is, in simple English and Russian sentences. Pure.

It finds days, repetitions, amounts of time and zones with the SDK's reader of phrases, and times of day with
`clock_phrases`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from itertools import pairwise
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.phrases.nodes import Node
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat
from schedbot_sdk.schedule.llm.phrases.zone import Zone
from schedbot_sdk.testing.servers.clock_phrases import find_clock
from schedbot_sdk.testing.servers.days import each_of, first_fit, last_fit
from schedbot_sdk.testing.servers.phrase_nodes import nodes_in, values
from schedbot_sdk.testing.servers.repetition import Repetition

__all__ = ["Passage", "When"]
_DAY_MINUTES: Final = 24 * 60
_DAY_KINDS: Final = {"day_phrase", "date", "first_day", "other_day"}
_UNCLEAR: Final = {
    "bounding_length", "corrected", "except", "exceptions", "last_day", "months", "no_weekdays", "shifted",
    "weekday_range", "wide_day", "wide_exception",
}  # fmt: skip
"""Phrases that are not read, or that say nothing without a repetition."""
_LIMITS: Final = {"count", "exceptions", "last_day", "months", "no_weekdays"}
_RULE_KINDS: Final = _LIMITS | {"repeat", "repeat_word"}
_KINDS: Final = _DAY_KINDS | _UNCLEAR | _RULE_KINDS | {"from_now", "zone"}


@dataclass(frozen=True, slots=True)
class When:
    """The days, times, duration and repetition in a part of a text."""

    days: tuple[date, ...] = ()
    weekdays: frozenset[int] = frozenset()
    """The weekdays, where they say which days."""
    starts: tuple[time, ...] = ()
    minutes: int | None = None
    """How long it takes."""
    later: float | None = None
    """Minutes from now."""
    rule: Repetition | None = None
    """How it repeats."""
    zone: str | None = None
    """The zone that is named for the times."""
    is_unclear: bool = False
    """Whether it says something of time that is not read."""

    @classmethod
    def of(cls, text: str, today: date) -> When:
        """Find when something is.

        Args:
            text: A text about one thing.
            today: The user's date.
        """
        return Passage(text, today).when(0, len(text))

    @property
    def day(self) -> date | None:
        """The first day."""
        return self.days[0] if self.days else None

    @property
    def start(self) -> time | None:
        """The first time of day."""
        return self.starts[0] if self.starts else None

    @property
    def has_time(self) -> bool:
        """Whether it says when."""
        return bool(self.days or self.starts or self.is_unclear) or (self.later, self.rule) != (None, None)

    def completes(self, earlier: When) -> bool:
        """Whether it says what an earlier part leaves open: "Call Bob on Friday, at 9"."""
        if self.later is not None or earlier.later is not None:
            return False
        return earlier.start is None or (not earlier.days and earlier.rule is None and self.start is None)


class Passage:
    """A text with its phrases of time."""

    def __init__(self, text: str, today: date, *, without: Sequence[tuple[int, int]] = ()) -> None:
        """Read a text.

        Args:
            text: What the user wrote.
            today: The user's date.
            without: The parts of the text that say something else.
        """
        self.text: str = text
        for first, last in without:
            self.text = self.text[:first] + " " * (last - first) + self.text[last:]
        self._today = today
        self._row = [
            node for node in nodes_in(text) if not any(node.start < end and node.end > at for at, end in without)
        ]
        # "Every evening": the part of the day belongs to the repetition.
        parts = {after.start for node, after in pairwise(self._row) if node.kind == "repeat" and after.kind == "part"}
        self._nodes = [node for node in self._row if node.kind in _KINDS or node.start in parts]

    @cached_property
    def _more_clocks(self) -> list[tuple[Node, Node, time]]:
        """The times that are named beside another one, with it and with the mark before: "at 8 and 20"."""
        found: list[tuple[Node, Node, time]] = []
        for number, first in enumerate(self._row[:-2]):
            mark, *after = self._row[number + 1 : number + 4]
            is_led = after[0].kind in {"at", "v"} and len(after) > 1
            last = after[1] if is_led else after[0]
            minute = last.value.minute if isinstance(last.value, Clock) and last.value.end is None else None
            if last.kind == "digits" and isinstance(last.value, int) and last.value < 24:  # an hour
                minute = last.value * 60
            is_single = isinstance(first.value, Clock) and first.value.end is None
            if is_single and mark.kind == "and" and minute is not None and (not is_led or not self._has_title(number)):
                found.append((first, last, time(*divmod(minute, 60))))
        return found

    def _has_title(self, number: int) -> bool:
        """Whether there are words of a title before a time."""
        for node in reversed(self._row[:number]):
            if node.kind in {"stop", "comma", "and", "colon"}:
                return False
            if node.kind == "word":
                return True
        return False

    def only_limits(self, first: int, last: int) -> bool:
        """Whether a part of the text only limits what repeats: "except 25 December", "until Friday"."""
        kinds = {node.kind for node in self._nodes if first <= node.start and node.end <= last}
        return bool(kinds) and kinds <= _LIMITS

    def _is_cut(self, first: int, last: int, *, has_start: bool) -> bool:
        """Whether phrases beside each other belong together and are not read as one: "Monday to Friday"."""
        row = [node for node in self._row if first <= node.start and node.end <= last]
        for before, node, after in zip(row, row[1:], [*row[2:], None], strict=False):
            is_day, is_part = before.kind in _DAY_KINDS, node.kind == "part"
            if is_day and after and after.kind in _DAY_KINDS and node.kind in {"to", "dash"}:
                return True
            if isinstance(node.value, Day) and node.value.end is not None and before.kind in {"at", "v"}:
                return True  # "в 19 до 31 января"
            if is_day and not has_start and (is_part or node.kind == "digits"):  # "on Friday evening", "mon 9"
                return True
        return False

    def is_within(self, first: int, last: int) -> bool:
        """Whether a part of the text is inside of a phrase."""
        spans = [(node.start, node.end) for node in self._nodes]
        spans += [(clock.start, end.end) for clock, end, _ in self._more_clocks]
        return any(start < first and last < end for start, end in spans)

    def without_when(self, first: int, last: int) -> str:
        """Return a part of the text with null characters in place of all that says when."""
        return find_clock(self._without_days(first, last))[2]

    def when(self, first: int, last: int) -> When:
        """Return what a part of the text says."""
        row = [node for node in self._row if first <= node.start and node.end <= last]
        nodes = [node for node in self._nodes if first <= node.start and node.end <= last]
        start, minutes, _ = find_clock(self._without_days(first, last))
        starts: tuple[time, ...] = () if start is None else (start,)
        starts += tuple(at for clock, end, at in self._more_clocks if first <= clock.start and end.end <= last)
        phrases = [day for each in values(nodes, _DAY_KINDS, Day) if not each.is_over for day in each_of(each)]
        days = list(dict.fromkeys(first_fit(day, self._today) for day in phrases))
        known = [day for day in days if day is not None]
        weekdays = frozenset[int]().union(*(day.weekdays for day in phrases if not day.number and not day.nth))
        repeats = any(isinstance(node.value, Repeat) for node in nodes)
        rule = Repetition.of(nodes, self.text, self._today, weekdays) if repeats else None
        unclear = len(known) < len(days) or (repeats and rule is None)
        # "05.12-20.12" alone may be days or times.
        unclear |= not (days or repeats) and any(node.kind == "bound" for node in row)
        unclear |= self._is_cut(first, last, has_start=start is not None)
        unclear |= any(node.kind in _UNCLEAR - (_RULE_KINDS if repeats else set()) for node in nodes)
        ends = [last_fit(day.end, known[0], self._today) for day in phrases if day.end is not None and known]
        if ends and rule is not None:
            rule = rule.ending(ends[0])
        elif ends and ends[0] is not None:
            unclear |= start is not None or len(known) > 1
            minutes = ((ends[0] - known[0]).days + 1) * _DAY_MINUTES
        unclear |= None in ends or (rule is not None and len(known) > 1 and not weekdays)
        zones = [zone.names for zone in values(nodes, {"zone"}, Zone)]
        later = next((each.minutes for each in values(nodes, {"from_now"}, Length)), None)
        lengths = [length for _, length in self._lengths(first, last)]
        return When(
            days=tuple(known),
            weekdays=weekdays,
            starts=starts,
            minutes=(round(lengths[0].minutes) if lengths else minutes) or None,
            later=later,
            rule=rule,
            zone=zones[0][0] if zones and zones[0] else None,
            is_unclear=unclear or () in zones or (rule is not None and rule.freq == "hourly" and not starts),
        )

    def _without_days(self, first: int, last: int) -> str:
        spans = [(node.start, node.end) for node in self._nodes] + [span for span, _ in self._lengths(first, last)]
        spans += [(clock.end, end.end) for clock, end, _ in self._more_clocks]
        characters = list(self.text)
        for start, end in spans:
            characters[start:end] = "\0" * (end - start)
        return "".join(characters[first:last])

    def _lengths(self, first: int, last: int) -> list[tuple[tuple[int, int], Length]]:
        """The amounts of time that say how long something takes, with their places: "for 2 hours"."""
        return [
            ((lead.start, node.end), node.value)
            for lead, node in pairwise(self._row)
            if lead.kind in {"for", "na"} and isinstance(node.value, Length) and not node.value.months
            if node.kind in {"length", "minute", "hour", "day", "week"} and first <= lead.start and node.end <= last
        ]
