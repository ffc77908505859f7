"""The days and times that are read are those that the library dateparser reads, a second witness."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import dateparser
from tests.schedule.llm.sentences import SENTENCES

from schedbot_sdk.schedule.llm.phrases.clock import Clock
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.reading import read

NOW: Final = datetime(2026, 11, 29, 10, tzinfo=UTC).replace(tzinfo=None)
ORDERS: Final = {"en": "MDY", "ru": "DMY"}
KINDS: Final = {"day_phrase", "date", "clock"}
EXCEPTIONS: Final = {
    r"\d{1,4}|five|nine|десять": "a number alone is a month or a year for dateparser",
    r"\d\d-\d\d": "so are an hour and minutes with a dash",
    r"(?:\w+ the )?\d+(?:st|nd|rd|th)": "a day of the month keeps the month of dateparser's choice",
    r"\w+ девятого": "the same",
    r"10ч": "dateparser counts it from now",
    r"monday after december 10|the first .* after .*|friday before .*": "dateparser does not count from a date",
    r"[23] часа": "an hour of the clock or a length",
    r"\d{1,2}\.\d\d": "a date with a point is a time for dateparser",
    r"a week from today": "dateparser goes back in time",
    r".*\b(?:часа дня|дня)": "dateparser does not know the parts of the day in Russian",
    r".*\b(?:before|шестого)\b.*": "dateparser reads half of the phrase",
}
"""Phrases about which dateparser is wrong, and why."""


def phrases() -> Iterator[tuple[str, str, Day | Clock]]:
    """Each day and time of the sentences: the language, the words, and what we read."""
    for text in dict.fromkeys(sentence.name for sentence in SENTENCES):
        plain = " ".join(text.casefold().replace("ё", "е").replace("–", "-").split())  # a dash
        language = "ru" if re.search("[а-я]", plain) else "en"
        for node in read(text).nodes:
            value = node.value
            if node.kind in KINDS and isinstance(value, Day | Clock) and value.end is None:
                yield language, plain[node.start : node.end], value


def witness(words: str, language: str) -> datetime | None:
    settings = {"RELATIVE_BASE": NOW, "PREFER_DATES_FROM": "future", "DATE_ORDER": ORDERS[language]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dateparser's own regular expressions
        return dateparser.parse(words, languages=[language], settings=settings)


def is_agreed(value: Day | Clock, moment: datetime) -> bool:
    if isinstance(value, Day):
        return value.accepts(moment.date(), NOW.date())
    return value.accepts(moment.hour * 60 + moment.minute)


def test_a_second_witness_reads_the_same_days_and_times() -> None:
    agreed: set[str] = set()
    disagreed: dict[str, datetime] = {}
    for language, words, value in {(*found[:2],): found for found in phrases()}.values():
        moment = witness(words, language)
        if moment is None:
            continue
        if is_agreed(value, moment):
            agreed.add(words)
        elif not any(re.fullmatch(pattern, words) for pattern in EXCEPTIONS):
            disagreed[words] = moment
    assert disagreed == {}
    assert len(agreed) >= 100


def test_each_exception_is_needed() -> None:
    found = {words: (value, witness(words, language)) for language, words, value in phrases()}
    for pattern in EXCEPTIONS:
        matched = [one for words, one in found.items() if re.fullmatch(pattern, words)]
        assert any(moment is not None and not is_agreed(value, moment) for value, moment in matched), pattern
