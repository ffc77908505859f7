"""`read`: each word of a text is in one phrase only."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.schedule.llm.phrases.questions import is_question, is_statement
from schedbot_sdk.schedule.llm.phrases.reading import read
from schedbot_sdk.schedule.llm.text_match import plain


def phrases(text: str) -> dict[str, str]:
    """The words of each phrase, without lone words and marks."""
    lone = {"word", "stop", "comma", "colon", "dash", "digits", "number_word", "at", "on", "v", "s", "k", "na", "po"}
    return {plain(text)[node.start : node.end]: node.kind for node in read(text).nodes if node.kind not in lone}


@on_rows(
    ("text", "expected"),
    [
        ("5.12 приём в 9.30", {"5.12": "date", "9.30": "clock"}),
        ("завтра 9-18 работа", {"завтра": "day_phrase", "9-18": "clock"}),
        ("график 2/2", {"2/2": "repeat", "график": "shift"}),
        ("к 18 быть дома", {"18": "clock"}),
        ("к 18 годам", {}),
        ("созвон через Teams", {"через": "through"}),
        ("созвон через час", {"через час": "from_now"}),
        ("накануне 10 декабря", {"накануне 10 декабря": "day_phrase"}),
        ("билеты до Казани", {"до": "do"}),
        ("работать до 18:00", {"до 18:00": "ending_at"}),
        ("йога до 5 декабря", {"до 5 декабря": "last_day"}),
        ("in 2 hours", {"in 2 hours": "from_now"}),
        ("for 2 hours", {"for": "for", "2 hours": "length"}),
        ("every 2 hours", {"every 2 hours": "repeat"}),
        ("every other Friday except Dec 25", {"every other friday": "repeat", "except dec 25": "exceptions"}),
        ("напомни за 2 часа", {"напомни": "remind", "за 2 часа": "reminder"}),
        ("заплатить за 2 часа", {"за 2 часа": "shifted"}),
        ("в 10:00 по Москве", {"10:00": "clock", "по москве": "zone"}),
        ("гулять по парку", {}),
        ("10 times", {"10 times": "count"}),
        ("twice a day", {"twice a day": "repeat"}),
    ],
)
def test_a_phrase_has_the_words_that_belong_to_it(text: str, expected: dict[str, str]) -> None:
    assert phrases(text) == expected


@given(st.text(alphabet="0123456789 .,:-/апвсдокTthurmonevyi", max_size=40))
def test_phrases_follow_each_other_without_a_gap_in_their_order(text: str) -> None:
    nodes = read(text).nodes
    assert all(node.start <= node.end for node in nodes)
    assert all(first.end <= second.start or first.start == second.start for first, second in pairwise(nodes))


def test_questions_and_statements_are_told_from_plans() -> None:
    assert is_question("When is the train?")
    assert not is_question("Can you put gym tomorrow at 7:00?")
    assert is_statement("Сегодня я проснулся в 7:00")
    assert not is_statement("Gym tomorrow at 7:00")
