"""A fault, and how it is put into a right draft."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from tests.eval.utterances import Utterance

from schedbot_sdk.schedule import DraftItem

__all__ = [
    "DAYS",
    "Data",
    "Fault",
    "Speaks",
    "after_days",
    "always",
    "changed",
    "in_item",
    "in_rule",
    "minutes_of",
    "setting",
]

Data: TypeAlias = dict[str, Any]
Seed: TypeAlias = Callable[[Data, Utterance], str | None]
Speaks: TypeAlias = Callable[[DraftItem, DraftItem, Utterance], bool]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    name: str
    seed: Seed
    """Returns the answer with the fault; None if the fault does not fit the utterance."""
    speaks: Speaks | None = None
    """Whether the plainest words contradict it, by the right item and the wrong one. None if no words are needed: the
    calendar, the clock or the form contradict it."""


def changed(change: Callable[[Data, Utterance], bool]) -> Seed:
    """Seed a fault into a draft; the change says whether there was a place for it."""

    def seed(draft: Data, utterance: Utterance) -> str | None:
        return json.dumps(draft, ensure_ascii=False) if change(draft, utterance) else None

    return seed


def in_item(change: Callable[[Data, Utterance], bool]) -> Seed:
    """Seed a fault into the last item."""

    def in_draft(draft: Data, utterance: Utterance) -> bool:
        return draft["outcome"] == "created" and change(draft["items"][-1], utterance)

    return changed(in_draft)


def in_rule(change: Callable[[Data, Data], bool]) -> Seed:
    """Seed a fault into the recurrence of the last item; the change gets the recurrence and the item."""
    return in_item(lambda item, _: item["recurrence"] is not None and change(item["recurrence"], item))


def setting(**values: object) -> Seed:
    """Seed values into the last item."""

    def change(item: Data, _: Utterance) -> bool:
        item.update(values)
        return True

    return in_item(change)


def after_days(item: Data, days: int) -> None:
    """Move an item by so many days, with its weekday."""
    day = date.fromisoformat(item["date"]) + timedelta(days=days)
    item.update(date=day.isoformat(), weekday=DAYS[day.weekday()])


def always(_: DraftItem, __: DraftItem, ___: Utterance) -> bool:
    """Every text contradicts it."""
    return True


def minutes_of(time: str) -> int:
    """Return the minutes since midnight of `HH:MM`."""
    return int(time[:2]) * 60 + int(time[3:])
