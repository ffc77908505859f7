"""What a phrase says of a repetition."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Repeat"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a phrase says of a repetition."""

    rates: frozenset[tuple[str, int]] = frozenset()
    """The possible kinds with their intervals: `("weekly", 2)`; empty if the phrase does not say."""
    weekdays: frozenset[int] = frozenset()
    """The days of the week."""
    nths: frozenset[int] = frozenset()
    """Which of these weekdays of a month; -1 for the last one."""
    month_days: frozenset[int] = frozenset()
    """The days of the month."""
    months: frozenset[int] = frozenset()
    """The months."""
    has_form: bool = True
    """Whether a recurrence can say it."""
    maybe_nth: int | None = None
    """The number of the weekday in its month, where "every second Tuesday" may mean that."""
    parity: int | None = None
    """0 for even days of the month, 1 for odd ones."""
