"""The checks catch the faults that LLMs make, and the guide has the figures."""

from __future__ import annotations

from tests.eval.caught import GUIDE, in_guide, table
from tests.eval.seeded import FAULTS, Fault, is_caught, seeded
from tests.eval.utterances import utterances
from tests.rows import on_rows

from schedbot_sdk.schedule import doubts


@on_rows("fault", [fault for fault in FAULTS if fault.must])
def test_each_fault_that_a_check_can_detect_is_caught(fault: Fault) -> None:
    answers = list(seeded(fault, utterances()))
    assert len(answers) >= 10
    assert [utterance.id for utterance, answer in answers if not is_caught(answer, utterance)] == []


def test_few_right_answers_are_doubted_and_the_guide_says_how_many() -> None:
    doubted = [one for one in utterances() if any(doubts(one.draft, texts=[one.text], now=one.now, zone=one.zone))]
    assert len(doubted) / len(utterances()) < 0.06
    assert f"for {len(doubted)} of them the LLM is asked once more" in " ".join(GUIDE.read_text().split())


def test_the_table_in_the_guide_is_up_to_date() -> None:
    assert in_guide() == table()
