"""`doubts`: right drafts of plain sentences are not doubted, and wrong ones are."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.llm.sentences import SENTENCES, Sentence, draft_of

from schedbot_sdk.schedule import Draft, doubts
from schedbot_sdk.schedule.llm.phrases.words import WORDS

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 29, 10, tzinfo=MOSCOW)
HOSTILE = (
    "1,", "1-2-", "1.", "на ", "every ", "two ", "пн, ", "в ", "10:00 - ", "по слову ", "a", "слово ", "5 and ", "- ",
    "5 декабря и ", "@", "until except ", "каждую первую ", "за час до ",
)  # fmt: skip
SEPARATE = ["1", "5", "31", "40", "2027", "0600", "5.12", "31.02", "30.02.2027", "9-18", "2/2", "24:00", ",", ".", "-"]


def doubts_about(draft: Draft, text: str) -> list[str]:
    return list(doubts(draft, texts=[text], now=NOW, zone=MOSCOW))


def test_there_are_sentences_of_both_languages_for_each_kind_of_phrase() -> None:
    russian = sum(any("а" <= letter <= "я" for letter in one.name.lower()) for one in SENTENCES)
    assert len(SENTENCES) >= 300
    assert len({one.name for one in SENTENCES}) == len(SENTENCES)
    assert min(russian, len(SENTENCES) - russian) >= 130


@on_rows("sentence", SENTENCES)
def test_a_right_draft_is_not_doubted(sentence: Sentence) -> None:
    doubted = {parts: doubts_about(draft_of(sentence.name, sentence.title, parts), sentence.name)
               for parts in sentence.right}  # fmt: skip
    assert {parts: found for parts, found in doubted.items() if found} == {}


@on_rows("sentence", SENTENCES)
def test_a_wrong_draft_is_doubted(sentence: Sentence) -> None:
    passed = [parts for parts in sentence.wrong
              if not doubts_about(draft_of(sentence.name, sentence.title, parts), sentence.name)]  # fmt: skip
    assert passed == []


@on_rows("sentence", SENTENCES)
def test_doubts_repeat_no_words_of_the_user(sentence: Sentence) -> None:
    secret = "Xylophon"
    draft = draft_of(sentence.name, secret, sentence.wrong[0])
    text = " ".join(f"{secret} {sentence.name}".split())
    for doubt in doubts_about(draft.model_copy(update={"items": [*draft.items]}), text):
        assert secret not in doubt


@given(st.lists(st.sampled_from([*WORDS, *SEPARATE]), max_size=14), st.sampled_from(SENTENCES))
def test_no_text_breaks_the_checks(words: list[str], sentence: Sentence) -> None:
    text = " ".join(words)
    for parts in (*sentence.right, *sentence.wrong):
        doubts_about(draft_of(text, sentence.title, parts), text)


@given(st.text(max_size=60))
def test_no_characters_break_the_checks(text: str) -> None:
    doubts_about(draft_of(text, "Gym", "2026-11-30 07:00 d60"), text)


@on_rows("unit", HOSTILE)
def test_a_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    spent: list[float] = []
    for length in (2_000, 16_000):
        text = (unit * length)[:length]
        begin = time.process_time()
        doubts_about(draft_of(text, "Gym", "2026-11-30 07:00"), text)
        spent.append(time.process_time() - begin)
    assert spent[1] < 1 + 30 * spent[0]  # eight times as long; twice that, squared, would be far more


def test_a_hundred_items_are_checked_in_a_moment() -> None:
    lines = [f"gym {number} on 2026-12-{number % 28 + 1:02} at {number % 12 + 8:02}:15" for number in range(100)]
    items = [
        draft_of(line, "Gym", f"2026-12-{number % 28 + 1:02} {number % 12 + 8:02}:15").items[0]
        for number, line in enumerate(lines)
    ]
    begin = time.process_time()
    assert doubts_about(Draft(outcome="created", question=None, items=items), "\n".join(lines)) == []
    assert time.process_time() - begin < 1
