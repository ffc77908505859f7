"""Puts faults that LLMs make into right drafts, and tests which ones the checks catch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from tests.eval.faults import Fault
from tests.eval.faults_of_form import FAULTS_OF_FORM
from tests.eval.faults_of_rules import FAULTS_OF_RULES
from tests.eval.faults_of_words import FAULTS_OF_WORDS
from tests.eval.utterances import SOURCE, Utterance

from schedbot_sdk.chat.structured.extract_json import NotFound, find_object
from schedbot_sdk.schedule import Draft, doubts, problems, schedule_of

__all__ = ["FAULTS_OF_FORM", "FAULTS_OF_WORDS", "SPOKEN_FAULTS", "Seeded", "is_caught", "is_doubted", "seeded"]

SPOKEN_FAULTS = (*FAULTS_OF_WORDS, *FAULTS_OF_RULES)
"""Those that only the user's words contradict."""


@dataclass(frozen=True)
class Seeded:
    """A right draft with a fault."""

    utterance: Utterance
    answer: str
    """What the LLM answers."""
    is_spoken_against: bool
    """Whether the plainest of the user's words contradict it."""


def is_caught(answer: str, utterance: Utterance) -> bool:
    """Whether an answer is refused or doubted, or its schedule warns of it."""
    extracted = find_object(answer)
    if isinstance(extracted, NotFound):
        return True
    try:
        draft = Draft.model_validate_json(extracted.text)
    except ValidationError:
        return True
    now, zone, planned = utterance.now, utterance.zone, utterance.planned
    if any(problems(draft, texts=[utterance.text], now=now, zone=zone, planned=planned)):
        return True
    if is_doubted(draft, utterance):
        return True
    if draft.outcome != "created":
        return False
    built = schedule_of(draft, zone=zone, now=now, source=SOURCE, planned=planned)
    return any(warning.code == "nonexistent_time" for event in built.events for warning in event.warnings)


def is_doubted(draft: Draft, utterance: Utterance) -> bool:
    """Whether the LLM is asked once more about a draft without problems."""
    return any(doubts(draft, texts=[utterance.text], now=utterance.now, zone=utterance.zone))


def seeded(fault: Fault, all_of_them: tuple[Utterance, ...]) -> Iterator[Seeded]:
    """The answers with a fault, for the utterances that have a place for it."""
    for utterance in all_of_them:
        answer = fault.seed(json.loads(utterance.draft.model_dump_json()), utterance)
        if answer is not None:
            yield Seeded(utterance, answer, _is_spoken_against(fault, answer, utterance))


def _is_spoken_against(fault: Fault, answer: str, utterance: Utterance) -> bool:
    if fault.speaks is None:
        return True
    wrong, right = Draft.model_validate_json(answer), utterance.draft
    last = wrong.items[-1] if wrong.items else right.items[-1]
    return fault.speaks(right.items[-1], last, utterance)
