"""Reads simple English and Russian sentences by rules, and drafts a schedule of them.

It splits a text into pieces about one thing each. When each is, `when_phrases` knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.text_match import is_russian
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.testing.servers.extra_phrases import Extra, find_extras
from schedbot_sdk.testing.servers.when_phrases import Passage, When

__all__ = ["draft_text"]

_AND: Final = r"(?:(?:and(?! a half\b)|then|и|а|потом|затем)\s+)"
_NOT_AFTER: Final = "".join(rf"(?<!\b{word})" for word in ("dr", "mr", "mrs", "ms", "prof", "st", "г", "ул"))
_NOT_IN_A_DATE: Final = r"(?!(?:(?<=\d\.\d)|(?<=\d\.\d\d))\.\s+(?-i:[a-zа-яё]))"
"""As in "on 3.12. at 14:30"."""
_SEPARATOR: Final = re.compile(
    # The comma in "1,5" or "December 3, 2027" and the full stop in "7 a.m. tomorrow" separate nothing.
    rf"(?P<soft>\s*,(?!\d|\s*20\d\d\b)\s*{_AND}*|\s+{_AND}+)|\s*[;\n]\s*{_AND}*"
    rf"|(?<![ap]\.m){_NOT_AFTER}{_NOT_IN_A_DATE}[.!?]+(?:\s+|$){_AND}*"
    r"|\s*(?<!\w)\d{1,2}\)\s+"
    rf"|(?<=[ap]\.m\.)\s+(?=(?-i:[A-ZА-ЯЁ])){_AND}*",
    re.IGNORECASE,
)
_WITH: Final = re.compile(r"\b(?:with|между|со?)\s+[^\W\d]\w*$", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\bbetween\s+\S+(?:\s*[ap]\.?m\.?)?$", re.IGNORECASE)
_LEFT_OPEN: Final = re.compile(
    r"(?:^|\s+)(?:at|on|in|the|from|to|through|next|this|until|till|во?|на|со?|до|по|(?:следующ|ближайш)\w+|эт(?:от|у|о))$",
    re.IGNORECASE,
)
"""The words before a day or a time."""
_FILLER: Final = re.compile(
    r"^(?:please|all day|весь день|целый день|i have|i've got|remind me (?:to|about)|add|schedule|plan"
    r"|пожалуйста|у меня|напомни(?: мне)?"
    r"|запиши(?: меня)?|добавь|запланируй|at|on|in|to|the|во?|на|с|к)(?:\s+|$)"
    r"|\s+(?:all day|весь день|целый день|please|thanks|thank you|пожалуйста|спасибо)$",
    re.IGNORECASE,
)
_MARKS: Final = " ,.;:!?-–—"
_APPOINTMENT: Final = re.compile(
    r"\s*(?:meet|call|visit|see|schedule|plan|remind|book|встре\w+|позвон\w+|напомни\w*|запиши\w*|заплан\w+)\b",
    re.IGNORECASE,
)
_ASK_WHEN: Final = {True: "Когда это? Назовите день и время.", False: "When is it? Name a day and a time."}
_ASK_AGAIN: Final = {
    True: "Не понимаю, когда это. Скажите, пожалуйста, другими словами.",
    False: "I do not understand when that is. Please say it in other words.",
}
_ASK_WHAT: Final = {
    True: "Что это? Назовите дело вместе со временем.",
    False: "What is it? Name it together with its time.",
}


def draft_text(text: str, now: datetime, *, about: str = "") -> dict[str, object]:
    """Return the draft for a text, as data in the shape of `Draft`.

    Args:
        text: What the user wrote.
        now: The user's aware local time.
        about: Where the title comes from if `text` says only when.
    """
    extras = find_extras(text)
    passage = Passage(text, now.date(), without=[(extra.start, extra.end) for extra in extras])
    about_title = _title(Passage(about, now.date()), 0, len(about))
    items: list[dict[str, object]] = []
    day: date | None = None
    pieces = _pieces(passage)
    for number, (first, last) in enumerate(pieces):
        when = passage.when(first, last)
        if when.is_unclear:
            return _question(_ASK_AGAIN[is_russian(text)])
        title = _title(passage, first, last) or (items[-1]["title"] if items else about_title)
        following = pieces[number + 1][0] if number + 1 < len(pieces) else len(text)
        own = [extra for extra in extras if (first <= extra.start or not number) and extra.start < following]
        day = when.day or day
        if title:
            quote = text[min([first, *(extra.start for extra in own)]) : max([last, *(extra.end for extra in own)])]
            for one in _each(when):
                fields = _fields(one, now, day, own)
                items.append({"title": title, **fields, "source_quote": quote.strip(" ,")})
            day = date.fromisoformat(str(items[-1]["date"]))
    if items:
        return {"outcome": "created", "question": None, "items": items}
    if pieces or _APPOINTMENT.match(text):
        return _question((_ASK_WHAT if pieces else _ASK_WHEN)[is_russian(text)])
    return {"outcome": "not_a_schedule", "question": None, "items": []}


def _question(question: str) -> dict[str, object]:
    return {"outcome": "needs_clarification", "question": question, "items": []}


def _each(when: When) -> list[When]:
    """One for each day and time: "on Monday and Friday at 8 and 20"."""
    days = [when.days[at : at + 1] for at in range(len(when.days))] if when.rule is None else []
    starts = [when.starts[at : at + 1] for at in range(len(when.starts))]
    return [replace(when, days=day, starts=start) for day, start in product(days or [when.days], starts or [()])]


def _pieces(passage: Passage) -> list[tuple[int, int]]:
    """Where the parts of the text are that are about one thing each, with what belongs to them but says no time."""
    text = passage.text
    spans: list[tuple[int, int]] = []
    begin = position = 0
    continues = False  # whether the part at `begin` is in the sentence of the last span
    for separator in [*_SEPARATOR.finditer(text), None]:
        end, after = (len(text), len(text)) if separator is None else separator.span()
        if separator is not None and passage.is_within(end, after):
            continue
        is_soft = separator is not None and separator["soft"] is not None
        when = passage.when(position, end)
        has_moment = when.start is not None or when.later is not None
        joins = _BETWEEN.search(text, position, end) or (not has_moment and _WITH.search(text, position, end))
        if is_soft and joins:
            continue  # "lunch with Kate and ..."
        is_bare = when.has_time and not _title(passage, begin, end)
        earlier = passage.when(*spans[-1]) if is_bare and spans else None
        completes = earlier is not None and (
            when.completes(earlier) or (earlier.rule is not None and passage.only_limits(begin, end))
        )
        if completes or (continues and not is_soft and not passage.when(begin, end).has_time):
            spans[-1] = (spans[-1][0], end)
            begin, continues = after, is_soft
        elif is_bare and not has_moment and separator is not None:
            pass  # "On Friday, ...": the day belongs to the next piece
        elif when.has_time:
            spans.append((begin, end))
            begin, continues = after, is_soft
        elif not is_soft:
            begin, continues = after, False
        position = after
    return spans


def _title(passage: Passage, first: int, last: int) -> str:
    """The words that are not about time."""
    title = ""
    for part in passage.without_when(first, last).split("\0"):
        if part.strip(_MARKS).lower() not in {"", "and", "и"}:  # "Monday and Thursday"
            title = f"{title} {part}".strip()
        while (shorter := _LEFT_OPEN.sub("", title).rstrip()) != title:
            title = shorter
    title = " ".join(title.split()).strip(_MARKS)
    while (shorter := _FILLER.sub("", title).strip(_MARKS)) != title:
        title = shorter
    return title[:1].upper() + title[1:]


def _fields(when: When, now: datetime, day_before: date | None, extras: Sequence[Extra]) -> dict[str, object]:
    """The fields of an item beside its title; without a day of its own it is on the day of the item before."""
    today, start, rule = now.date(), when.start, when.rule
    clock = now if when.zone is None else now.astimezone(ZoneInfo(when.zone))
    is_over = start is not None and (today, start) <= (clock.date(), clock.time())
    day = when.day or day_before or today + timedelta(days=is_over)
    if when.later is not None:
        # "In 2 hours" is a moment: where the clocks change it is not two hours later on the clock.
        moment = (now.astimezone(UTC) + timedelta(minutes=when.later)).astimezone(now.tzinfo)
        day, start = moment.date(), moment.time().replace(second=0, microsecond=0)
    elif rule is not None:
        earliest = today + timedelta(days=is_over)
        day = rule.first_day(max(when.day or earliest, earliest) if rule.is_bound else day)
    elif when.weekdays and day == today and is_over:
        day += timedelta(days=7)
    return {
        "date": day.isoformat(),
        "time": None if start is None else f"{start:%H:%M}",
        "weekday": WEEKDAYS[day.weekday()],
        "in_minutes": None if when.later is None else round(when.later),
        "zone": when.zone,
        "place": next((extra.place for extra in extras if extra.place), None),
        "remind_minutes": next((extra.remind_minutes for extra in extras if extra.remind_minutes is not None), None),
        "replaces": None,
        "duration_minutes": when.minutes,
        "recurrence": None if rule is None else rule.fields(day),
    }
