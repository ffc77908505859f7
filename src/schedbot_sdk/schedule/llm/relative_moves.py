"""Finds planned events that are moved by another time than the user says: "an hour later", "to Saturday". Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from schedbot_sdk.schedule.llm.draft import Draft, DraftItem
from schedbot_sdk.schedule.llm.draft_values import parse_date, parse_time
from schedbot_sdk.schedule.llm.phrases.length import Length
from schedbot_sdk.schedule.llm.phrases.reading import Reading, read
from schedbot_sdk.schedule.llm.planned import NumberedEvent, replaced_by
from schedbot_sdk.schedule.llm.text_match import plain, shares_a_word
from schedbot_sdk.schedule.model.start import LocalStart

__all__ = ["relative_move_doubts"]

_UNIT: Final = (
    "(?:минут[уы]?|мин|час(?:а|ов|ик)?|ч|полчас(?:а|ика)|день|дня|дней|сутки|недел[юиь]|minutes?|mins?|hours?|hrs?"
    "|days?|weeks?|fortnight)"
)
_EARLIER: Final = "раньше|пораньше|earlier|sooner"
_LATER: Final = "позже|попозже|позднее|later"
_EITHER: Final = "вперед|назад|forwards?|back|ahead"
_DIRECTED: Final = re.compile(
    rf"\b(?P<length>(?:[\w.,]+ ){{0,3}}?\d*{_UNIT})\b (?:(?P<early>{_EARLIER})|(?P<late>{_LATER})|{_EITHER})\b"
)
_BY: Final = re.compile(rf"\b(?:на|by) (?P<length>(?:[\w.,]+ ){{0,3}}?\d*{_UNIT})\b")
_DIRECTION_FIRST: Final = re.compile(
    rf"\b(?:{_EITHER}|(?P<early>{_EARLIER})|(?P<late>{_LATER})) (?:на |by )?"
    rf"(?P<length>(?:[\w.,]+ ){{0,3}}?\d*{_UNIT})\b"
)
_REMINDS: Final = re.compile(r"\b(?:напом\w*|предупре\w*|уведом\w*|remind\w*|alert\w*|notif\w*|nudge|ping)\b")
_EARLY_BY: Final = re.compile(rf"\b(?:{_EARLIER})\b.* (?:на|by) ")
_LATE_BY: Final = re.compile(rf"\b(?:{_LATER}|delay\w*|postpone\w*|отлож\w*|задерж\w*)\b.* (?:на|by) ")
_MOVES: Final = re.compile(
    r"\b(?:перенес\w*|перенос\w*|передвин\w*|сдвин\w*|подвин\w*|отлож\w*|move\w*|push\w*|shift\w*|delay\w*|postpone\w*"
    r"|reschedule\w*|bring)\b"
)
_OTHERWISE: Final = re.compile(r"\b(?:than|чем|after|before|после|перед|до|от|from|час\w* (?:дня|утра|вечера|ночи))\b")
_TIMES: Final = (
    "clock", "length", "bounding_length", "shifted", "from_now", "part", "figures", "dashed", "pointed", "digits",
    "number_word", "one", "hour", "minute", "bound", "ending_at", "all", "half_day", "early", "late", "remind",
    "reminder", "zone", "mornings", "evenings", "nights", "ago", "half",
)  # fmt: skip
"""The kinds of phrases that may change a time."""


def relative_move_doubts(draft: Draft, text: str, planned: Sequence[NumberedEvent]) -> Iterator[str]:
    """Yield a doubt for each item that is moved by another time than the user says.

    Args:
        draft: The draft.
        text: The user's texts.
        planned: The planned events.
    """
    if draft.outcome != "created":
        return
    for index, item in enumerate(draft.items):
        known = replaced_by(item, planned)
        start = None if known is None else known.event.start
        if known is None or not isinstance(start, LocalStart) or item.zone not in {None, start.zone}:
            continue
        is_repeated = known.event.recurrence is not None
        if item.in_minutes is not None or is_repeated != (item.recurrence is not None):
            continue
        words = text if len(draft.items) == 1 else item.source_quote
        before = dt.datetime.combine(start.date, start.time.replace(second=0))
        others = [one.event.title for one in planned if one is not known and one.event.title != known.event.title]
        if not any(shares_a_word(words, title) for title in others):
            yield from _doubts(item, f"items[{index}]", words, text, before, is_repeated=is_repeated)


def _doubts(
    item: DraftItem, path: str, words: str, text: str, before: dt.datetime, *, is_repeated: bool
) -> Iterator[str]:
    reading = read(words)
    shifts = [] if reading.has("zone") else _shifts(plain(words), reading)
    day, at = parse_date(item.date), None if item.time is None else parse_time(item.time)
    if day is None:
        return
    if shifts:
        moved = [before + shift for shift in shifts]
        clocks = reading.clocks
        is_at = at is not None and (
            any(one.time() == at for one in moved)
            or any(clock.accepts(at.hour * 60 + at.minute) for clock in clocks)
            or (is_repeated and at == before.time())
        )
        is_on = is_repeated or bool(reading.days) or bool(clocks) or any(one.date() == day for one in moved)
        if not (is_at and is_on):
            yield f"{path} is not moved by as much as the user says: add it to the date and time of the planned event"
    elif not is_repeated and reading.days and not read(text).has(*_TIMES) and at != before.time():
        yield (
            f"{path}.time is {item.time or 'null'}, but the planned event is at {before:%H:%M}, and the user names only"
            " another day: keep its time"
        )


def _shifts(words: str, reading: Reading) -> list[dt.timedelta]:
    """The times by which the user moves something; later and earlier, where they do not say which."""
    if _OTHERWISE.search(words) or _REMINDS.search(words) or len(_DIRECTED.findall(words)) > 1:
        return []
    if found := _DIRECTED.search(words) or _DIRECTION_FIRST.search(words):
        signs = (-1,) if found["early"] else (1,) if found["late"] else (1, -1)
    elif (found := _BY.search(words)) and _MOVES.search(words) and not reading.days:
        signs = (-1,) if _EARLY_BY.search(words) else (1,) if _LATE_BY.search(words) else (1, -1)
    else:
        return []
    length = _length(found["length"])
    return [] if length is None else [sign * dt.timedelta(minutes=length.minutes) for sign in signs]


def _length(words: str) -> Length | None:
    """The length of some words; none if they say several, or one that is not exact."""
    for text in (words, f"на {words}"):
        reading = read(text)
        lengths = reading.lengths + [clock.also_length for clock in reading.clocks if clock.also_length is not None]
        if lengths:
            return lengths[0] if len(lengths) == 1 and not (lengths[0].is_vague or lengths[0].months) else None
    return None
