"""Draws a layout as SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule.picture.boxes import LINE, TEXT
from schedbot_sdk.schedule.picture.columns import AXIS, WIDTH
from schedbot_sdk.schedule.picture.draw_box import drawn_box
from schedbot_sdk.schedule.picture.draw_text import FONTS, written
from schedbot_sdk.schedule.picture.layout import Layout
from schedbot_sdk.schedule.picture.legend import legend_of
from schedbot_sdk.schedule.picture.measure import width_of
from schedbot_sdk.schedule.picture.svg import element, escaped
from schedbot_sdk.schedule.picture.theme import PictureTheme, style
from schedbot_sdk.schedule.picture.week import Clock, Week
from schedbot_sdk.schedule.picture.words import Words

__all__ = ["Drawing"]

_TITLE: Final = 46.0
_NUMBER: Final = 44.0
_DAYS_TOP: Final = 124.0
_DAYS_HEIGHT: Final = 104.0
_EMPTY: Final = 240.0
_LEGEND_LINE: Final = 46.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of a week."""

    week: Week
    """The events."""
    layout: Layout
    """Where they are."""
    words: Words
    """The words around them."""
    now: dt.datetime
    """The moment of the picture, on the user's clock."""

    def svg(self, theme: PictureTheme) -> str:
        """Return the picture."""
        legend = legend_of(self.week, self.words)
        strip, axis = self.layout.strip, self.layout.axis
        top = _DAYS_TOP + _DAYS_HEIGHT
        hours = top + strip.height + (LINE / 2 if axis.rows else 0)
        bottom = hours + axis.height if self.layout.boxes or strip.boxes else top + _EMPTY
        height = bottom + 22 + len(legend) * _LEGEND_LINE
        title = self.words.title(self.week.days[0], self.week.days[-1])
        zone = self.words.language.zone(self.week.zone.key)
        below = (element("g", *line.drawn(20, bottom + 50 + at * _LEGEND_LINE)) for at, line in enumerate(legend))
        return element(
            "svg",
            element("title", escaped(f"{title}. {zone}")),
            element("style", style(theme)),
            element("rect", width=WIDTH, height=height, class_="paper"),
            *self._days(bottom),
            written(title, 20, 58, _TITLE, "ink", bold=True),
            written(zone, 20, 102, TEXT, "soft"),
            *(drawn_box(box, top) for box in strip.boxes),
            *self._hours(hours),
            *self._now(hours),
            *(drawn_box(box, hours) for box in self.layout.boxes),
            *self._nothing(top),
            *below,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH:.0f} {height:.0f}",
            role="img",
            font_family=FONTS,
        )

    def _days(self, bottom: float) -> Iterator[str]:
        top = _DAYS_TOP + _DAYS_HEIGHT - 4
        for day, column in zip(self.week.days, self.layout.columns, strict=True):
            is_today = day == self.now.date()
            if is_today:
                yield element(
                    "rect",
                    x=column.x,
                    y=_DAYS_TOP - 6,
                    width=column.width,
                    height=bottom - _DAYS_TOP + 6,
                    class_="today",
                )
            yield element("path", d=f"M{column.x:.1f} {top:.1f}V{bottom:.1f}", class_="line-l", stroke_width=2)
            name, number = self.words.weekday(day), str(day.day)
            middle = column.x + column.width / 2
            yield written(name, middle - width_of(name, TEXT) / 2, _DAYS_TOP + 30, TEXT, "soft")
            width = width_of(number, _NUMBER, bold=True)
            if is_today:
                yield element(*("rect",), x=middle - 38, y=_DAYS_TOP + 40, width=76, height=54, rx=27, class_="accent")
            colour = "on-accent" if is_today else "ink"
            yield written(number, middle - width / 2, _DAYS_TOP + 83, _NUMBER, colour, bold=True)

    def _hours(self, top: float) -> Iterator[str]:
        last = -LINE
        left, right = AXIS, self.layout.columns[-1].x + self.layout.columns[-1].width
        for row in self.layout.axis.rows:
            y = top + row.top
            if row.is_folded:
                yield element("rect", x=0, y=y, width=right, height=row.height, class_="folded")
            yield element("path", d=f"M{left - 6:.1f} {y:.1f}H{right:.1f}", class_="line-l", stroke_width=2)
            if row.start % 60 == 0 and row.top >= last + LINE - 2:
                label = f"{row.start // 60:02}"
                yield written(label, left - 9 - width_of(label, TEXT), y + 12, TEXT, "soft")
                last = row.top
            elif row.start % 60 == 0:
                last = last if row.is_folded else row.top
        yield from self._clock_changes(top)

    def _clock_changes(self, top: float) -> Iterator[str]:
        """Shade the times that the clocks skip, and the repeated time on the days without one."""
        axis = self.layout.axis
        for change in self.week.changes:
            for day, start, end in change.on_days(self.week.days):
                if change.is_forward:
                    yield self._hatch(day, top + axis.start(Clock(start)), top + axis.end(Clock(end), day))
        for row in axis.rows:
            if row.is_repeated:
                for day in set(range(7)) - axis.repeats_on:
                    yield self._hatch(day, top + row.top, top + row.bottom)

    def _hatch(self, day: int, top: float, bottom: float) -> str:
        column = self.layout.columns[day]
        height = bottom - top
        lines = "".join(
            f"M{at - height:.1f} {height:.1f}L{at:.1f} 0" for at in range(0, int(column.width + height), 14)
        )
        shown = element("path", d=lines, class_="hatch-l", stroke_width=2)
        return element("svg", shown, x=column.x + 1, y=top, width=column.width - 2, height=height) if height > 0 else ""

    def _now(self, top: float) -> Iterator[str]:
        clock = Clock(self.now.hour * 60 + self.now.minute, is_repeated=bool(self.now.fold))
        if self.now.date() in self.week.days and self.layout.axis.shows(clock):
            column = self.layout.columns[self.week.days.index(self.now.date())]
            y = top + self.layout.axis.start(clock)
            yield element("rect", x=column.x, y=y - 2.5, width=column.width, height=5, class_="accent")
            yield element("circle", cx=column.x, cy=y, r=10, class_="accent")

    def _nothing(self, top: float) -> Iterator[str]:
        if not self.layout.boxes and not self.layout.strip.boxes:
            text = self.words.language.nothing
            x = (WIDTH - width_of(text, _NUMBER)) / 2
            yield written(text, x, top + _EMPTY / 2 + 16, _NUMBER, "soft")
