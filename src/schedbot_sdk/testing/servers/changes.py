"""Drafts what a sentence changes of the events that are planned already: it moves them, or cancels them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from schedbot_sdk.schedule.llm.text_match import is_russian
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.testing.servers.extra_phrases import find_extras
from schedbot_sdk.testing.servers.repetition import Repetition
from schedbot_sdk.testing.servers.when_phrases import Passage, When

__all__ = ["PlannedRow", "draft_change", "planned_rows"]

_HEADING: Final = re.compile(r"^(?:Planned already|Уже запланировано)\b.*$", re.MULTILINE)
_ROW: Final = re.compile(r"(\d{1,3}) = (\{.*\})")
_MOVES: Final = re.compile(r"\b(?:move|reschedule|shift|postpone|перенес\w*|передвин\w*|сдвин\w*)\b", re.IGNORECASE)
_CANCELS: Final = re.compile(r"\b(?:cancel|delete|remove|skip|отмен\w*|удали\w*|убер\w*|пропуст\w*)\b", re.IGNORECASE)
_TO: Final = re.compile(r"\b(?:to|на)\s", re.IGNORECASE)
_WHICH: Final = {True: "Какое событие вы имеете в виду?", False: "Which event do you mean?"}
_WHEN: Final = {True: "На когда перенести?", False: "When should it be instead?"}
_RULE: Final[dict[str, object]] = {
    "freq": "weekly", "interval": 1, "days": [], "nth": None, "month_days": [], "months": [], "except_dates": [],
    "until": None, "count": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A planned event, as the prompt shows it."""

    number: int
    """Its number."""
    fields: dict[str, object]
    """Its fields, with the names of the draft; those that are null there are missing."""

    @property
    def day(self) -> date:
        """Its day, the first one if it repeats."""
        return date.fromisoformat(str(self.fields["date"]))

    @property
    def rule(self) -> dict[str, object] | None:
        """How it repeats."""
        rule = cast("dict[str, object] | None", self.fields.get("recurrence"))
        return None if rule is None else {**_RULE, **rule}

    def happens_on(self, day: date) -> bool:
        """Whether the event is on a day, as far as its weekdays say."""
        rule = self.rule
        if rule is None:
            return day == self.day
        days = cast("list[str]", rule["days"])
        return day >= self.day and (rule["freq"] != "weekly" or not days or WEEKDAYS[day.weekday()] in days)

    def item(self, quote: str, **changes: object) -> dict[str, object]:
        """Return the item of a draft that replaces the event."""
        empty = dict.fromkeys(("time", "in_minutes", "zone", "place", "remind_minutes", "duration_minutes"))
        item = {**empty, **self.fields, "recurrence": self.rule, "replaces": self.number, **changes}
        weekday = WEEKDAYS[date.fromisoformat(str(item["date"])).weekday()]
        return {**item, "weekday": weekday, "source_quote": quote}


def planned_rows(prompt: str) -> list[PlannedRow]:
    """Return the planned events that a system message lists."""
    heading = _HEADING.search(prompt)
    rows: list[PlannedRow] = []
    for line in prompt[heading.end() :].lstrip("\n").splitlines() if heading else ():
        match = _ROW.fullmatch(line)
        if match is None:
            break
        with suppress(ValueError):
            rows.append(PlannedRow(int(match[1]), json.loads(match[2])))
    return rows


def draft_change(
    text: str, now: datetime, planned: Sequence[PlannedRow], *, quote: str | None = None
) -> dict[str, object] | None:
    """Return the draft for a text that moves or cancels planned events; None if it does neither.

    Args:
        text: What the user wrote.
        now: The user's aware local time.
        planned: The planned events.
        quote: The words that the items come from, if not the text.
    """
    quote = (text if quote is None else quote).strip()
    moves, cancels = _MOVES.search(text), _CANCELS.search(text)
    if not planned or not (moves or cancels):
        return None
    rows = _named(text, planned)
    if len(rows) > 1:
        days = _days(text, now.date())
        rows = [row for row in rows if any(map(row.happens_on, days))] or rows
    if len(rows) != 1:
        return _question(_WHICH[is_russian(text)])
    return _moved(text, now, rows[0], quote) if moves else _cancelled(text, now, rows[0], quote)


def _named(text: str, planned: Sequence[PlannedRow]) -> list[PlannedRow]:
    """The events of whose titles the text has the most words."""
    words = {_stem(word) for word in re.findall(r"[^\W\d_]+", text.lower())}
    hits = [
        sum(_stem(word) in words for word in re.findall(r"[^\W\d_]{2,}", str(row.fields["title"]).lower()))
        for row in planned
    ]
    most = max(hits)
    return [row for row, count in zip(planned, hits, strict=True) if count == most and count]


def _stem(word: str) -> str:
    return word[: max(3, len(word) - 2)]


def _days(text: str, today: date) -> list[date]:
    return list(When.of(text, today).days)


def _cancelled(text: str, now: datetime, row: PlannedRow, quote: str) -> dict[str, object]:
    rule = row.rule
    named = _days(text, now.date())
    days = [day for day in named if row.happens_on(day)]
    if named and not days:
        return _question(_WHICH[is_russian(text)])
    if rule is None or not days:
        return {"outcome": "cancelled", "question": None, "items": [row.item(quote)]}
    return _created([row.item(quote, recurrence=_without(rule, days))])


def _moved(text: str, now: datetime, row: PlannedRow, quote: str) -> dict[str, object]:
    today, rule = now.date(), row.rule
    splits = [(text[: match.start()], text[match.start() :]) for match in _TO.finditer(text)]
    before, after = next(((b, a) for b, a in reversed(splits) if When.of(a, today).has_time), ("", text))
    extras = find_extras(after)
    when = Passage(after, today, without=[(extra.start, extra.end) for extra in extras]).when(0, len(after))
    left = [day for day in _days(before, today) if row.happens_on(day)]
    if when.is_unclear or (when.day is None and when.start is None):
        return _question(_WHEN[is_russian(text)])
    at = row.fields.get("time") if when.start is None else f"{when.start:%H:%M}"
    changes: dict[str, object] = {
        "time": at,
        "duration_minutes": row.fields.get("duration_minutes") if when.minutes is None else when.minutes,
    }
    for extra in extras:
        changes |= {"place": extra.place} if extra.place else {"remind_minutes": extra.remind_minutes}
    if when.start is not None:
        changes["zone"] = when.zone  # a new time is on the user's clock unless it names another one
    if rule is None:
        return _created([row.item(quote, date=(when.day or row.day).isoformat(), **changes)])
    if left:  # one occurrence
        there = (when.day or left[0]).isoformat()
        once = row.item(quote, date=there, recurrence=None, replaces=None, **changes)
        return _created([row.item(quote, recurrence=_without(rule, left[:1])), once])
    if when.weekdays and rule["freq"] == "weekly":
        rule = {**rule, "days": [WEEKDAYS[number] for number in sorted(when.weekdays)]}
    # Its first day to come: the days before are over.
    day = Repetition.of_fields(rule).first_day(max(today, row.day))
    return _created([row.item(quote, date=day.isoformat(), recurrence=rule, **changes)])


def _without(rule: dict[str, object], days: Sequence[date]) -> dict[str, object]:
    kept = cast("list[str]", rule["except_dates"])
    return {**rule, "except_dates": sorted({*kept, *(day.isoformat() for day in days)})}


def _created(items: list[dict[str, object]]) -> dict[str, object]:
    return {"outcome": "created", "question": None, "items": items}


def _question(question: str) -> dict[str, object]:
    return {"outcome": "needs_clarification", "question": question, "items": []}
