"""How wide the days are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from schedbot_sdk.schedule.picture.lanes import Lane
from schedbot_sdk.schedule.picture.week import Week

__all__ = ["AXIS", "WIDTH", "Column", "columns_of"]

WIDTH: Final = 1080.0
"""The width of a picture."""
AXIS: Final = 54.0
"""The width of the axis's labels."""
_MARGIN: Final = 4.0
_WEIGHTS: Final = (0.5, 1.0, 1.8, 2.5)
"""How wide a day is, by the number of events that it has side by side."""


@dataclass(frozen=True, slots=True)
class Column:
    """A day."""

    x: float
    """Its left edge."""
    width: float
    """Its width."""


def columns_of(week: Week, lanes: Sequence[Sequence[Lane]]) -> tuple[Column, ...]:
    """Return the seven days: those with more events side by side are wider, and those without events narrower."""
    barred = {day for bar in week.bars for day in range(bar.first, bar.last + 1)}
    most = [max((lane.count for lane in day), default=int(number in barred)) for number, day in enumerate(lanes)]
    weights = [_WEIGHTS[count] for count in most]
    unit = (WIDTH - AXIS - _MARGIN) / sum(weights)
    edges = accumulate((weight * unit for weight in weights), initial=AXIS)
    return tuple(Column(x, weight * unit) for x, weight in zip(edges, weights, strict=False))
