"""What the checks catch of the faults that LLMs make, and that the guide says so."""

from __future__ import annotations

import pytest
from tests.eval.caught import in_guide, table
from tests.eval.seeded import FAULTS, Fault, is_caught, seeded
from tests.eval.utterances import utterances


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.must], ids=lambda fault: fault.name)
def test_each_fault_that_a_check_can_know_is_caught(fault: Fault) -> None:
    answers = list(seeded(fault, utterances()))
    assert len(answers) >= 10
    assert [utterance.id for utterance, answer in answers if not is_caught(answer, utterance)] == []


def test_the_right_answers_are_not_caught_by_that() -> None:
    warned = {"clock changes"}  # where the time itself is one that the clocks skip
    caught = [one for one in utterances() if one.category not in warned and is_caught(one.draft.model_dump_json(), one)]
    # Of these an LLM is asked once whether it means it.
    assert {one.category for one in caught} == {"not a schedule"}
    assert len(caught) / len(utterances()) < 0.03


def test_the_table_in_the_guide_is_what_comes_out_today() -> None:
    assert in_guide() == table()
