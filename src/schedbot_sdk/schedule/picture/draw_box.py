"""Draws the box of an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.picture.boxes import ABOVE, EDGE, FRAME, LINE, MARK, SIGN, TEXT, Box, number_width
from schedbot_sdk.schedule.picture.draw_text import alert_sign, globe_sign, written
from schedbot_sdk.schedule.picture.measure import width_of
from schedbot_sdk.schedule.picture.svg import element, escaped

__all__ = ["drawn_box"]

_EDGE: Final = 7.0
_ROUND: Final = 8.0
_BASELINE: Final = 31.0
_COLOURS: Final = {"title": "ink", "time": "ink", "soft": "soft", "zone": "ink"}


def drawn_box(box: Box, top: float) -> str:
    """Return a box whose `y` is from `top`. It is an SVG of its own, so that nothing in it is drawn outside."""
    return element(
        "svg",
        element("title", escaped(box.label)),
        *_frame(box),
        *_text(box),
        *_signs(box),
        x=box.x,
        y=top + box.y,
        width=box.width,
        height=box.height,
    )


def _frame(box: Box) -> Iterator[str]:
    width, height = box.width, box.height
    if box.kind == "more":
        yield element("rect", width=width, height=height, rx=_ROUND, class_="line")
        return
    if box.kind == "list":
        yield element("rect", width=width, height=height, rx=_ROUND, class_="folded")
        for edge in box.edges:
            yield element(
                "rect",
                x=FRAME + edge.lane * EDGE,
                y=edge.top,
                width=_EDGE,
                height=edge.height,
                class_=f"edge-{edge.hue}",
            )
    elif box.kind == "mark":
        # A moment has a line, and no area.
        yield element("rect", width=width, height=_EDGE, rx=_EDGE / 2, class_=f"edge-{box.hue}")
        yield element("circle", cx=_EDGE, cy=_EDGE, r=_EDGE, class_=f"edge-{box.hue}")
    else:
        yield element("rect", width=width, height=height, rx=_ROUND, class_=f"fill-{box.hue}")
        yield element("rect", width=_EDGE, height=height, class_=f"edge-{box.hue}")
    if box.in_conflict:
        yield element(
            "rect", x=2, y=2, width=width - 4, height=height - 4, rx=_ROUND - 2, class_="alert-l", stroke_width=4
        )


def _text(box: Box) -> Iterator[str]:
    below = MARK if box.kind == "mark" else 0
    offset = (
        below + max((box.height - len(box.lines) * LINE) / 2, 0)
        if len(box.lines) == 1 and box.height < 2 * LINE
        else ABOVE
    )
    for number, line in enumerate(box.lines):
        y = offset + number * LINE + _BASELINE - 4
        x = box.inset
        if line.kind == "zone":
            yield globe_sign(x, y - 24)
            x += SIGN
        if box.kind == "more":
            space = number_width(box.width, box.height, has_sign=box.in_conflict)
            x = (space - width_of(line.text, TEXT, bold=True)) / 2
        yield written(line.text, x, y, TEXT, _COLOURS[line.kind], bold=line.kind == "title")


def _signs(box: Box) -> Iterator[str]:
    x, y = box.width - SIGN - 4, box.height - SIGN
    if box.in_conflict:
        yield alert_sign(x, y)
        x -= SIGN
    if box.is_foreign and x >= box.inset:
        yield globe_sign(x, y)
