"""Reads simple English and Russian sentences by rules, and drafts a schedule of them.

It splits a text into pieces about one thing each. When each is, `when_phrases` knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.schedule.llm.text_match import is_russian
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.testing.servers.clock_phrases import find_clock
from schedbot_sdk.testing.servers.exceptions import with_exceptions
from schedbot_sdk.testing.servers.extra_phrases import Extra, find_extras, masked
from schedbot_sdk.testing.servers.when_phrases import When, first_on, without_days

__all__ = ["draft_text"]

_AND: Final = r"(?:(?:and(?! a half\b)|then|и|а|потом|затем)\s+)"
_SEPARATOR: Final = re.compile(
    # The comma in "1,5" or "December 3, 2027" and the full stop in "7 a.m. tomorrow" separate nothing.
    rf"(?P<soft>\s*,(?!\d|\s*20\d\d\b)\s*{_AND}*|\s+{_AND}+)|\s*[;\n]\s*{_AND}*|(?<![ap]\.m)[.!?]+(?:\s+|$){_AND}*"
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
    r"^(?:please|i have|i've got|remind me (?:to|about)|add|schedule|plan|пожалуйста|у меня|напомни(?: мне)?"
    r"|запиши(?: меня)?|добавь|запланируй|at|on|in|to|the|во?|на|с|к)(?:\s+|$)"
    r"|\s+(?:please|thanks|thank you|пожалуйста|спасибо)$",
    re.IGNORECASE,
)
_MARKS: Final = " ,.;:!?-–—"
_APPOINTMENT: Final = re.compile(
    r"\s*(?:meet|call|visit|see|schedule|plan|remind|book|встре\w+|позвон\w+|напомни\w*|запиши\w*|заплан\w+)\b",
    re.IGNORECASE,
)
_ASK_WHEN: Final = {True: "Когда это? Назовите день и время.", False: "When is it? Name a day and a time."}
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
    plain_text = masked(text, extras)
    items: list[dict[str, object]] = []
    day: date | None = None
    pieces = _pieces(plain_text, now.date())
    for number, (first, last) in enumerate(pieces):
        piece = plain_text[first:last]
        title = _title(piece) or (items[-1]["title"] if items else _title(about))
        following = pieces[number + 1][0] if number + 1 < len(pieces) else len(text)
        own = [extra for extra in extras if (first <= extra.start or not number) and extra.start < following]
        when = When.of(piece, now.date())
        day = when.day or day
        if title:
            quote = text[min([first, *(extra.start for extra in own)]) : max([last, *(extra.end for extra in own)])]
            items.append({"title": title, **_fields(when, now, day, own), "source_quote": quote.strip(" ,")})
            day = date.fromisoformat(str(items[-1]["date"]))
    if items:
        return {"outcome": "created", "question": None, "items": items}
    if pieces or _APPOINTMENT.match(text):
        question = (_ASK_WHAT if pieces else _ASK_WHEN)[is_russian(text)]
        return {"outcome": "needs_clarification", "question": question, "items": []}
    return {"outcome": "not_a_schedule", "question": None, "items": []}


def _pieces(text: str, today: date) -> list[tuple[int, int]]:
    """Where the parts of the text are that are about one thing each, with what belongs to them but says no time."""
    spans: list[tuple[int, int]] = []
    begin = position = 0
    continues = False  # whether the part at `begin` is in the sentence of the last span
    for separator in [*_SEPARATOR.finditer(text), None]:
        end, after = (len(text), len(text)) if separator is None else separator.span()
        is_soft = separator is not None and separator["soft"] is not None
        when = When.of(text[position:end], today)
        has_moment = when.start is not None or when.later is not None
        joins = _BETWEEN.search(text, position, end) or (not has_moment and _WITH.search(text, position, end))
        if is_soft and joins:
            continue  # "lunch with Kate and ..."
        is_bare = when.has_time and not _title(text[begin:end])
        completes = is_bare and spans and when.completes(When.of(text[slice(*spans[-1])], today))
        if completes or (continues and not is_soft and not When.of(text[begin:end], today).has_time):
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


def _title(text: str) -> str:
    """The words that are not about time."""
    title = ""
    for part in find_clock(without_days(text))[2].split("\0"):
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
    today, start = now.date(), when.start
    zone = next((extra.zone for extra in extras if extra.zone), None)
    clock = now if zone is None else now.astimezone(ZoneInfo(zone))
    is_over = start is not None and (today, start) <= (clock.date(), clock.time())
    day = when.day or day_before or today + timedelta(days=is_over)
    if when.later is not None:
        # "In 2 hours" is a moment: where the clocks change it is not two hours later on the clock.
        moment = (now.astimezone(UTC) + timedelta(minutes=when.later)).astimezone(now.tzinfo)
        day, start = moment.date(), moment.time().replace(second=0, microsecond=0)
    elif when.rule is not None:
        if when.weekdays:
            day = first_on(when.weekdays, max(when.day or today, today + timedelta(days=is_over)))
    elif when.weekdays and day == today and is_over:
        day += timedelta(days=7)
    rule = when.rule
    if rule is not None and rule["freq"] == "weekly" and not rule["days"]:
        rule = {**rule, "days": [WEEKDAYS[day.weekday()]]}
    if rule is not None:
        rule, day = with_exceptions(rule, day, [extra.except_days for extra in extras if extra.except_days], today)
    return {
        "date": day.isoformat(),
        "time": None if start is None else f"{start:%H:%M}",
        "weekday": WEEKDAYS[day.weekday()],
        "in_minutes": None if when.later is None else round(when.later),
        "zone": zone,
        "place": next((extra.place for extra in extras if extra.place), None),
        "remind_minutes": next((extra.remind_minutes for extra in extras if extra.remind_minutes is not None), None),
        "replaces": None,
        "duration_minutes": when.minutes,
        "recurrence": rule,
    }
