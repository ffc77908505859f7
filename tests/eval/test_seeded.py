"""The checks catch the faults that LLMs make, and the docs have the figures."""

from __future__ import annotations

from tests.eval.caught import doubted, figures, figures_on_page, tables, tables_on_page
from tests.eval.faults import Fault
from tests.eval.seeded import FAULTS_OF_FORM, SPOKEN_FAULTS, seeded
from tests.eval.utterances import utterances
from tests.rows import on_rows


@on_rows("fault", FAULTS_OF_FORM)
def test_each_fault_of_form_is_caught(fault: Fault) -> None:
    assert len(seeded(fault)) >= 10
    assert [one.utterance.id for one in seeded(fault) if not one.is_caught] == []


@on_rows("fault", SPOKEN_FAULTS)
def test_nine_of_ten_faults_are_caught_that_the_plainest_words_contradict(fault: Fault) -> None:
    answers = [one for one in seeded(fault) if one.is_spoken_against]
    assert len(answers) >= 6
    missed = [one.utterance.id for one in answers if not one.is_caught]
    assert len(missed) <= len(answers) * 0.1, missed


def test_at_most_three_of_a_hundred_right_drafts_are_doubted() -> None:
    assert len(doubted()) <= len(utterances()) * 0.03, doubted()


def test_the_page_has_the_figures_of_today() -> None:
    assert figures_on_page() == figures()
    assert tables_on_page() == tables()
