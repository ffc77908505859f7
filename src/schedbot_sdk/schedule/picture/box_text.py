"""Decides what is written in the box of an event, and what is left out if there is not enough space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule.picture.boxes import SIGN, TEXT, Line
from schedbot_sdk.schedule.picture.measure import cut, width_of, wrapped

__all__ = ["Caption", "lines_of"]

_TIME_FROM: Final = 3
"""A box with fewer lines shows its time only if the title fits without an ellipsis."""
_PLACE_LINES: Final = 2


@dataclass(frozen=True, slots=True)
class Caption:
    """What an event says, from the most to the least important."""

    title: str
    """Its title."""
    time: str
    """When it begins on the user's clock; empty if only the title counts."""
    until: str = ""
    """When it ends on the user's clock."""
    other_time: str = ""
    """When it begins on the clock of its own zone; empty if that is the user's time."""
    city: str = ""
    """The city of its own zone."""
    place: str = ""
    """Where it happens."""


def lines_of(caption: Caption, width: float, lines: int, *, has_sign: bool) -> tuple[Line, ...]:
    """Return the lines of a box, at most `lines` of them.

    Args:
        caption: What to write.
        width: The width of a line.
        lines: How many lines fit.
        has_sign: Whether the last line leaves space for a sign.
    """
    last = width - SIGN if has_sign else width
    zone = _zone_line(caption, last if lines == 2 else width) if lines > 1 else None
    space = lines - (zone is not None)
    full = len(wrapped(caption.title, width, TEXT, lines=99, bold=True))
    with_time = bool(caption.time) and (space >= _TIME_FROM or full < space)
    title_lines = min(full, space - with_time)
    title_last = last if title_lines + with_time == lines else width
    title = wrapped(caption.title, width, TEXT, lines=title_lines, last_width=title_last, bold=True)
    result = [Line(_time(caption, width), "time")] if with_time else []
    result += [Line(text) for text in title]
    result += [zone] if zone is not None else []
    for text, most in ((_city(caption, zone), 1), (caption.place, _PLACE_LINES)):
        left = min(lines - len(result), most)
        ends_here = len(result) + left == lines
        rest = wrapped(text, width, TEXT, lines=left, last_width=last if ends_here else None) if text else []
        result += [Line(one, "soft") for one in rest]
    return tuple(result)


def _time(caption: Caption, width: float) -> str:
    both = f"{caption.time}–{caption.until}"
    return both if caption.until and width_of(both, TEXT) <= width else cut(caption.time, width, TEXT)


def _zone_line(caption: Caption, width: float) -> Line | None:
    if not caption.other_time:
        return None
    both = f"{caption.other_time} {caption.city}"
    fits = width_of(both, TEXT) <= width - SIGN
    text = both if fits else cut(caption.other_time, width - SIGN, TEXT)
    return Line(text, "zone") if text else None


def _city(caption: Caption, zone: Line | None) -> str:
    return "" if zone is None or zone.text.endswith(caption.city) else caption.city
