"""One box with a list of events that overlap, for a day that is too narrow for several boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from schedbot_sdk.schedule.picture.box_text import number_of
from schedbot_sdk.schedule.picture.boxes import (
    EDGE,
    FRAME,
    SIGN,
    TEXT,
    Box,
    Edge,
    Line,
    lines_in,
    reaches_signs,
    text_width,
)
from schedbot_sdk.schedule.picture.captions import caption_of, hue_of
from schedbot_sdk.schedule.picture.columns import Column
from schedbot_sdk.schedule.picture.lanes import Lane
from schedbot_sdk.schedule.picture.measure import cut, printable, wrapped
from schedbot_sdk.schedule.picture.week import Part, Week
from schedbot_sdk.schedule.picture.words import Words

__all__ = ["list_box", "named"]

_GAP: Final = 2.0
_MAX_TITLES: Final = 20
"""How many of the events without a box of their own are named to a reader who cannot see the picture."""


def list_box(parts: Sequence[Part], group: Sequence[Lane], column: Column, week: Week, words: Words) -> Box:
    """Return the box of a group. Each event has its line, and an edge that shows when it begins and ends."""
    top, bottom = min(lane.top for lane in group), max(lane.bottom for lane in group)
    items = [parts[number] for number in sorted(number for lane in group for number in lane.items)]
    edges = tuple(
        Edge(hue_of(parts[lane.items[0]].occurrence), lane.index, lane.top - top, lane.bottom - lane.top - 2)
        for lane in group
    )
    in_conflict = any(part.in_conflict for part in items)
    captions = [caption_of(part.occurrence, week, words, begins=part.begins) for part in items]
    is_foreign = any(caption.other_time for caption in captions)
    height = bottom - top - 2
    label = f"{words.language.brief(week.days[items[0].day], today=week.days[0])}: {named(items)}"
    width = text_width(column.width - 2 * _GAP) - EDGE * max(lane.index for lane in group) - FRAME
    signs = in_conflict + is_foreign
    events = [(one.time, one.title) for one in captions]
    space = lines_in(height)
    lines = list(_lines(events, width, space))
    if signs and len(lines) == space and reaches_signs(height):
        beside = cut(lines[-1].text, width - SIGN * signs, TEXT, bold=True)
        if beside != lines[-1].text and len(items) < space:
            lines = list(_lines(events, width, space - 1))
        else:
            lines[-1] = Line(beside, lines[-1].kind)
    return Box(
        *(column.x + _GAP, top + 1, column.width - 2 * _GAP, height, "list", tuple(lines), label),
        in_conflict=in_conflict,
        is_foreign=is_foreign,
        edges=edges,
    )


def named(parts: Sequence[Part]) -> str:
    """Return the titles of events, of the first ones if there are very many."""
    titles = "; ".join(printable(part.occurrence.event.title) for part in parts[:_MAX_TITLES])
    return f"{titles}; …" if len(parts) > _MAX_TITLES else titles


def _lines(events: Sequence[tuple[str, str]], width: float, lines: int) -> Iterator[Line]:
    are_few = len(events) <= lines
    titles = [wrapped(title, width, TEXT, lines=lines, bold=True) for _, title in events] if are_few else []
    needed = sum(map(len, titles))
    if are_few and all(titles) and needed <= lines:
        has_times = needed + len(events) <= lines
        for (time, _), parts in zip(events, titles, strict=True):
            yield from [Line(cut(time, width, TEXT), "time")] if has_times else []
            yield from map(Line, parts)
        return
    shown = events if are_few else events[: lines - 1]
    each = lines // len(events)
    for time, title in shown:
        if each > 1:
            yield Line(cut(time, width, TEXT), "time")
        for text in wrapped(title, width, TEXT, lines=max(each - 1, 1), bold=True):
            yield Line(text)
    if len(shown) < len(events):
        yield Line(number_of(len(events) - len(shown), width))
