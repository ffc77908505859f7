"""Chooses the text in the box of an event. A low or narrow box has only its most important parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule.picture.boxes import SIGN, TEXT, Line
from schedbot_sdk.schedule.picture.measure import ELLIPSIS, width_of, wrapped

__all__ = ["Caption", "lines_of", "number_of"]

_TIME_FROM: Final = 4
"""A box with fewer lines shows its time only if the title fits without an ellipsis."""
_PLACE_LINES: Final = 2


@dataclass(frozen=True, slots=True)
class Caption:
    """The parts of an event's text."""

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
        caption: The parts of the text.
        width: The width of a line.
        lines: How many lines fit.
        has_sign: Whether the last line leaves space for a sign.
    """
    last = width - SIGN if has_sign else width
    zone = _zone_line(caption, last if lines == 2 else width) if lines > 1 else None
    space = lines - (zone is not None)
    time = _time(caption, width)

    def title(most: int) -> list[str]:
        return wrapped(caption.title, width, TEXT, lines=most, last_width=width if zone else last, bold=True)

    with_time = bool(time) and space > 1 and (space >= _TIME_FROM or _is_whole(title(space - 1), caption.title))
    result = [Line(time, "time")] if with_time else []
    result += [Line(text) for text in title(space - with_time)]
    result += [zone] if zone is not None else []
    for text, most in ((_city(caption, zone), 1), (caption.place, _PLACE_LINES)):
        left = min(lines - len(result), most)
        ends_here = len(result) + left == lines
        rest = wrapped(text, width, TEXT, lines=left, last_width=last if ends_here else None) if text else []
        result += [Line(one, "soft") for one in rest]
    return tuple(result)


def number_of(hidden: int, width: float) -> str:
    """Return the number of the events that have no box of their own, as it fits into a box of this width."""
    texts = (f"+{hidden}", "+…", "+")
    return next((text for text in texts if width_of(text, TEXT, bold=True) <= width), "")


def _is_whole(lines: Sequence[str], title: str) -> bool:
    return bool(lines) and (lines[-1][-1] != ELLIPSIS or title.endswith(ELLIPSIS))


def _time(caption: Caption, width: float) -> str:
    both = f"{caption.time}–{caption.until}"
    texts = (both, caption.time) if caption.until else (caption.time,)
    return next((text for text in texts if width_of(text, TEXT) <= width), "")


def _zone_line(caption: Caption, width: float) -> Line | None:
    if not caption.other_time:
        return None
    both = f"{caption.other_time} {caption.city}"
    fits = width_of(both, TEXT) <= width - SIGN
    text = both if fits else caption.other_time
    return Line(text, "zone") if width_of(text, TEXT) <= width - SIGN else None


def _city(caption: Caption, zone: Line | None) -> str:
    return "" if zone is None or zone.text.endswith(caption.city) else caption.city
