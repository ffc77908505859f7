"""Finds occurrences that overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from schedbot_sdk.schedule.model.event import Occurrence

__all__ = ["overlapping"]


def overlapping(ordered: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Yield each two occurrences that have a moment in common, the earlier one first.

    An occurrence that ends when another begins does not overlap it. One without an end takes only its first moment.

    Args:
        ordered: The occurrences, sorted by their start in UTC.
    """
    under_way: list[tuple[dt.datetime, dt.datetime, Occurrence]] = []
    for current in ordered:
        start = current.start.astimezone(dt.UTC)
        under_way = [entry for entry in under_way if entry[1] > start or entry[0] == start]
        for _, _, earlier in under_way:
            yield earlier, current
        under_way.append((start, start if current.end is None else current.end.astimezone(dt.UTC), current))
