"""Makes long lists of days and months short: runs of numbers, and dates by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

__all__ = ["EVEN", "ODD", "dates_by_month", "runs"]

EVEN: Final = tuple(range(2, 31, 2))
ODD: Final = tuple(range(1, 32, 2))
_SHORTEST: Final = 3
_MOST: Final = 12


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return sorted numbers as pairs of the first and the last one of a run. A run has at least three numbers."""
    found: list[tuple[int, int]] = []
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        found += [(run[0], run[-1])] if len(run) >= _SHORTEST else [(number, number) for number in run]
    return found


def dates_by_month(days: Sequence[date]) -> tuple[list[tuple[date, list[tuple[int, int]]]], int]:
    """Return sorted dates by month, each month as its first date and the runs of its days.

    Returns:
        The months with at most twelve runs together, and how many days are left out.
    """
    months: list[tuple[date, list[tuple[int, int]]]] = []
    left_out = 0
    for number, (first, run) in enumerate(_in_runs(days)):
        if number >= _MOST:
            left_out += run[1] - run[0] + 1
        elif months and months[-1][0] == first:
            months[-1][1].append(run)
        else:
            months.append((first, [run]))
    return months, left_out


def _in_runs(days: Sequence[date]) -> Iterator[tuple[date, tuple[int, int]]]:
    for first, group in groupby(days, lambda day: day.replace(day=1)):
        for run in runs([day.day for day in group]):
            yield first, run
