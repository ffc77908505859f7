"""The boxes of a picture: where they are, and the lines of text in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from schedbot_sdk.schedule.picture.measure import ELLIPSIS

__all__ = [
    "ABOVE",
    "EDGE",
    "FRAME",
    "LINE",
    "MARK",
    "PAD",
    "SIGN",
    "TEXT",
    "Box",
    "Edge",
    "Line",
    "is_cut",
    "lines_in",
    "number_width",
    "reaches_signs",
    "text_width",
]

TEXT: Final = 33.0
"""The size of the text: 11 pixels if the picture is 360 pixels wide."""
LINE: Final = 35.0
"""The height of a line of text."""
PAD: Final = 13.0
"""The space to the left of a box's text, with the coloured edge."""
SIGN: Final = 30.0
"""The width of a sign."""
EDGE: Final = 9.0
"""The width of the coloured edge of an event in a list, with the space after it."""
FRAME: Final = 5.0
"""The width of the frame of a conflict, with the space after it."""
MARK: Final = 11.0
"""The height of the line that shows a moment, above its text."""
_RIGHT: Final = 3.0
ABOVE: Final = 3.0
"""The space above a box's text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    text: str
    """The text, cut so that it fits."""
    kind: Literal["title", "time", "soft", "zone"] = "title"
    """How it is drawn; `"zone"` has the sign of another zone before it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The coloured edge of one event in a box for several."""

    hue: int
    """The number of its colour."""
    lane: int
    """Its place from the left, from 0."""
    top: float
    """Where the event begins, from the box's top."""
    height: float
    """How long the event is."""


@dataclass(frozen=True, slots=True)
class Box:
    """One event, a part of it, or the number of those that have no box of their own."""

    x: float
    """Its left edge."""
    y: float
    """Its top."""
    width: float
    """Its width."""
    height: float
    """Its height."""
    kind: Literal["event", "mark", "more", "list"]
    """An event, an event without a duration, a number of events, or a list of them."""
    lines: tuple[Line, ...]
    """Its text."""
    label: str
    """Its whole text, for a reader who cannot see the picture."""
    hue: int = 0
    """The number of its colour."""
    in_conflict: bool = False
    """Whether it has the sign of a conflict."""
    is_foreign: bool = False
    """Whether it has the sign of another zone in its corner, as none of its lines has it."""
    begins: bool = True
    """Whether the event begins here; otherwise the box has a straight edge."""
    ends: bool = True
    """Whether the event ends here."""
    edges: tuple[Edge, ...] = ()
    """When each event of a list begins and ends."""

    @property
    def inset(self) -> float:
        """Where its text begins."""
        return PAD + (FRAME + EDGE * max(edge.lane for edge in self.edges) if self.edges else 0)


def is_cut(box: Box) -> bool:
    """Whether a title is not whole, or an event has none."""
    titles = [line.text for line in box.lines if line.kind == "title"]
    if not titles or box.kind == "more" or (box.kind == "list" and titles[-1].startswith("+")):
        return True
    return any(title.endswith(ELLIPSIS) for title in titles)


def reaches_signs(height: float) -> bool:
    """Whether the last line that fits into a box is as low as the signs in its corner."""
    lines = lines_in(height)
    return lines == 1 or ABOVE + lines * LINE - 4 > height - SIGN


def number_width(width: float, height: float, *, has_sign: bool) -> float:
    """Return the width of the number in a box for many events. In a low box the sign is beside the number."""
    return width - SIGN if has_sign and lines_in(height) == 1 else width


def text_width(width: float) -> float:
    """Return the width of a line in a box of this width."""
    return width - PAD - _RIGHT


def lines_in(height: float) -> int:
    """Return how many lines fit into a box of this height, at least one."""
    return max(int((height - ABOVE) // LINE), 1)
