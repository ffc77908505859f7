"""Puts boxes that share a height side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["MAX_LANES", "Lane", "groups_of", "in_lanes"]

MAX_LANES: Final = 3
_TOUCH: Final = 0.01


@dataclass(frozen=True, slots=True)
class Lane:
    """The place of one box, or of the boxes for which there was no place."""

    items: tuple[int, ...]
    """The numbers of the spans: one, or those that one box stands for."""
    top: float
    """Where the box begins."""
    bottom: float
    """Where the box ends."""
    index: int
    """Its lane, counted from 0."""
    span: int
    """How many lanes the box takes."""
    count: int
    """How many lanes there are at this height."""


def in_lanes(spans: Sequence[tuple[float, float]]) -> list[Lane]:
    """Give each span a lane, so that no two boxes of a lane share a height.

    There are at most three lanes side by side. Where more spans share a height, one box in the third lane stands for
    those that do not fit.

    Args:
        spans: Where each box begins and ends, sorted by where it begins.
    """
    return [lane for group in groups_of(spans) for lane in group]


def groups_of(spans: Sequence[tuple[float, float]]) -> list[list[Lane]]:
    """Return the lanes of `in_lanes` in groups: boxes of two groups share no height."""
    return [_placed(spans, group) for group in _groups(spans, range(len(spans)))]


def _groups(spans: Sequence[tuple[float, float]], numbers: Iterable[int]) -> Iterator[list[int]]:
    """Yield the numbers of spans that share a height, directly or through others."""
    group: list[int] = []
    end = 0.0
    for number in numbers:
        top, bottom = spans[number]
        if group and top >= end - _TOUCH:
            yield group
            group = []
        end = max(end, bottom) if group else bottom
        group.append(number)
    if group:
        yield group


def _placed(spans: Sequence[tuple[float, float]], group: list[int]) -> list[Lane]:
    ends: list[float] = []
    boxes: list[tuple[list[int], int]] = []
    last: list[int] = []
    for number in group:
        top, bottom = spans[number]
        free = next((lane for lane, end in enumerate(ends) if end <= top + _TOUCH), None)
        if free is None and len(ends) < MAX_LANES:
            free = len(ends)
            ends.append(bottom)
        if free is not None:
            ends[free] = bottom
        if free is None or free == MAX_LANES - 1:
            last.append(number)
        else:
            boxes.append(([number], free))
    boxes += [(numbers, MAX_LANES - 1) for numbers in _groups(spans, last)]
    rows = [(min(spans[one][0] for one in numbers), max(spans[one][1] for one in numbers)) for numbers, _ in boxes]
    return [
        Lane(tuple(numbers), *row, lane, _span(row, lane, boxes, rows, len(ends)), len(ends))
        for (numbers, lane), row in zip(boxes, rows, strict=True)
    ]


def _span(
    row: tuple[float, float],
    lane: int,
    boxes: Sequence[tuple[list[int], int]],
    rows: Sequence[tuple[float, float]],
    count: int,
) -> int:
    """Return how many lanes a box can take before it touches another."""
    beside = (
        other
        for (_, other), (top, bottom) in zip(boxes, rows, strict=True)
        if other > lane and top < row[1] - _TOUCH and bottom > row[0] + _TOUCH
    )
    return min(beside, default=count) - lane
