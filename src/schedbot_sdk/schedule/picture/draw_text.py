"""Draws texts and signs."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.schedule.picture.measure import width_of
from schedbot_sdk.schedule.picture.svg import element, escaped

__all__ = ["FONTS", "alert_sign", "clock_sign", "globe_sign", "written"]


FONTS: Final = (
    "'PT Sans','Noto Sans',Roboto,'Segoe UI','Helvetica Neue',Arial,'Liberation Sans','DejaVu Sans',sans-serif"
)
"""Fonts with Latin and Cyrillic letters that machines have, the best ones first."""


def written(text: str, x: float, y: float, size: float, colour: str, *, bold: bool = False) -> str:
    """Return a text that is as wide as it was measured, in any font."""
    return element(
        "text",
        escaped(text),
        class_=f"{colour} b" if bold else colour,
        x=x,
        y=y,
        font_size=size,
        textLength=width_of(text, size, bold=bold),
        lengthAdjust="spacingAndGlyphs",
    )


def alert_sign(x: float, y: float) -> str:
    """Return the sign of a conflict, 28 wide and 26 high: a triangle with an exclamation mark."""
    triangle = element("path", d="M12.4 1.6a2 2 0 0 1 3.2 0L27.4 22a2.6 2.6 0 0 1-2.3 4H2.9A2.6 2.6 0 0 1 .6 22z")
    mark = element("path", d="M12.4 8h3.2l-.5 9h-2.2zM12.2 19h3.6v3.4h-3.6z", class_="on-alert")
    return element("g", triangle, mark, class_="alert", transform=f"translate({x:.1f} {y:.1f})")


def globe_sign(x: float, y: float) -> str:
    """Return the sign of another zone, 26 wide and high: a globe."""
    lines = "M13 2a11 11 0 1 0 0 22a11 11 0 1 0 0-22zM2 13h22M13 2c-7 6-7 16 0 22M13 2c7 6 7 16 0 22"
    shape = element("path", d=lines, class_="ink-l", stroke_width=2.6)
    return element("g", shape, transform=f"translate({x:.1f} {y:.1f})")


def clock_sign(x: float, y: float) -> str:
    """Return the sign of a change of the clocks, 26 wide and high: a clock."""
    shape = element("path", d="M13 2a11 11 0 1 0 0 22a11 11 0 1 0 0-22zM13 7v7l5 3", class_="ink-l", stroke_width=2.6)
    return element("g", shape, transform=f"translate({x:.1f} {y:.1f})")
