"""Finds planned events that the user cancels, and the draft does not. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.draft import Draft, DraftItem
from schedbot_sdk.schedule.llm.phrases.reading import Reading, read
from schedbot_sdk.schedule.llm.phrases.words import FILLERS, WORDS
from schedbot_sdk.schedule.llm.planned import NumberedEvent, event_of, replaced_by
from schedbot_sdk.schedule.llm.text_match import plain, shares_a_word, words_of
from schedbot_sdk.schedule.model.event import Event
from schedbot_sdk.schedule.model.start import AllDay, LocalStart

__all__ = ["cancel_doubts", "denies_a_change", "may_cancel"]

_CANCELS: Final = re.compile(
    r"(?<!\bне )(?<!\bnot )(?<!n't )\b(?:отмен\w*|убери\w*|убрать|удали\w*|сними\w*|снять|вычеркн\w*|аннулир\w*"
    r"|сотри\w*|стереть|cancel\w*|delete\w*|remove\w*|drop|scrap|call off|calling off|forget(?: about)?"
    r"|get rid of|take off|no more)\b"
    r"|\b(?:не (?:надо|нужн[аоы]?|будет|приду|пойду|состоится)(?! \w+ть\b)|больше нет|(?:is|are|was) off)\b"
)
_KEEPS: Final = re.compile(
    r"\b(?:остав\w*|кроме|исключ\w*|но|не|а|потому|поэтому|из-за|так как|иду|еду|вместо"
    r"|keep|leave|except|but|not|because|since|instead|due|so|for|to)\b"
)
_LIST: Final = re.compile(r"(?:,|&|\b(?:и|and|plus|плюс|также|both)\b)")
_DENIES: Final = re.compile(
    r"\b(?:не|not|don't|never)(?: надо| нужно| стоит| need to)?"
    r" (?:отмен|перен|сдвиг|удал|убир|cancel|delete|remove|move)"
)
_SMALL: Final = frozenset(("my", "with", "please", "пожалуйста", "мой", "мою", "моего", "мое", "встречу", "meeting"))
_ORDINAL: Final = re.compile(r"\b(?:(перв\w+|first)|(втор\w+|second)|(трет\w+|third)) (\w+)")


def denies_a_change(text: str) -> bool:
    """Whether the user says that something is not to be changed: "don't cancel"."""
    return bool(_DENIES.search(plain(text)))


def may_cancel(draft: Draft, text: str) -> bool:
    """Whether the text has a word for a cancellation, and the draft does not plan anything by other words of it."""
    if not _CANCELS.search(plain(text)):
        return False
    if draft.outcome == "not_a_schedule":
        return True
    reading = read(text)
    return not (reading.days or reading.clocks or reading.repeats or reading.from_now)


def cancel_doubts(
    draft: Draft, text: str, today: dt.date, zone: ZoneInfo, planned: Sequence[NumberedEvent]
) -> Iterator[str]:
    """Yield a doubt for each planned event that a draft with cancelled events probably mistakes.

    Args:
        draft: The draft.
        text: The user's newest text.
        today: The current day in the user's zone.
        zone: The user's zone.
        planned: The planned events.
    """
    if draft.outcome != "cancelled":
        return
    yield from _left_out(draft.items, text, planned)
    reading = read(text)
    for index, item in enumerate(draft.items):
        event = event_of(replaced_by(item, planned))
        if event is None:
            continue
        words = reading if len(draft.items) == 1 else read(item.source_quote)
        alike = [replaced_by(other, planned) for other in draft.items if other.source_quote == item.source_quote]
        is_at = any(_is_at_a_named_time(known.event, words, zone) for known in alike if known is not None)
        if words.clocks and not words.has("shifted") and not is_at:
            yield f"items[{index}] cancels an event at another time than the user names: is it the one?"
        elif len(draft.items) == 1 and not _is_the_counted_one(item, text, reading, today, planned):
            yield f"items[{index}] cancels another event than the first, second or third one that the user names"


def _left_out(items: Sequence[DraftItem], text: str, planned: Sequence[NumberedEvent]) -> Iterator[str]:
    """Yield a doubt for each planned event of a list of the user's that no item cancels."""
    words = plain(text)
    if not _LIST.search(words) or _KEEPS.search(words):
        return
    replaced = {item.replaces for item in items}
    titles = " ".join(known.event.title for known in planned)
    parts = [part for part in _LIST.split(_CANCELS.sub(" ", words)) if _is_a_part_of_a_list(part, titles)]
    kept = [known.event.title for number, known in enumerate(planned, 1) if number in replaced]
    own = {word for word in words_of(" ".join(parts)) if not any(shares_a_word(title, word) for title in kept)}
    for number, known in enumerate(planned, 1):
        if number not in replaced and shares_a_word(" ".join(own), known.event.title):
            yield f"the user names the planned event {number} too, but no item cancels it: is it left out?"


def _is_a_part_of_a_list(words: str, titles: str) -> bool:
    """Whether words have titles, days and times alone: "у меня созвон" says why."""
    return all(
        word in _SMALL or word in WORDS or word in FILLERS or shares_a_word(titles, word) for word in words_of(words)
    )


def _is_at_a_named_time(event: Event, words: Reading, zone: ZoneInfo) -> bool:
    start = event.start
    if isinstance(start, AllDay):
        return True
    local = start.moment.astimezone(zone)
    times = [local.time(), start.time] if isinstance(start, LocalStart) else [local.time()]
    return any(clock.accepts(at.hour * 60 + at.minute) for clock in words.clocks for at in times)


def _is_the_counted_one(
    item: DraftItem, text: str, reading: Reading, today: dt.date, planned: Sequence[NumberedEvent]
) -> bool:
    """Whether an item cancels the event that the user counts: "the second call"; by its start or its number."""
    found = _ORDINAL.search(plain(text))
    if found is None:
        return True
    index = next(place for place in range(3) if found[place + 1])
    alike = [
        (number, known.event)
        for number, known in enumerate(planned, 1)
        if shares_a_word(found[4], known.event.title)
        and (not reading.days or any(day.accepts(known.event.start.moment.date(), today) for day in reading.days))
    ]
    if len(alike) <= index or len(alike) == 1:
        return True
    by_start = sorted(alike, key=lambda one: one[1].start.moment)
    return item.replaces in {alike[index][0], by_start[index][0]}
