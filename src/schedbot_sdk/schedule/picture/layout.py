"""Places everything in a picture: pure arithmetic on a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule.picture.axis import Axis, axis_of
from schedbot_sdk.schedule.picture.box_text import lines_of, number_of
from schedbot_sdk.schedule.picture.boxes import (
    ABOVE,
    LINE,
    MARK,
    Box,
    Line,
    is_cut,
    lines_in,
    number_width,
    reaches_signs,
    text_width,
)
from schedbot_sdk.schedule.picture.captions import caption_of, hue_of, label_of
from schedbot_sdk.schedule.picture.columns import Column, columns_of
from schedbot_sdk.schedule.picture.hours import is_short
from schedbot_sdk.schedule.picture.lanes import Lane, groups_of
from schedbot_sdk.schedule.picture.list_box import list_box, named
from schedbot_sdk.schedule.picture.strip import Strip, strip_of
from schedbot_sdk.schedule.picture.week import Part, Week
from schedbot_sdk.schedule.picture.words import Words

__all__ = ["Layout", "layout_of"]

_GAP: Final = 2.0
_LEAST: Final = LINE + 10
"""The height of a box with one line."""
_TWO_LINES: Final = 2 * LINE + ABOVE + 3
_MARK_LINES: Final = 3
_NARROWEST: Final = 92.0
"""If boxes would be narrower than this side by side, one box has a list of their events."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is, from the top of the days' part."""

    columns: tuple[Column, ...]
    """The seven days."""
    strip: Strip
    """The events of whole days, above the hours."""
    axis: Axis
    """The hours."""
    boxes: tuple[Box, ...]
    """The events with times; their `y` is from the axis's top."""


def layout_of(week: Week, words: Words) -> Layout:
    """Return where everything of a week is."""
    axis = axis_of(week)
    by_day = [[part for part in week.parts if part.day == day] for day in range(7)]
    groups = [groups_of(spans_of(parts, axis)) for parts in by_day]
    columns = columns_of(week, [[lane for group in day for lane in group] for day in groups])
    boxes: list[Box] = []
    for parts, day, column in zip(by_day, groups, columns, strict=True):
        for group in day:
            boxes += _boxes(parts, group, column, week, words)
    return Layout(columns, strip_of(week, columns, words), axis, tuple(boxes))


def spans_of(parts: Sequence[Part], axis: Axis) -> list[tuple[float, float]]:
    """Return where the box of each part begins and ends; parts that begin earlier come first."""
    tops = [min(axis.start(part.start), axis.height - _LEAST - (0 if part.end else MARK)) for part in parts]
    distinct = sorted(set(tops))
    following = dict(zip(distinct, [*distinct[1:], axis.height], strict=False))
    spans: list[tuple[float, float]] = []
    for part, top in zip(parts, tops, strict=True):
        if part.end is None:
            # The text of a moment has several lines, if nothing else begins below it.
            bottom = min(top + _MARK_LINES * LINE + MARK + 6, following[top], axis.height)
        else:
            bottom = axis.end(part.end, part.day)
            if is_short(part):
                # A very short event has two lines, if nothing else begins below it.
                bottom = max(bottom, min(top + _TWO_LINES, following[top], axis.height))
        spans.append((top, max(bottom, top + _LEAST + (0 if part.end else MARK))))
    return spans


def _boxes(parts: Sequence[Part], group: Sequence[Lane], column: Column, week: Week, words: Words) -> Sequence[Box]:
    side_by_side = [_box(parts, lane, column, week, words) for lane in group]
    if len(group) == 1:
        return side_by_side
    listed = list_box(parts, group, column, week, words)
    if column.width / group[0].count < _NARROWEST:
        return [listed]
    # A list of long events would not show well when each of them happens.
    are_short = all(is_short(parts[number]) for lane in group for number in lane.items)
    return [listed] if are_short and any(map(is_cut, side_by_side)) and not is_cut(listed) else side_by_side


def _box(parts: Sequence[Part], lane: Lane, column: Column, week: Week, words: Words) -> Box:
    width = column.width / lane.count
    x, box_width = column.x + lane.index * width + _GAP, width * lane.span - 2 * _GAP
    y, height = lane.top + 1, lane.bottom - lane.top - 2
    items = [parts[number] for number in lane.items]
    if len(items) > 1:
        label = f"{len(items)} {words.more}: {named(items)}"
        in_conflict = any(part.in_conflict for part in items)
        number = number_of(len(items), number_width(box_width, height, has_sign=in_conflict))
        return Box(x, y, box_width, height, "more", (Line(number),), label, in_conflict=in_conflict)
    part = items[0]
    caption = caption_of(part.occurrence, week, words, begins=part.begins)
    text_height = height if part.end else height - MARK
    space, is_low = lines_in(text_height), reaches_signs(text_height)
    lines = lines_of(caption, text_width(box_width), space, has_sign=part.in_conflict and is_low)
    is_foreign = bool(caption.other_time) and all(line.kind != "zone" for line in lines)
    if is_foreign:
        lines = lines_of(caption, text_width(box_width), space, has_sign=is_low)
    return Box(
        *(x, y, box_width, height, "mark" if part.end is None else "event", lines, label_of(caption)),
        hue=hue_of(part.occurrence),
        in_conflict=part.in_conflict,
        is_foreign=is_foreign,
        begins=part.begins,
        ends=part.end is None or _ends_in(part, week),
    )


def _ends_in(part: Part, week: Week) -> bool:
    end = part.occurrence.end
    if end is None:
        return True
    last = (end.astimezone(dt.UTC) - dt.timedelta(microseconds=1)).astimezone(week.zone)
    return last.date() == week.days[part.day]
