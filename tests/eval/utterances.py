"""Messages of users, each with the right draft and its moments.

Ambiguous texts are read as follows. A weekday alone is the next one. "Next Friday" is the Friday of the week after this
one, and weeks begin on Monday. A bare hour is one of 24, unless a word such as "tonight" says otherwise. A shift from
22:00 to 6:00 has its real length in a night when the clocks change. A weekend is two whole days. "Every Monday" begins
today if it is Monday and the time is still to come. A place of the words is the item's place, and a time "in Lisbon" is
on the clocks of Lisbon. If people still disagree, `also` has the other readings, including a question to the user.

A row may leave out the fields of an item and of its recurrence about which the user says nothing. `planned` has the
events that were planned before, in the order of their numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias, cast
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule import AllDay, Draft, Schedule, Source, schedule_of

__all__ = ["SOURCE", "Utterance", "starts_of", "utterances"]

SOURCE = Source(bot="@bot", chat_id=1, message_id=1)
_FILES = [Path(__file__).with_name("corpus") / f"{language}.json" for language in ("en", "ru")]
Data: TypeAlias = dict[str, object]
_NO_RULE: Final[Data] = {
    "interval": 1, "days": [], "nth": None, "month_days": [], "months": [], "except_dates": [], "until": None,
    "count": None,
}  # fmt: skip
_NO_ITEM: Final[Data] = {
    "time": None, "in_minutes": None, "duration_minutes": None, "zone": None, "place": None, "remind_minutes": None,
    "replaces": None, "recurrence": None,
}  # fmt: skip
"""What the fields are that a row leaves out, because its user says nothing about them."""


@dataclass(frozen=True, eq=False)
class Utterance:
    """One message."""

    id: str
    category: str
    language: str
    now: datetime
    """When it is written, aware."""
    zone: ZoneInfo
    text: str
    draft: Draft
    """What an LLM that understands it fills in."""
    also: tuple[Draft, ...]
    """What else is right, where people differ: whether "Saturday at midnight" begins that day or ends it."""
    planned: tuple[Schedule, ...]
    """What was planned before, a schedule for each number."""
    starts: tuple[str, ...]
    """When its events start: in UTC, as `2026-11-26T06:00:00Z`, or a date; worked out by another library."""


@cache
def utterances() -> tuple[Utterance, ...]:
    """All of them."""
    return tuple(_read(row) for file in _FILES for row in json.loads(file.read_text(encoding="utf-8")))


def _read(row: Data) -> Utterance:
    zone = ZoneInfo(str(row["zone"]))
    now = datetime.fromisoformat(str(row["now"])).replace(tzinfo=zone)
    return Utterance(
        id=str(row["id"]),
        category=str(row["category"]),
        language=str(row["language"]),
        now=now,
        zone=zone,
        text=str(row["text"]),
        draft=_draft(cast("Data", row["draft"])),
        also=tuple(map(_draft, cast("list[Data]", row.get("also", [])))),
        planned=tuple(
            schedule_of(_planned(item), zone=zone, now=now, source=Source(bot="@bot", chat_id=1, message_id=number))
            for number, item in enumerate(cast("list[Data]", row.get("planned", [])), 100)
        ),
        starts=tuple(json.loads(json.dumps(row["starts"]))),
    )


def _draft(row: Data) -> Draft:
    items = [_item(item) for item in cast("list[Data]", row.get("items", []))]
    return Draft.model_validate_json(json.dumps({"question": None, **row, "items": items}))


def _planned(item: Data) -> Draft:
    return _draft({"outcome": "created", "items": [{**item, "source_quote": item["title"]}]})


def _item(row: Data) -> Data:
    rule = cast("Data | None", row.get("recurrence"))
    return {**_NO_ITEM, **row, "recurrence": None if rule is None else {**_NO_RULE, **rule}}


def starts_of(schedule: Schedule) -> list[str]:
    """The starts of a schedule's events, as the corpus writes them, sorted."""
    return sorted(
        event.start.date.isoformat()
        if isinstance(event.start, AllDay)
        else f"{event.start.moment.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%SZ}"
        for event in schedule.events
    )
