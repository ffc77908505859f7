"""The corpus agrees with the plainest words of its texts: days and times, by patterns of this file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tests.eval.utterances import Utterance, utterances
from tests.rows import on_rows

from schedbot_sdk.schedule import DraftItem

_WEEKDAYS: Final = {
    "monday": r"mon(?:day)?|понедельник(?:ам|и)?|пн",
    "tuesday": r"tue(?:sday)?s?|вторник(?:ам)?|вт",
    "wednesday": r"wed(?:nesday)?|сред[уа]",
    "thursday": r"thu(?:rsday)?s?|четверг(?:ам)?|чт",
    "friday": r"fri(?:day)?|пятниц[уа]|пт",
    "saturday": r"sat(?:urday)?|суббот(?:у|ам)|сб",
    "sunday": r"sun(?:day)?|воскресень(?:е|ям)|вс",
}
_AHEAD: Final = {
    0: r"today|tonight|2nite|сегодня",
    1: r"(?<!day after )(?:tomorrow|tmrw|2moro)|за[вф]тр[ао]",
    2: r"the day after tomorrow|послезавтра",
}
_MONTHS: Final = {
    1: r"january|января",
    2: r"feb|февраля",
    3: r"march|марта",
    11: r"november|ноября",
    12: r"dec(?:ember)?|декабря|дек",
}
_CLOCK: Final = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?![\d:]|\s?[ap]m)")
_FROM_NOW: Final = re.compile(r"\b(?:in|через) (\d+) (min|mins|minutes|hours|минут|минуты|часа|часов)\b")
_OVER: Final = re.compile(r"no wait|ой нет|not this|не в этот|from today|midnight|полночь")
"""Words that mean another day than the plainest one."""
_NEXT: Final = re.compile(r"next (?!\d)|следующ")
_DAY: Final = timedelta(days=1)

PLANNED: Final = [one for one in utterances() if one.draft.outcome == "created" and not _OVER.search(one.text)]


def words(utterance: Utterance, item: DraftItem) -> str:
    """What the item's day and time are in; of one item the whole text, but for injections."""
    alone = len(utterance.draft.items) == 1 and utterance.category != "injections"
    return (utterance.text if alone else item.source_quote).lower()


def matched(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text) is not None


def _end(item: DraftItem) -> str:
    hour, minute = map(int, (item.time or "00:00").split(":"))
    end = hour * 60 + minute + (item.duration_minutes or 0)
    return f"{end // 60 % 24:02}:{end % 60:02}"


@on_rows("utterance", PLANNED)
def test_an_item_is_on_the_day_and_at_the_time_that_its_words_name(utterance: Utterance) -> None:
    for item in utterance.draft.items:
        item_text, day = words(utterance, item), date.fromisoformat(item.date)
        named = {name for name, pattern in _WEEKDAYS.items() if matched(pattern, item_text)}
        assert not named or item.weekday in named
        months = {
            month for month, pattern in _MONTHS.items() if matched(rf"\d+ (?:{pattern})|(?:{pattern}) \d+", item_text)
        }
        today = utterance.now.date()
        if named and not months:
            monday = today - today.weekday() * _DAY
            assert 7 <= (day - monday).days < 14 if _NEXT.search(item_text) else 0 <= (day - today).days <= 7
        if item.in_minutes is None and item.recurrence is None:
            ahead = {days for days, pattern in _AHEAD.items() if matched(pattern, item_text)}
            assert not ahead or day in {today + days * _DAY for days in ahead}
        if item.recurrence is None or item.recurrence.until is None:
            assert not months or day.month in months
        shown = {f"{int(hour):02}:{minute}" for hour, minute in _CLOCK.findall(item_text)}
        assert not shown or {item.time, _end(item)} & shown
        for number, unit in _FROM_NOW.findall(item_text):
            assert item.in_minutes == int(number) * (60 if unit[0] in "hч" else 1)


def test_most_items_have_such_words() -> None:
    patterns = "|".join([*_WEEKDAYS.values(), *_AHEAD.values(), *_MONTHS.values()])
    items = [(one, item) for one in PLANNED for item in one.draft.items]
    plain = [item for one, item in items if matched(patterns, words(one, item)) or _FROM_NOW.search(words(one, item))]
    assert len(plain) / len(items) > 0.8
