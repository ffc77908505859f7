"""The lines below a picture that say what its signs mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from schedbot_sdk.schedule.picture.boxes import TEXT
from schedbot_sdk.schedule.picture.draw_text import alert_sign, clock_sign, globe_sign, written
from schedbot_sdk.schedule.picture.measure import cut
from schedbot_sdk.schedule.picture.week import Bar, Part, Week
from schedbot_sdk.schedule.picture.words import Words

__all__ = ["LegendLine", "legend_of"]

_INDENT: Final = 42.0
_WIDTH: Final = 980.0


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One sign and its meaning."""

    sign: Literal["alert", "globe", "clock"]
    """The sign."""
    text: str
    """Its meaning."""

    def drawn(self, x: float, y: float) -> Iterator[str]:
        """Yield the elements of the line, whose text stands on `y`."""
        match self.sign:
            case "alert":
                yield alert_sign(x, y - 25)
            case "globe":
                yield globe_sign(x, y - 25)
            case "clock":
                yield clock_sign(x, y - 25)
        yield written(cut(self.text, _WIDTH, TEXT), x + _INDENT, y, TEXT, "soft")


def legend_of(week: Week, words: Words) -> list[LegendLine]:
    """Return the lines that a week needs."""
    entries: list[Part | Bar] = [*week.parts, *week.bars]
    lines = [LegendLine("alert", words.conflict)] if any(entry.in_conflict for entry in entries) else []
    differences: dict[str, float] = {}
    for one in (entry.occurrence for entry in entries if not entry.occurrence.event.is_all_day):
        ahead = one.start.replace(tzinfo=dt.UTC) - one.start.astimezone(week.zone).replace(tzinfo=dt.UTC)
        if ahead:
            differences.setdefault(one.event.zone, ahead.total_seconds())
    if differences:
        named = (words.difference(zone, seconds) for zone, seconds in sorted(differences.items()))
        lines.append(LegendLine("globe", "; ".join(named)))
    return lines + [LegendLine("clock", words.change(change)) for change in week.changes]
