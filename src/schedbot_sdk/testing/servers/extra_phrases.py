"""Finds what a sentence says beside its days and times: a reminder and a place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.testing.servers.phrase_nodes import nodes_in

__all__ = ["Extra", "find_extras"]

_BEFORE_REMINDER: Final = re.compile(
    r"(?:\band\s+|\bи\s+)?\b(?:remind me(?:\s+about it)?|with an?(?:\s+reminder)?|напомни(?:ть|те)?(?:\s+мне)?"
    r"|с напоминанием)\s+$",
    re.IGNORECASE,
)
_AFTER_REMINDER: Final = re.compile(
    r"\s*(?:before(?:hand)?|ahead|earlier|in advance|reminder|заранее|до)\b(?:\s+(?:it|этого|начала)\b)?", re.IGNORECASE
)
_PLACES: Final = (
    re.compile(r"\bat\s+(?:the\s+)?(?P<place>[A-Z]\w+(?:\s+[A-Z]\w+)*)(?!\w|\s+time\b)"),
    re.compile(r"\bin\s+(?P<place>(?:room|office|hall)\s+\w+)(?![-\w])", re.IGNORECASE),
    re.compile(
        r"\bв\s+(?P<place>(?:кафе|офисе|кабинете|переговорке|аудитории|зале)(?:\s+(?:«[^»]+»|[А-ЯЁ]\w+|\d+))?)(?!\w)"
    ),
)
_NAMES: Final = {
    "офисе": "офис", "кабинете": "кабинет", "переговорке": "переговорка", "аудитории": "аудитория", "зале": "зал",
}  # fmt: skip
"""The places of `_PLACES` in the nominative."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that a sentence says beside its days and times."""

    start: int
    """Where it begins."""
    end: int
    """Where it ends."""
    place: str | None = None
    """A place."""
    remind_minutes: int | None = None
    """Minutes before the event."""


def find_extras(text: str) -> list[Extra]:
    """Return what the text says beside days and times, in its order."""
    extras: list[Extra] = []
    for extra in (*_reminders(text), *_places(text)):
        if not any(extra.start < other.end and other.start < extra.end for other in extras):
            extras.append(extra)
    return sorted(extras, key=lambda extra: extra.start)


def _reminders(text: str) -> Iterator[Extra]:
    for node in nodes_in(text):
        lead = _BEFORE_REMINDER.search(text[: node.start])
        if node.kind in {"reminder", "shifted"} and isinstance(node.value, Length) and not node.value.months and lead:
            after = _AFTER_REMINDER.match(text, node.end)
            yield Extra(lead.start(), after.end() if after else node.end, remind_minutes=round(node.value.minutes))


def _places(text: str) -> Iterator[Extra]:
    for pattern in _PLACES:
        for match in pattern.finditer(text):
            word, _, rest = match["place"].partition(" ")
            yield Extra(*match.span(), place=f"{_NAMES.get(word.lower(), word)} {rest}".strip())
