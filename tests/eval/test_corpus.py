"""The corpus is right by means other than the SDK's, and the SDK's checks and moments agree with it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, cast

from tests.eval.utterances import SOURCE, Utterance, starts_of, utterances
from tests.rows import on_rows
from whenever import PlainDateTime

from schedbot_sdk.schedule import problems, schedule_of

each = on_rows("utterance", utterances())
CATEGORIES = {
    "ambiguous", "clock changes", "clock words", "from now", "injections", "midnight and noon", "not a schedule",
    "other zones", "past", "ranges and durations", "recurrences", "relative days", "several events", "sloppy text",
    "weekdays",
}  # fmt: skip


def test_it_has_two_hundred_utterances_half_of_them_russian() -> None:
    languages = Counter(utterance.language for utterance in utterances())
    assert languages.total() >= 200
    assert min(languages["en"], languages["ru"]) >= 100
    for language in languages:
        assert {one.category for one in utterances() if one.language == language} == CATEGORIES
    texts_seen = Counter((one.text, one.now, one.zone.key) for one in utterances())
    assert max(texts_seen.values()) == 1
    outcomes = Counter(one.draft.outcome for one in utterances())
    assert min(outcomes.values()) >= 14


@each
def test_each_start_is_the_same_with_another_library(utterance: Utterance) -> None:
    computed: list[str] = []
    for item in utterance.draft.items:
        assert f"{date.fromisoformat(item.date):%A}".lower() == item.weekday
        assert item.source_quote in utterance.text
        if item.time is None:
            computed.append(item.date)
        elif item.in_minutes is not None:
            computed.append(_in_utc(f"{utterance.now:%Y-%m-%dT%H:%M:%S}", utterance.zone.key, item.in_minutes))
        else:
            computed.append(_in_utc(f"{item.date}T{item.time}:00", item.zone or utterance.zone.key))
    assert tuple(computed) == utterance.starts


def _in_utc(wall: str, zone: str, minutes: int = 0) -> str:
    start = cast("Any", PlainDateTime(wall)).assume_tz(zone, disambiguation="compatible")
    return str(start.add(minutes=minutes).to_instant().format_iso())


@each
def test_each_right_draft_passes_and_means_those_moments(utterance: Utterance) -> None:
    now, zone = utterance.now, utterance.zone
    assert list(problems(utterance.draft, texts=[utterance.text], now=now, zone=zone)) == []
    if utterance.draft.outcome == "created":
        built = schedule_of(utterance.draft, zone=zone, now=now, source=SOURCE)
        assert starts_of(built) == sorted(utterance.starts)
        ahead = built.occurrences(now - timedelta(days=1), now + timedelta(days=4000))
        assert {one.event.uid for one in ahead} == {event.uid for event in built.events}


@each
def test_other_right_drafts_have_no_problems_either(utterance: Utterance) -> None:
    for draft in utterance.also:
        assert draft != utterance.draft
        assert list(problems(draft, texts=[utterance.text], now=utterance.now, zone=utterance.zone)) == []
