"""The models mirror the specification's tables, row by row."""

from __future__ import annotations

import re

import pytest
from tests.spec.rows import MODELS, ROWS
from tests.spec.table import ENDPOINTS, differences

from schedbot_sdk import chat


def test_the_models_mirror_every_row() -> None:
    found = {name: differences(model, row) for name, (model, row) in ROWS.items()}
    assert {name: of_row for name, of_row in found.items() if of_row} == {}


def test_every_table_is_compared() -> None:
    assert [endpoint.name for endpoint in ENDPOINTS] == list(MODELS)
    assert [(len(endpoint.request), len(endpoint.response)) for endpoint in ENDPOINTS] == [(2, 6), (1, 5), (9, 11)]
    assert len(ROWS) == 2 + 6 + 1 + 5 + 7 + 11


def words_with_a_meaning(row_name: str) -> list[str]:
    """The words before the brackets in a note such as "system (sets the behaviour), user (...)"."""
    (note,) = {row.note for e in ENDPOINTS for row in (*e.request, *e.response) if row.name == row_name}
    return re.findall(r"(\w+) \(", note)


@pytest.mark.parametrize(
    ("row_name", "words"),
    [("messages[].role", ["system", "user", "assistant"]), ("choices[].finish_reason", ["stop", "length"])],
)
def test_each_word_that_a_note_explains_has_its_constant(row_name: str, words: list[str]) -> None:
    assert words_with_a_meaning(row_name) == words
    assert [vars(chat)[word.upper()] for word in words] == words
    assert {word.upper() for word in words} <= set(chat.__all__)
