"""Patterns for decoders match the same ASCII texts, or are left out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.chat.structured.pattern import plain_pattern

KEPT = {
    r"^\d{4}-\d{2}$": "^[0-9]{4}-[0-9]{2}$",
    r"^[\d:]+$": "^[0-9:]+$",
    r"^[^\s,]\w*$": "^[^ \\t\\r\\n,][A-Za-z0-9_\u00aa-\ud7ff]*$",
    r"^[\w.]+[^\w.]$": "^[A-Za-z0-9_\u00aa-\ud7ff.]+[^A-Za-z0-9_.]$",
    r"^(mon|tue)\.$": r"^(mon|tue)\.$",
    r"^(?:a|b)[)\]]$": r"^(?:a|b)[)\]]$",
    r"^[]\d]$": "^[]0-9]$",
    r"^[(?=]$": "^[(?=]$",
    r"^\\d$": r"^\\d$",
    "^$": "^$",
}


@pytest.mark.parametrize("pattern", KEPT)
def test_character_classes_are_written_out(pattern: str) -> None:
    assert plain_pattern(pattern) == KEPT[pattern]


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?=a)\w$",
        r"^(?!a)b$",
        r"(?i)^a$",
        r"^a\b$",
        r"^(a)\1$",
        r"^\D$",
        r"^\p{L}$",
        r"\d+",
        r"^a",
        "a$",
        "^a|b$",
        "^foo$|^bar$",
        r"^a\$",
        "^[[:alpha:]]$",
        "^[a&&b]$",
        "^",
        "$",
    ],
)
def test_an_unsupported_pattern_is_left_out(pattern: str) -> None:
    assert plain_pattern(pattern) is None


TYPED = st.text(st.sampled_from("\t\n\r" + "".join(map(chr, range(32, 127)))), max_size=6)
CLOSE = st.sampled_from(["2026-11", "7:00", "a_1", "mon.", "a)", "b]", "]", "(", "?", r"\d", "\t", "5"])


@given(st.sampled_from(list(KEPT)), TYPED | CLOSE)
def test_a_pattern_matches_the_same_texts_of_ascii(pattern: str, text: str) -> None:
    assert bool(re.fullmatch(pattern, text, re.ASCII)) == bool(re.fullmatch(KEPT[pattern], text))


@pytest.mark.parametrize("title", ["Спортзал", "École_2", "会議", "ёлка", "ἀγορά"])
def test_a_word_may_be_of_any_alphabet(title: str) -> None:
    plain = plain_pattern(r"^\w+$")
    assert plain is not None
    assert re.fullmatch(plain, title)
    assert not re.fullmatch(plain, f"{title}!")
