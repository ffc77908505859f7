"""`date_phrases`: the days, times and repetitions in plain English and Russian texts."""

from __future__ import annotations

from schedbot_sdk.schedule.llm import date_phrases


def test_days_and_repetitions_are_cut_out_and_the_rest_stays() -> None:
    expected = {
        "Dinner with Kate on Friday at 19:30": ["Dinner with Kate on", "at 19:30"],
        "Завтра в 9 утра врач": ["в 9 утра врач"],
        "exam on 15 January": ["exam on"],
        "gym every Monday": ["gym"],
        "call mom": ["call mom"],
        "": [],
    }
    parts = {text: date_phrases.without_days(text).split("\0") for text in expected}
    assert {text: [part.strip() for part in found if part.strip()] for text, found in parts.items()} == expected


def test_a_text_whose_lower_case_is_longer_is_read_in_lower_case() -> None:
    assert date_phrases.without_days("İstanbul tomorrow").split("\0")[0].strip() == "İstanbul".lower()


def test_dates_are_in_the_order_of_the_text() -> None:
    assert date_phrases.dates_in_order("from 28 December to January 3, not 2026-12-01") == [(12, 28), (1, 3), (12, 1)]


def test_days_are_found() -> None:
    text = "Gym on 24 December or Friday at 7pm, not tomorrow at 6:30"
    assert date_phrases.named_dates(text) == {(12, 24)}
    assert date_phrases.named_weekdays(text) == {"friday"}
    assert date_phrases.named_days_ahead(text) == {1}
