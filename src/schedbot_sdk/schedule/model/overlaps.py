"""Which occurrences are at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from schedbot_sdk.schedule.model.event import Occurrence

__all__ = ["overlapping"]


def overlapping(ordered: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Each two of `ordered` (by their start in UTC) that have a moment in common, the earlier one first.

    One that ends when another begins has none in common with it. One without an end has its start, and no more.
    """
    under_way: list[tuple[dt.datetime, dt.datetime, Occurrence]] = []
    for now in ordered:
        start = now.start.astimezone(dt.UTC)
        under_way = [one for one in under_way if one[1] > start or one[0] == start]
        for _, _, before in under_way:
            yield before, now
        under_way.append((start, start if now.end is None else now.end.astimezone(dt.UTC), now))
