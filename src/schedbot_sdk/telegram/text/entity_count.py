"""Counts the entities in a part of a text."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

__all__ = ["EntityCount"]


class EntityCount:
    """Counts the spans that overlap a part of a text.

    Args:
        spans: The start and end index of each span; no span is empty.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._begins = sorted(begin for begin, _ in spans)
        self._ends = sorted(end for _, end in spans)

    def between(self, start: int, end: int) -> int:
        """The number of spans that overlap the part; `start` is less than `end`."""
        return bisect_left(self._begins, end) - bisect_right(self._ends, start)

    def fitting(self, start: int, limit: int) -> int:
        """The end of the longest part from `start` that overlaps at most `limit` spans."""
        ended = bisect_right(self._ends, start)
        return self._begins[ended + limit] if ended + limit < len(self._begins) else sys.maxsize
