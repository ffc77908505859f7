"""Schedules of one event, and the lines of calendar files."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from schedbot_sdk.schedule import (
    Event,
    LocalStart,
    Recurrence,
    Schedule,
    Source,
    Start,
)

__all__ = ["DAILY", "MADE", "SEVEN", "SOURCE", "lines_of", "schedule_of", "schedule_with"]

SOURCE = Source(bot="@bot", chat_id=1, message_id=2)
MADE = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SEVEN = LocalStart(date=date(2026, 3, 27), time=time(7), zone="Europe/Berlin")

DAILY = Recurrence(freq="daily")


def schedule_of(
    start: Start,
    duration: timedelta | None = None,
    recurrence: Recurrence | None = None,
    title: str = "Gym",
    index: int = 0,
) -> Schedule:
    event = Event(uid=SOURCE.uid(index), title=title, start=start, duration=duration, recurrence=recurrence)
    return Schedule(source=SOURCE, zone=start.zone, made_at=MADE, events=(event,))


def schedule_with(event: Event) -> Schedule:
    return Schedule(source=SOURCE, zone=event.zone, made_at=MADE, events=(event,))


def lines_of(content: bytes, component: str = "VEVENT") -> list[str]:
    text = re.sub(r"\r\n[ \t]", "", content.decode())
    inside = text.partition(f"BEGIN:{component}\r\n")[2].partition(f"END:{component}")[0]
    return inside.splitlines()
