"""Scores an LLM's outcomes against the meaning of the utterances. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from tests.eval.utterances import SOURCE, Utterance

from schedbot_sdk.schedule import (
    Cancelled,
    Created,
    Draft,
    Event,
    NeedsClarification,
    Outcome,
    Schedule,
    schedule_of,
)
from schedbot_sdk.schedule.llm.text_match import shares_a_word

__all__ = ["Result", "Verdict", "report", "verdict_of"]

Verdict: TypeAlias = Literal["right", "wrong", "asked", "dropped", "refused", "failed"]
VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("right", "right"),
    ("wrong", "wrong"),
    ("asked", "asked back needlessly"),
    ("dropped", "taken for no schedule"),
    ("refused", "no answer passed the checks"),
    ("failed", "the service failed"),
)


_AHEAD = timedelta(days=4000)
_HOURS_AHEAD = timedelta(days=400)
_LAST_YEAR = (datetime(2996, 1, 1, tzinfo=UTC), datetime(2997, 1, 1, tzinfo=UTC))
"""A leap year. An event that happens in it never ends."""


@dataclass(frozen=True)
class Result:
    """What became of one utterance."""

    utterance: Utterance
    verdict: Verdict
    tries: int = 0
    tokens: int = 0
    failure: str = ""
    """Why the service failed."""


def verdict_of(utterance: Utterance, outcome: Outcome) -> Verdict:
    """Right is an outcome that may be meant, and a schedule of which each event happens when one that is meant does.

    However its rule is said: "weekly on all seven days" is daily. Titles are not compared. A reminder must be the same,
    a place must share a word, and what is moved or cancelled must be the planned event that is meant.
    """
    meant = (utterance.draft, *utterance.also)
    if isinstance(outcome, Created):
        plans = [_plan(draft, utterance) for draft in meant if draft.outcome == "created"]
        return "right" if any(_same(outcome.schedule, plan, utterance) for plan in plans) else "wrong"
    if isinstance(outcome, Cancelled):
        plans = [_plan(draft, utterance) for draft in meant if draft.outcome == "cancelled"]
        return "right" if any(_uids(outcome.schedule) == _uids(plan) for plan in plans) else "wrong"
    outcome_name = "needs_clarification" if isinstance(outcome, NeedsClarification) else "not_a_schedule"
    if outcome_name in {draft.outcome for draft in meant}:
        return "right"
    return "asked" if outcome_name == "needs_clarification" else "dropped"


def report(results: Iterable[Result]) -> str:
    """A Markdown table by category, and the sums."""
    by_category: dict[str, Counter[Verdict]] = {}
    tries, tokens = Counter[int](), 0
    for result in results:
        by_category.setdefault(result.utterance.category, Counter())[result.verdict] += 1
        tries[result.tries] += 1
        tokens += result.tokens
    total = sum(by_category.values(), Counter[Verdict]())
    heads = ["category", "messages", *(words for _, words in VERDICTS), "right, per cent"]
    rows = [heads, ["---"] * len(heads)]
    for name, counts in (*sorted(by_category.items()), ("all", total)):
        share = 100 * counts["right"] / max(1, counts.total())
        cells = [str(counts[verdict] or "") for verdict, _ in VERDICTS]
        rows.append([name, str(counts.total()), *cells, f"{share:.0f}"])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    answers = ", ".join(f"{count} after {number}" for number, count in sorted(tries.items()) if number)
    return f"{table}\n\nAnswers of the LLM: {answers or 'none'}. Tokens: {tokens}."


def _plan(draft: Draft, utterance: Utterance) -> Schedule:
    return schedule_of(draft, zone=utterance.zone, now=utterance.now, source=SOURCE, planned=utterance.planned)


def _uids(schedule: Schedule) -> set[str]:
    return {event.uid for event in schedule.events}


def _same(schedule: Schedule, meant: Schedule, utterance: Utterance) -> bool:
    planned = {event.uid for one in utterance.planned for event in one.events}
    if _uids(schedule) & planned != _uids(meant) & planned or len(schedule.events) != len(meant.events):
        return False
    pairs = zip(sorted(schedule.events, key=_happenings), sorted(meant.events, key=_happenings), strict=True)
    return all(_is_the_same(event, other) for event, other in pairs)


def _is_the_same(event: Event, meant: Event) -> bool:
    is_there = meant.place is None or (event.place is not None and shares_a_word(meant.place, event.place))
    return _happenings(event) == _happenings(meant) and event.reminders == meant.reminders and is_there


def _happenings(event: Event) -> tuple[bool, list[tuple[float, float]], bool]:
    """Whether it takes whole days; its starts and ends for years, in seconds, in UTC; and whether it ever ends."""
    first = event.start.moment
    is_hourly = event.recurrence is not None and event.recurrence.freq == "hourly"
    listed = event.occurrences(first, first + (_HOURS_AHEAD if is_hourly else _AHEAD))
    times = [(one.start.timestamp(), (one.end or one.start).timestamp()) for one in listed]
    return event.is_all_day, times, event.recurrence is None or not any(event.occurrences(*_LAST_YEAR))
