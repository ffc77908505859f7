"""`date_phrases`: the days, times and repetitions in plain English and Russian texts."""

from __future__ import annotations

from schedbot_sdk.schedule.llm import date_phrases


def test_dates_are_found_in_all_forms() -> None:
    text = "from 28 December to January 3, not 2026-12-01"
    assert date_phrases.named_dates(text) == {(12, 28), (1, 3), (12, 1)}


def test_days_are_found() -> None:
    text = "Gym on 24 December or Friday at 7pm, not tomorrow at 6:30"
    assert date_phrases.named_dates(text) == {(12, 24)}
    assert date_phrases.named_weekdays(text) == {"friday"}
    assert date_phrases.named_days_ahead(text) == {1}
