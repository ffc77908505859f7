"""The text in the box of an event."""

from __future__ import annotations

from zlib import crc32

from schedbot_sdk.schedule.model.event import Occurrence
from schedbot_sdk.schedule.picture.box_text import Caption
from schedbot_sdk.schedule.picture.measure import printable
from schedbot_sdk.schedule.picture.theme import HUES
from schedbot_sdk.schedule.picture.week import Week
from schedbot_sdk.schedule.picture.words import Words

__all__ = ["caption_of", "hue_of", "label_of"]


def caption_of(one: Occurrence, week: Week, words: Words, *, begins: bool = True) -> Caption:
    """Return what an event with times says."""
    start = one.start.astimezone(week.zone)
    end = one.end and one.end.astimezone(week.zone)
    other = f"{one.start:%H:%M}" if one.start.utcoffset() != start.utcoffset() else ""
    return Caption(
        title=printable(one.event.title),
        time=f"{start:%H:%M}" if begins else f"–{end:%H:%M}",
        until=f"{end:%H:%M}" if end and begins else "",
        other_time=other if begins else "",
        city=words.zone(one.event.zone) if other and begins else "",
        place=printable(one.event.place or ""),
    )


def label_of(caption: Caption) -> str:
    """Return the whole text of a box."""
    when = f"{caption.time}–{caption.until}" if caption.until else caption.time
    other = f"({caption.other_time} {caption.city})" if caption.other_time else ""
    return " ".join(filter(None, (when, caption.title, other, caption.place)))


def hue_of(one: Occurrence) -> int:
    """Return the number of an event's colour: the same in every week."""
    return crc32(one.event.uid.encode()) % HUES
