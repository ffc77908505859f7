"""Makes the fields of a repetition from its phrases: "every other Tuesday", "в последнюю пятницу месяца". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Final, cast

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Days, Numbers
from schedbot_sdk.schedule.llm.phrases.nodes import Node
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Weekday
from schedbot_sdk.testing.servers.days import each_of, first_fit
from schedbot_sdk.testing.servers.phrase_nodes import values

__all__ = ["Repetition"]

_IN_ORDER: Final = ("hourly", "daily", "weekly", "yearly", "monthly")
_WEEKEND: Final = re.compile("weekend|выходн", re.IGNORECASE)
_OFTENER: Final = re.compile(r"\b(?:twice|times|дважды|раза)\b", re.IGNORECASE)
_WEEK: Final = frozenset(range(7))
_REACH: Final = 366 * 5


@dataclass(frozen=True, slots=True)
class Repetition:
    """How something repeats, with the names of the fields of a draft."""

    freq: str
    interval: int
    weekdays: frozenset[int] = frozenset()
    nth: int | None = None
    month_days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    except_dates: tuple[date, ...] = ()
    until: date | None = None
    count: int | None = None

    @classmethod
    def of(cls, nodes: Sequence[Node], text: str, today: date, weekdays: frozenset[int]) -> Repetition | None:
        """Return the repetition that phrases say; None if it cannot be read.

        Args:
            nodes: The phrases; one of them at least is about a repetition.
            text: The text that they are in.
            today: The user's date.
            weekdays: The weekdays that are named beside: "every other week on Tuesday".
        """
        repeats = [node.value for node in nodes if isinstance(node.value, Repeat)]
        rate, nths = _rate(repeats), _union(each.nths for each in repeats)
        if rate is None or len(nths) > 1:
            return None
        said = " ".join(text[node.start : node.end] for node in nodes if isinstance(node.value, Repeat))
        if _OFTENER.search(said):  # "twice a week"
            return None
        freq, interval = rate
        days = _union(each.weekdays for each in repeats)
        if _WEEKEND.search(said):
            days |= {5, 6}
        if freq == "weekly":
            days |= weekdays
        excepted, no_weekdays = _exceptions(nodes, today)
        if freq == "daily" and interval == 1 and no_weekdays:
            freq, days = "weekly", _WEEK  # "every day except Sunday"
        days = (days - no_weekdays) or days
        month_days = _union(each.month_days for each in repeats)
        until = [first_fit(day, today) for day in values(nodes, {"last_day"}, Day)]
        is_of_month = freq in {"monthly", "yearly"} and bool(nths) and not month_days
        if None in until or None in excepted or (days and not (is_of_month or freq == "weekly")):
            return None
        months = _union([*(each.months for each in repeats), *values(nodes, {"months"}, Numbers)])
        counts = [] if until else values(nodes, {"count"}, int)
        return cls(
            freq=freq,
            interval=interval,
            weekdays=days,
            nth=next(iter(nths), None),
            month_days=month_days,
            months=months,
            except_dates=tuple(sorted(filter(None, excepted))),
            until=until[0] if until else None,
            count=(counts[0] or None) if counts else None,
        )

    @classmethod
    def of_fields(cls, fields: dict[str, object]) -> Repetition:
        """Return the days of a repetition of a draft."""
        return cls(
            freq=str(fields["freq"]),
            interval=cast("int", fields["interval"]),
            weekdays=frozenset(WEEKDAYS.index(cast("Weekday", day)) for day in cast("list[str]", fields["days"])),
            nth=cast("int | None", fields["nth"]),
            month_days=frozenset(cast("list[int]", fields["month_days"])),
            months=frozenset(cast("list[int]", fields["months"])),
        )

    @property
    def is_bound(self) -> bool:
        """Whether it names its own days."""
        return bool(self.weekdays or self.month_days or self.months)

    def ending(self, last: date | None) -> Repetition:
        """Return the repetition with a last day."""
        return replace(self, until=last, count=None)

    def first_day(self, day: date) -> date:
        """Return the first day of the rule that is not before a day."""
        parts = [
            Day(weekdays=self.weekdays, nth=self.nth, number=number, month=month)
            for number, month in product(self.month_days or [None], self.months or [None])
        ]
        days = (day + timedelta(days=ahead) for ahead in range(_REACH))
        return next((each for each in days if any(part.fits(each) for part in parts)), day)

    def fields(self, day: date) -> dict[str, object]:
        """Return the fields of the draft of a repetition that begins on a day."""
        days = self.weekdays or (frozenset({day.weekday()}) if self.freq == "weekly" else frozenset())
        return {
            "freq": self.freq,
            "interval": self.interval,
            "days": [WEEKDAYS[number] for number in sorted(days)],
            "nth": self.nth,
            "month_days": sorted(self.month_days),
            "months": sorted(self.months),
            "except_dates": [each.isoformat() for each in self.except_dates],
            "until": None if self.until is None else self.until.isoformat(),
            "count": self.count,
        }


def _rate(repeats: Sequence[Repeat]) -> tuple[str, int] | None:
    """The frequency and the interval; None if they are not clear, or if a draft has no field for them."""
    if not all(each.has_form and each.parity is None for each in repeats):
        return None
    rates: frozenset[tuple[str, int]] | None = None
    for each in repeats:
        if each.rates:
            rates = each.rates if rates is None else rates & each.rates
    if rates is None:
        return ("weekly", 1) if any(each.weekdays for each in repeats) else None
    ordered = sorted(rates, key=lambda rate: (_IN_ORDER.index(rate[0]), rate[1]))
    if len(ordered) > 1 and not any(each.months or each.maybe_nth for each in repeats):
        return None
    return ordered[0] if ordered else None


def _exceptions(nodes: Sequence[Node], today: date) -> tuple[list[date | None], frozenset[int]]:
    """The dates on which it does not happen, None for one that is not clear; and the weekdays."""
    days = [day for group in values(nodes, {"exceptions"}, Days) for day in group]
    weekdays = _union(day.weekdays for day in days if day.number is None)
    dates = [first_fit(one, today) for day in days if not day.weekdays for one in each_of(day)]
    return dates, weekdays | _union(values(nodes, {"no_weekdays"}, Numbers))


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)
