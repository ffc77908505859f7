"""Puts faults that LLMs make into right drafts, and tests which ones the checks catch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError
from tests.eval.faults import Fault
from tests.eval.faults_beyond_words import FAULTS_BEYOND_WORDS
from tests.eval.faults_of_form import FAULTS_OF_FORM
from tests.eval.faults_of_rules import FAULTS_OF_RULES
from tests.eval.faults_of_time import FAULTS_OF_TIME
from tests.eval.faults_of_wishes import FAULTS_OF_WISHES
from tests.eval.utterances import SOURCE, Utterance, utterances

from schedbot_sdk.chat.structured.extract_json import NotFound, find_object
from schedbot_sdk.schedule import Draft, schedule_of
from schedbot_sdk.schedule.llm.task import Task
from schedbot_sdk.users import User

__all__ = ["FAULTS_BEYOND_WORDS", "FAULTS_OF_FORM", "SPOKEN_FAULTS", "Seeded", "complaints", "is_caught", "seeded"]

SPOKEN_FAULTS = (*FAULTS_OF_TIME, *FAULTS_OF_RULES, *FAULTS_OF_WISHES)
"""Those that only the user's words contradict."""


@dataclass(frozen=True)
class Seeded:
    """A right draft with a fault."""

    utterance: Utterance
    answer: str
    """What the LLM answers."""
    is_spoken_against: bool
    """Whether the plainest of the user's words contradict it."""
    is_caught: bool
    """Whether the checks find it."""


def is_caught(answer: str, utterance: Utterance) -> bool:
    """Whether an answer is refused or doubted, or its schedule warns of it."""
    extracted = find_object(answer)
    if isinstance(extracted, NotFound):
        return True
    try:
        draft = Draft.model_validate_json(extracted.text)
    except ValidationError:
        return True
    if any(_task(utterance).check(draft)) or complaints(draft, utterance):
        return True
    if draft.outcome != "created":
        return False
    now, zone, planned = utterance.now, utterance.zone, utterance.planned
    built = schedule_of(draft, zone=zone, now=now, source=SOURCE, planned=planned)
    return any(warning.code == "nonexistent_time" for event in built.events for warning in event.warnings)


def complaints(draft: Draft, utterance: Utterance) -> list[str]:
    """What the LLM is asked once about a draft without problems."""
    return list(_task(utterance).doubt(draft))


@cache
def _task(utterance: Utterance) -> Task:
    user = User(telegram_id=1, first_name="Ann", timezone=utterance.zone.key)
    arguments = (user, utterance.text, utterance.now, SOURCE, None, utterance.language)
    task = Task.of(*arguments, allow_past=False, planned=utterance.planned)
    assert isinstance(task, Task)
    return task


@cache
def seeded(fault: Fault) -> list[Seeded]:
    """The answers with a fault, for the utterances that have a place for it."""
    answers = ((one, fault.seed(json.loads(one.draft.model_dump_json()), one)) for one in utterances())
    return [
        Seeded(one, answer, _is_spoken_against(fault, answer, one), is_caught(answer, one))
        for one, answer in answers
        if answer is not None
    ]


def _is_spoken_against(fault: Fault, answer: str, utterance: Utterance) -> bool:
    if fault.speaks is None:
        return True
    wrong, right = Draft.model_validate_json(answer), utterance.draft
    last = wrong.items[-1] if wrong.items else right.items[-1]
    return fault.speaks(right.items[-1], last, utterance)
