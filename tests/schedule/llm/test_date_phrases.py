"""`date_phrases`: the days, times and repetitions in plain English and Russian texts."""

from __future__ import annotations

from datetime import time

from schedbot_sdk.schedule.llm import date_phrases


def test_the_parts_between_phrases_are_the_rest_of_the_text() -> None:
    expected = {
        "Dinner with Kate on Friday at 19:30": ["Dinner with Kate on"],
        "tomorrow at 9 Dentist": ["Dentist"],
        "Завтра в 9 утра врач": ["врач"],
        "exam on 15 January": ["exam on"],
        "gym every Monday": ["gym"],
        "call mom": ["call mom"],
        "": [],
    }
    parts = {text: [part.strip() for part in date_phrases.between_phrases(text)] for text in expected}
    assert {text: list(filter(None, found)) for text, found in parts.items()} == expected


def test_a_text_whose_lower_case_is_longer_is_read_in_lower_case() -> None:
    assert date_phrases.between_phrases("İstanbul tomorrow")[0].strip() == "İstanbul".lower()


def test_days_and_times_are_found() -> None:
    text = "Gym on 24 December or Friday at 7pm, not tomorrow at 6:30"
    assert date_phrases.named_dates(text) == {(12, 24)}
    assert date_phrases.named_weekdays(text) == {"friday"}
    assert date_phrases.named_days_ahead(text) == {1}
    assert date_phrases.named_times(text) == {(time(19), True), (time(6, 30), False)}
