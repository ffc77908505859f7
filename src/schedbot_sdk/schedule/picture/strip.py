"""The events above the hours: those of whole days, and those of 24 hours and more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from schedbot_sdk.schedule.picture.box_text import Caption, number_of
from schedbot_sdk.schedule.picture.boxes import LINE, SIGN, TEXT, Box, Line, text_width
from schedbot_sdk.schedule.picture.captions import caption_of, hue_of, label_of
from schedbot_sdk.schedule.picture.columns import Column
from schedbot_sdk.schedule.picture.measure import wrapped
from schedbot_sdk.schedule.picture.week import Bar, Week
from schedbot_sdk.schedule.picture.words import Words

__all__ = ["Strip", "strip_of"]

_MAX_ROWS: Final = 4
_MAX_LINES: Final = 3
_GAP: Final = 2.0


@dataclass(frozen=True, slots=True)
class Strip:
    """The boxes above the hours."""

    boxes: tuple[Box, ...]
    """The boxes; their `y` is from the strip's top."""
    height: float
    """Its height."""


def strip_of(week: Week, columns: Sequence[Column], words: Words) -> Strip:
    """Return the bars in at most four rows; on days with more, the fourth row says how many more there are."""
    in_rows, hidden = _rows(week.bars)
    if hidden:
        hidden = [*in_rows.pop(), *hidden]
    rows = [[_box(bar, columns, week, words) for bar in row] for row in in_rows]
    rows += [_more(hidden, columns, words)] if hidden else []
    placed: list[Box] = []
    y = 0.0
    for row in rows:
        height = max(len(box.lines) for box in row) * LINE + 8
        placed += [replace(box, y=y, height=height) for box in row]
        y += height + 2 * _GAP
    return Strip(tuple(placed), y)


def _rows(bars: Sequence[Bar]) -> tuple[list[list[Bar]], list[Bar]]:
    """Return the bars of each row, and those for which there is no row."""
    rows: list[list[Bar]] = []
    hidden: list[Bar] = []
    for bar in bars:
        row = next((row for row in rows if row[-1].last < bar.first), None)
        if row is not None:
            row.append(bar)
        elif len(rows) < _MAX_ROWS:
            rows.append([bar])
        else:
            hidden.append(bar)
    return rows, hidden


def _box(bar: Bar, columns: Sequence[Column], week: Week, words: Words) -> Box:
    x, width = _across(columns, bar.first, bar.last)
    caption = caption_of(bar.occurrence, week, words)
    has_times = not bar.occurrence.event.is_all_day
    if not has_times:
        caption = Caption(caption.title, "", place=caption.place)
    text = f"{caption.time} {caption.title}" if has_times and bar.begins else caption.title
    line_width = text_width(width) - (SIGN if bar.in_conflict else 0)
    lines = wrapped(text, line_width, TEXT, lines=_MAX_LINES, bold=True)
    return Box(
        *(x, 0, width, 0, "event", tuple(map(Line, lines)), label_of(caption)),
        hue=hue_of(bar.occurrence),
        in_conflict=bar.in_conflict,
        begins=bar.begins,
        ends=bar.ends,
    )


def _more(hidden: Sequence[Bar], columns: Sequence[Column], words: Words) -> list[Box]:
    boxes: list[Box] = []
    for day in range(len(columns)):
        bars = [bar for bar in hidden if bar.first <= day <= bar.last]
        if bars:
            x, width = _across(columns, day, day)
            label = f"{len(bars)} {words.more}"
            boxes.append(Box(x, 0, width, 0, "more", (Line(number_of(len(bars), width)),), label))
    return boxes


def _across(columns: Sequence[Column], first: int, last: int) -> tuple[float, float]:
    x = columns[first].x + _GAP
    return x, columns[last].x + columns[last].width - _GAP - x
