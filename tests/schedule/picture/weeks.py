"""Schedules of one week, and what is drawn in their pictures."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source

__all__ = ["BERLIN", "MONDAY", "NOW", "SVG", "Drawn", "all_day", "boxes", "event", "schedule", "texts"]

BERLIN = "Europe/Berlin"
MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 25, 11, 20, tzinfo=dt.UTC)
SVG = "{http://www.w3.org/2000/svg}"
_SOURCE = Source(bot="@bot", chat_id=1, message_id=1)


def event(
    title: str,
    day: dt.date | int,
    at: str,
    minutes: int | None = 60,
    *,
    zone: str = BERLIN,
    fold: int = 0,
    recurrence: Recurrence | None = None,
    place: str | None = None,
) -> Event:
    """An event with a time, on a date or so many days after `MONDAY`."""
    return Event(
        uid=f"{title} {day} {at} {fold}",
        title=title,
        start=LocalStart(date=_date(day), time=dt.time.fromisoformat(at), zone=zone, fold=1 if fold else 0),
        duration=None if minutes is None else dt.timedelta(minutes=minutes),
        recurrence=recurrence,
        place=place,
    )


def all_day(title: str, day: dt.date | int, days: int = 1, *, zone: str = BERLIN) -> Event:
    """An event of whole days."""
    start = AllDay(date=_date(day), zone=zone)
    return Event(uid=f"{title} {day}", title=title, start=start, duration=dt.timedelta(days=days))


def schedule(*events: Event, zone: str = BERLIN, sequence: int = 0) -> Schedule:
    return Schedule(source=_SOURCE, zone=zone, made_at=NOW, events=events, sequence=sequence)


def _date(day: dt.date | int) -> dt.date:
    return MONDAY + dt.timedelta(days=day) if isinstance(day, int) else day


@dataclass(frozen=True)
class Drawn:
    """A box of a picture."""

    label: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    element: ET.Element

    @property
    def has_alert(self) -> bool:
        return any(one.get("class") == "alert" for one in self.element.iter(f"{SVG}g"))


def boxes(picture: str) -> list[Drawn]:
    """The boxes of events, in the order in which they are drawn."""
    nested = [one for one in ET.fromstring(picture).iter(f"{SVG}svg") if one.find(f"{SVG}title") is not None][1:]
    return [
        Drawn(
            label=one.findtext(f"{SVG}title", ""),
            x=float(one.attrib["x"]),
            y=float(one.attrib["y"]),
            width=float(one.attrib["width"]),
            height=float(one.attrib["height"]),
            lines=tuple(text.text or "" for text in one.iter(f"{SVG}text")),
            element=one,
        )
        for one in nested
    ]


def texts(picture: str) -> list[str]:
    """All texts that are drawn."""
    return [one.text or "" for one in ET.fromstring(picture).iter(f"{SVG}text")]
