"""How high the hours of a week are: an hour with short events is higher, so that their texts can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from schedbot_sdk.schedule.picture.boxes import ABOVE, LINE
from schedbot_sdk.schedule.picture.week import Part, Week

__all__ = ["FOLDED", "heights_of", "hours_between", "is_short"]

_HOUR: Final = 60
_HEIGHT: Final = 1120.0
"""The height that the hours share, unless they would be too low or too high."""
_MAX_HEIGHT: Final = 1270.0
"""The height that they share if an hour would not have two lines of text otherwise."""
_LOWEST: Final = 58.0
_TWO_LINES: Final = 78.0
_HIGHEST: Final = 104.0
FOLDED: Final = 44.0
"""The height of hours in which nothing happens, between others."""
_SHORT: Final = dt.timedelta(hours=1)
_TWO_LINES_FROM: Final = dt.timedelta(minutes=20)
_BOX: Final = 3 * LINE + ABOVE + 3
"""The height of a short event: its time, and two lines of its title."""
_LOW_BOX: Final = LINE + ABOVE + 8
"""The height of an event that is too short for two lines."""
_HIGHEST_SHORT: Final = 228.0
"""The height of an hour with short events, at most: 20 minutes have two lines."""
_MAX_SHORT_HEIGHT: Final = 1800.0
"""The height of all hours, if some are higher for short events. With all around them it fills the screen of a phone."""


def hours_between(start: float, end: float | None) -> range:
    """Return the hours of the day in which something happens, at least one.

    Args:
        start: Its first minute, from midnight.
        end: The minute after its last one; None for a moment.
    """
    first = int(start // _HOUR)
    return range(first, max(first + 1, -int(-(end or start) // _HOUR)))


def heights_of(week: Week, lengths: Mapping[int, float], *, folded: int) -> dict[int, float]:
    """Return the height of 60 minutes in each hour.

    Args:
        week: The events.
        lengths: How many hours each hour of the day is long: more than 1 if the clocks show a part of it twice.
        folded: How many bands of folded hours there are.
    """
    full = sum(lengths.values())
    usual, most = ((height - folded * FOLDED) / full for height in (_HEIGHT, _MAX_HEIGHT))
    hour = min(max(usual, min(_TWO_LINES, most), _LOWEST), _HIGHEST)
    heights = dict.fromkeys(lengths, hour)
    for part in week.parts:
        for number, height in _wanted(part):
            heights[number] = max(heights[number], height)
    more = sum((heights[number] - hour) * length for number, length in lengths.items())
    space = _MAX_SHORT_HEIGHT - folded * FOLDED - hour * full
    share = min(space / more, 1) if more else 0
    return {number: hour + (height - hour) * share for number, height in heights.items()}


def is_short(part: Part) -> bool:
    """Whether an event is so short that its hours are higher."""
    end = part.occurrence.end
    return end is not None and _length(part.occurrence.start, end) < _SHORT


def _wanted(part: Part) -> Iterator[tuple[int, float]]:
    end = part.occurrence.end
    if end is not None and part.end is not None and is_short(part):
        length = _length(part.occurrence.start, end)
        box = _BOX if length >= _TWO_LINES_FROM else _LOW_BOX
        height = min(box * (dt.timedelta(hours=1) / length), _HIGHEST_SHORT)
        yield from ((number, height) for number in hours_between(part.start.minute, part.end.minute))


def _length(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    return end.astimezone(dt.UTC) - start.astimezone(dt.UTC)
