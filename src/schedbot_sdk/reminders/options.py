"""The options of reminders, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

from schedbot_sdk.errors import ConfigurationError

__all__ = ["ReminderOptions"]

_MAX_BEFORE: Final = dt.timedelta(days=366)
_MAX_LATE: Final = dt.timedelta(days=31)
_SECOND: Final = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ReminderOptions:
    """How reminders are planned and sent."""

    default: tuple[int, ...]
    """Seconds before the start of events without reminders of their own."""
    all_day_at: dt.time
    """The local time from which the reminders of an all-day event count."""
    late_limit: int
    """Seconds after its moment for which a late reminder is still sent."""
    attempts: int
    """How often `send` is called with one reminder if its errors are not transient."""
    concurrency: int
    """How many reminders are sent at a time."""

    @classmethod
    def of(
        cls,
        *,
        default: object,
        all_day_at: object,
        late_limit: object,
        attempts: object,
        concurrency: object,
    ) -> ReminderOptions:
        """Return the options for the arguments of `Reminders`.

        Raises:
            ConfigurationError: An argument has the wrong type or is out of range.
        """
        befores = _befores(default)
        if not isinstance(all_day_at, dt.time) or all_day_at.tzinfo is not None or all_day_at.microsecond:
            raise ConfigurationError("all_day_at: pass a local time without a time zone, in whole seconds: time(9)")
        if not isinstance(late_limit, dt.timedelta) or not dt.timedelta() <= late_limit <= _MAX_LATE:
            raise ConfigurationError("late_limit: pass 0 to 31 days, such as timedelta(hours=6)")
        numbers = _number("attempts", attempts), _number("concurrency", concurrency)
        return cls(befores, all_day_at.replace(fold=0), late_limit // _SECOND, *numbers)


def _number(name: str, number: object) -> int:
    if not isinstance(number, int) or not 1 <= number <= 1000:
        raise ConfigurationError(f"{name}: pass a whole number from 1 to 1000")
    return number


def _befores(default: object) -> tuple[int, ...]:
    if not isinstance(default, Iterable):
        raise ConfigurationError("default: pass a list of timedelta, such as [timedelta(minutes=15)]")
    befores: set[int] = set()
    for before in cast("Iterable[object]", default):
        if not isinstance(before, dt.timedelta):
            raise ConfigurationError("default: pass a list of timedelta, such as [timedelta(minutes=15)]")
        if not dt.timedelta() <= before <= _MAX_BEFORE or before % _SECOND:
            raise ConfigurationError("default: pass times before the start of 0 to 366 days, in whole seconds")
        befores.add(before // _SECOND)
    return tuple(sorted(befores))
