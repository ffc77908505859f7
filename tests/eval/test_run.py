"""`make eval` against a server that reads by rules: its requests, its table and its exit codes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.eval.score import Result, report, verdict_of
from tests.eval.utterances import SOURCE, Utterance, utterances

from schedbot_sdk.chat import Usage
from schedbot_sdk.schedule import Cancelled, Created, Draft, NeedsClarification, NotASchedule, schedule_of
from schedbot_sdk.testing import LocalChat

ROOT = Path(__file__).parents[2]
USAGE = Usage(prompt_tokens=1, completion_tokens=1, total_tokens=2)
BY_ID = {utterance.id: utterance for utterance in utterances()}
GYM, CALL, HELLO = BY_ID["en-relative-days-1"], BY_ID["en-ambiguous-2"], BY_ID["en-not-a-schedule-1"]


@pytest.fixture(scope="module")
def server() -> Iterator[LocalChat]:
    with LocalChat() as server:
        yield server


def run(server: LocalChat, *llms: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENAI_API_KEY": server.api_key, "OPENAI_BASE_URL": server.base_url}
    return subprocess.run(
        [sys.executable, "-m", "tests.eval.run", *llms],
        env={**environment, "OPENAI_MODEL": server.model, "NO_PROXY": "127.0.0.1", **settings},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_it_counts_right_answers_by_category(server: LocalChat) -> None:
    done = run(server, LIMIT="60")
    assert (done.returncode, done.stderr) == (0, "")
    rows = re.findall(r"^\| ([a-z -]+?) \| (\d+) \|(.*)\| (\d+) \|$", done.stdout, re.MULTILINE)
    assert len(rows) > 20
    assert rows[-1][:2] == ("all", "60")
    assert sum(int(messages) for _, messages, _, _ in rows) == 120
    assert 0 < int(rows[-1][3]) < 100  # it reads by rules, and understands some of it
    assert "60 messages in" in done.stdout


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
        ({"OPENAI_MODEL": ""}, "OPENAI_MODEL"),
        ({"AT_ONCE": "0"}, "AT_ONCE: pass a whole number from 1 on"),
        ({"LIMIT": "abc"}, "LIMIT: pass a whole number from 1 on"),
        ({"LIMIT": "0"}, "LIMIT: pass a whole number from 1 on"),
        ({"LIMIT": "-3"}, "LIMIT: pass a whole number from 1 on"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named_in_one_line(
    server: LocalChat, settings: dict[str, str], message: str
) -> None:
    done = run(server, **{"LIMIT": "8", **settings})
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_llm_argument_than_local_is_refused(server: LocalChat) -> None:
    done = run(server, "gpt", LIMIT="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("LLM: pass local")


def test_a_server_that_cannot_be_used_is_an_error(server: LocalChat) -> None:
    wrong = run(server, LIMIT="2", OPENAI_API_KEY="sk-wrong")
    assert wrong.returncode == 1
    assert "The server cannot be used: chat.createChatCompletion: 401" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    gone = run(server, LIMIT="2", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert gone.returncode == 1
    assert "The server cannot be used: chat.createChatCompletion" in gone.stderr


def created(meant: Utterance, instead: Utterance | None = None) -> Created:
    draft = (instead or meant).draft
    schedule = schedule_of(draft, zone=meant.zone, now=meant.now, source=SOURCE, planned=meant.planned)
    return Created(schedule=schedule, usage=USAGE, tries=1)


def test_a_verdict_names_the_outcome() -> None:
    clarification = NeedsClarification(question="When?", usage=USAGE, tries=1)
    none = NotASchedule(usage=USAGE, tries=1)
    assert [verdict_of(GYM, one) for one in (created(GYM), clarification, none)] == [
        "right",
        "asked",
        "dropped",
    ]
    assert [verdict_of(CALL, one) for one in (created(CALL, GYM), clarification, none)] == ["wrong", "right", "dropped"]
    assert [verdict_of(HELLO, one) for one in (created(HELLO, GYM), clarification, none)] == [
        "wrong",
        "asked",
        "right",
    ]


def test_each_reading_of_an_ambiguous_text_is_right() -> None:
    read_differently = [one for one in utterances() if one.also]
    assert len(read_differently) > 20
    for utterance in read_differently:
        for draft in (utterance.draft, *utterance.also):
            if draft.outcome == "created":
                assert verdict_of(utterance, created(replace(utterance, draft=draft))) == "right"
            else:
                clarification = NeedsClarification(question="Which one?", usage=USAGE, tries=1)
                assert verdict_of(utterance, clarification) == "right"


WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def verdict_with(name: str, change: Mapping[str, object], *, repeats: Mapping[str, object] | None = None) -> str:
    """The verdict on what was meant, with a change in its first item."""
    utterance = BY_ID[name]
    draft = utterance.draft.model_dump()
    item = draft["items"][0]
    item.update(change)
    if repeats is not None:
        item["recurrence"].update(repeats)
    return verdict_of(utterance, created(replace(utterance, draft=Draft.model_validate(draft))))


@pytest.mark.parametrize("change", [{"time": "08:00"}, {"duration_minutes": 30}, {"date": "2026-11-27"}])
def test_a_schedule_is_right_only_as_a_whole(change: dict[str, object]) -> None:
    assert verdict_with("en-relative-days-1", {}) == "right"
    assert verdict_with("en-relative-days-1", change) == "wrong"


@pytest.mark.parametrize(
    ("name", "repeats"),
    [
        ("en-recurrences-7", {"days": []}),  # it begins on a Tuesday, and that is the day
        ("en-recurrences-7", {"until": "2026-12-24"}),  # a Thursday
        ("en-recurrences-7", {"until": None, "count": 4}),
        ("en-recurrences-8", {"until": "2026-12-31", "count": None}),
        ("en-recurrences-3", {"freq": "weekly", "days": WEEKDAYS}),
        ("en-recurrences-6", {"freq": "monthly", "interval": 12}),
    ],
)
def test_a_rule_with_the_same_days_is_right(name: str, repeats: dict[str, object]) -> None:
    assert verdict_with(name, {}, repeats=repeats) == "right"


@pytest.mark.parametrize(
    ("name", "repeats"),
    [
        ("en-recurrences-7", {"days": ["tuesday", "friday"]}),
        ("en-recurrences-7", {"until": None}),
        ("en-recurrences-7", {"until": "2026-12-29"}),
        ("en-recurrences-8", {"count": 5}),
        ("en-recurrences-3", {"until": "2900-01-01"}),
        ("en-recurrences-3", {"freq": "weekly", "days": WEEKDAYS[:6]}),
        ("en-recurrences-6", {"interval": 2}),
        ("en-recurrences-14", {"count": 1}),  # of 29 February, years before the second time
    ],
)
def test_a_rule_with_other_days_is_wrong(name: str, repeats: dict[str, object]) -> None:
    assert verdict_with(name, {}, repeats=repeats) == "wrong"


def test_a_repetition_that_is_left_out_is_wrong() -> None:
    repeated = [one for one in utterances() if one.draft.items and one.draft.items[0].recurrence]
    assert len(repeated) > 80
    right = [one.id for one in repeated if verdict_with(one.id, {"recurrence": None}) == "right"]
    assert right == []


def test_a_whole_day_has_its_minutes_or_none() -> None:
    assert verdict_with("en-relative-days-5", {"duration_minutes": 24 * 60}) == "right"
    assert verdict_with("en-relative-days-5", {"duration_minutes": 2 * 24 * 60}) == "wrong"
    assert verdict_with("en-relative-days-5", {"time": "00:00", "duration_minutes": 24 * 60}) == "wrong"


def test_a_planned_event_is_changed_and_not_another_one() -> None:
    assert verdict_with("en-moves-1", {}) == "right"
    assert verdict_with("en-moves-1", {"replaces": None}) == "wrong"
    assert verdict_with("en-moves-1", {"replaces": 2}) == "wrong"
    series = BY_ID["en-cancellations-4"]
    assert verdict_with(series.id, {}, repeats={"except_dates": []}) == "wrong"
    for number, verdict in ((1, "wrong"), (2, "right")):
        dentist = BY_ID["en-cancellations-1"]
        draft = dentist.draft.model_copy(
            update={"items": [dentist.draft.items[0].model_copy(update={"replaces": number})]}
        )
        schedule = schedule_of(draft, zone=dentist.zone, now=dentist.now, source=SOURCE, planned=dentist.planned)
        assert verdict_of(dentist, Cancelled(schedule=schedule, usage=USAGE, tries=1)) == verdict
        assert verdict_of(series, Cancelled(schedule=schedule, usage=USAGE, tries=1)) == "wrong"


def test_reminders_places_and_zones_are_compared() -> None:
    assert verdict_with("en-reminders-1", {"remind_minutes": None}) == "wrong"
    assert verdict_with("en-reminders-1", {"remind_minutes": 60}) == "wrong"
    assert verdict_with("en-places-2", {"place": "the room 42"}) == "right"
    assert verdict_with("en-places-2", {"place": None}) == "wrong"
    assert verdict_with("en-named-zones-1", {"zone": None}) == "wrong"
    assert verdict_with("en-named-zones-1", {"zone": None, "time": "19:00"}) == "right"  # converted to Berlin's clock


def test_the_report_sums_up() -> None:
    message = report([Result(GYM, "right", 1, 10), Result(CALL, "refused", 3, 30), Result(HELLO, "right", 1, 5)])
    assert "| all | 3 | 2 |  |  |  | 1 |  | 67 |" in message
    assert "Answers of the LLM: 2 after 1, 1 after 3. Tokens: 45." in message
