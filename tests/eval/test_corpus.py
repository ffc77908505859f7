"""The corpus is right by means other than the SDK's, and the SDK's checks and moments agree with it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, cast

from dateutil.rrule import DAILY, FR, HOURLY, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule
from tests.eval.utterances import SOURCE, Utterance, starts_of, utterances
from tests.rows import on_rows
from whenever import PlainDateTime

from schedbot_sdk.schedule import DraftRecurrence, problems, schedule_of
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS

each = on_rows("utterance", utterances())
CATEGORIES = {
    "ambiguous", "cancellations", "clock changes", "clock words", "emoji", "from now", "injections", "many items",
    "midnight and noon", "moves", "named zones", "no form", "not a schedule", "other zones", "past", "places",
    "plain figures", "questions and chat", "ranges and durations", "recurrences", "relative days", "reminders", "rules",
    "several events", "sloppy text", "weekdays", "weekends and long ranges", "words that shift",
    "words that shift nothing",
}  # fmt: skip
_FREQS: Final[dict[str, Literal[0, 1, 2, 3, 4]]] = {
    "hourly": HOURLY,
    "daily": DAILY,
    "weekly": WEEKLY,
    "monthly": MONTHLY,
    "yearly": YEARLY,
}
_WEEK = (MO, TU, WE, TH, FR, SA, SU)


def test_it_has_six_hundred_utterances_half_of_them_russian() -> None:
    languages = Counter(utterance.language for utterance in utterances())
    assert languages.total() >= 600
    assert min(languages["en"], languages["ru"]) >= 300
    for language in languages:
        assert {one.category for one in utterances() if one.language == language} == CATEGORIES
    assert max(Counter(one.id for one in utterances()).values()) == 1
    texts_seen = Counter((one.text, one.now, one.zone.key, one.planned) for one in utterances())
    assert max(texts_seen.values()) == 1
    outcomes = Counter(one.draft.outcome for one in utterances())
    assert outcomes.keys() == {"created", "cancelled", "needs_clarification", "not_a_schedule"}
    assert min(outcomes.values()) >= 10


def test_each_new_field_has_many_utterances() -> None:
    items = [item for one in utterances() for item in one.draft.items]
    rules = [item.recurrence for item in items if item.recurrence is not None]
    for field in ("zone", "place", "remind_minutes", "replaces"):
        assert sum(getattr(item, field) is not None for item in items) >= 20
    for field, least in (("nth", 14), ("month_days", 10), ("months", 10), ("except_dates", 9), ("count", 10)):
        assert sum(bool(getattr(rule, field)) for rule in rules) >= least, field
    assert {rule.freq for rule in rules} == _FREQS.keys()


@each
def test_each_start_is_the_same_with_another_library(utterance: Utterance) -> None:
    computed: list[str] = []
    items = utterance.draft.items
    for item in items if utterance.draft.outcome == "created" else ():
        assert f"{date.fromisoformat(item.date):%A}".lower() == item.weekday
        assert item.source_quote in utterance.text
        if item.time is None:
            computed.append(item.date)
        elif item.in_minutes is not None:
            computed.append(_in_utc(f"{utterance.now:%Y-%m-%dT%H:%M:%S}", utterance.zone.key, item.in_minutes))
        else:
            computed.append(_in_utc(f"{item.date}T{item.time}:00", item.zone or utterance.zone.key))
    assert tuple(computed) == utterance.starts


@each
def test_each_first_day_is_a_day_of_its_rule_with_another_library(utterance: Utterance) -> None:
    for item in (item for draft in (utterance.draft, *utterance.also) for item in draft.items):
        assert f"{date.fromisoformat(item.date):%A}".lower() == item.weekday
        if item.recurrence is not None:
            rule, first = item.recurrence, datetime.fromisoformat(f"{item.date}T{item.time or '00:00'}")
            assert next(iter(_with_dateutil(rule, first))) == first
            assert rule.until is None or rule.until > item.date
            for day in map(datetime.fromisoformat, rule.except_dates):
                assert day.date() >= first.date()
                assert next(iter(_with_dateutil(rule, first).xafter(day, count=1, inc=True))).date() == day.date()


def _with_dateutil(rule: DraftRecurrence, first: datetime) -> rrule:
    days = [_WEEK[WEEKDAYS.index(day)] for day in rule.days]
    by_day_of_month = rule.freq in {"monthly", "yearly"} and not days
    return rrule(
        _FREQS[rule.freq],
        dtstart=first,
        interval=rule.interval,
        byweekday=[day(rule.nth) if rule.nth else day for day in days] or None,
        bymonthday=(rule.month_days or first.day) if by_day_of_month else None,
        bymonth=rule.months or (first.month if rule.freq == "yearly" else None),
    )


def _in_utc(wall: str, zone: str, minutes: int = 0) -> str:
    start = cast("Any", PlainDateTime(wall)).assume_tz(zone, disambiguation="compatible")
    return str(start.add(minutes=minutes).to_instant().format_iso())


@each
def test_each_right_draft_passes_and_means_those_moments(utterance: Utterance) -> None:
    now, zone = utterance.now, utterance.zone
    planned = utterance.planned
    assert list(problems(utterance.draft, texts=[utterance.text], now=now, zone=zone, planned=planned)) == []
    if utterance.draft.outcome == "created":
        built = schedule_of(utterance.draft, zone=zone, now=now, source=SOURCE, planned=planned)
        assert starts_of(built) == sorted(utterance.starts)
        ahead = built.occurrences(now - timedelta(days=1), now + timedelta(days=4000))
        assert {one.event.uid for one in ahead} == {event.uid for event in built.events}


@each
def test_other_right_drafts_have_no_problems_either(utterance: Utterance) -> None:
    for draft in utterance.also:
        assert draft != utterance.draft
        now, zone, planned = utterance.now, utterance.zone, utterance.planned
        assert list(problems(draft, texts=[utterance.text], now=now, zone=zone, planned=planned)) == []
