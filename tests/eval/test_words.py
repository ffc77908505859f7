"""The corpus agrees with the plainest words of its texts, as another library and patterns of this folder read them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from tests.eval.utterances import Utterance, utterances
from tests.eval.words import has, named_days, named_lengths, named_times, named_weekdays, words_of
from tests.rows import on_rows

from schedbot_sdk.schedule import DraftItem

_CREATED: Final = [(one, item) for one in utterances() if one.draft.outcome == "created" for item in one.draft.items]
_FROM_NOW: Final = re.compile(r"\b(?:in|через) (\d+) (min|mins|minutes|hours|минут|минуты|часа|часов)\b")
_OTHER_DAY: Final = r"midnight|полночь|week after next|неделю после|через одну|с пятницы по|no wait|ой нет"
"""Words that mean another day than the plainest one."""
_OTHER_TIME: Final = (
    r"an hour before|20 min before|45 minutes before|за час до|за 20 минут до|за 45 минут до"
    r"|9 to 17:30|block 2 to|с 9 до 17:30|not 13:00|не в 13:00|half an hour before|за полчаса до"
)
_OTHER_LENGTH: Final = r"an hour and a half|night shift tonight|сегодня ночная смена|раньше|позже"
"""The nights are an hour longer, and "earlier" and "later" are no lengths."""
_WEEKDAY_OF_ANOTHER: Final = (
    r"except|apart from|but not|until friday|til sunday|no wait|weekday must"
    r"|кроме|до воскресенья|до пятницы|ой нет|писать weekday"
)

each = on_rows("utterance, item", _CREATED, ids=lambda row: row[0].id)


@each
def test_an_item_is_on_the_one_day_that_its_words_name(utterance: Utterance, item: DraftItem) -> None:
    if not has(_OTHER_DAY, utterance.text) and not _changes_a_series(item):
        named = named_days(words_of(utterance, item), utterance) or []
        assert len(named) != 1 or date.fromisoformat(item.date) in named[0].days


@each
def test_an_item_begins_or_ends_at_the_one_time_that_its_words_name(utterance: Utterance, item: DraftItem) -> None:
    named = set(named_times(words_of(utterance, item)))
    if item.time is None or len(named) != 1 or has(_OTHER_TIME, utterance.text) or _changes_a_series(item):
        return
    ((time, is_exact),) = named
    begin = int(item.time[:2]) * 60 + int(item.time[3:])
    distances = {abs(time - moment) for moment in (begin, (begin + (item.duration_minutes or 0)) % 1440)}
    assert 0 in distances or (not is_exact and 720 in distances)


@each
def test_an_item_takes_the_one_length_that_its_words_name(utterance: Utterance, item: DraftItem) -> None:
    named = named_lengths(words_of(utterance, item))
    assert len(named) != 1 or has(_OTHER_LENGTH, utterance.text) or named == {item.duration_minutes}


@each
def test_an_item_is_on_a_weekday_that_its_words_name(utterance: Utterance, item: DraftItem) -> None:
    text = words_of(utterance, item)
    named = named_weekdays(text)
    if named and not has(_WEEKDAY_OF_ANOTHER, text) and not has(_OTHER_DAY, text) and not _changes_a_series(item):
        assert item.weekday in named
        if item.recurrence is not None and item.recurrence.freq == "weekly":
            assert set(item.recurrence.days) == named


@each
def test_minutes_from_now_are_those_of_the_words(utterance: Utterance, item: DraftItem) -> None:
    for number, unit in _FROM_NOW.findall(words_of(utterance, item)):
        assert item.in_minutes == int(number) * (60 if unit[0] in "hч" else 1)


def test_most_items_have_such_words() -> None:
    days = [item for one, item in _CREATED if len(named_days(words_of(one, item), one) or []) == 1]
    times = [item for one, item in _CREATED if len(set(named_times(words_of(one, item)))) == 1]
    assert len(days) > 0.5 * len(_CREATED)
    assert len(times) > 0.5 * len(_CREATED)


def _changes_a_series(item: DraftItem) -> bool:
    """Whether the words name the days of an exception, and not that of the item."""
    return item.replaces is not None and item.recurrence is not None and bool(item.recurrence.except_dates)
