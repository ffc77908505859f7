"""What is shown as one character is one for a cut."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.telegram.text.graphemes import is_boundary

SHOWN_AS_ONE = {
    "letter": "a",
    "accent": "e\u0301",
    "two accents": "o\u0302\u0323",
    "CR LF": "\r\n",
    "emoji": "\U0001f600",
    "skin tone": "\U0001f44d\U0001f3fd",
    "presentation": "\u2764\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "family": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "profession with a skin tone": "\U0001f469\U0001f3fd\u200d\U0001f680",
    "heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "flag": "\U0001f1e9\U0001f1ea",
    "flag of Scotland": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Korean syllable": "\ud55c",
    "Korean syllable by parts": "\u1112\u1161\u11ab",
    "closed by a part": "\ud558\u11ab",
    "closed twice": "\ud55c\u11ab",
    "Hindi conjunct": "\u0915\u094d\u0937",
    "Hindi vowel sign": "\u0928\u093f",
    "Thai vowel": "\u0e19\u0e33",
    "Cyrillic titlo": "\u0430\u0483",
    "half-width sound mark": "\uff76\uff9e",
}
CLUSTERS = st.sampled_from(sorted(SHOWN_AS_ONE.values()))


def cuts(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for index in range(1, len(text) + 1):
        if is_boundary(text, index):
            parts.append(text[start:index])
            start = index
    return parts


@on_rows("cluster", SHOWN_AS_ONE.values())
def test_what_is_shown_as_one_is_not_cut(cluster: str) -> None:
    assert cuts(cluster) == [cluster]
    assert cuts(f"x{cluster} {cluster}") == ["x", cluster, " ", cluster]


@given(st.lists(CLUSTERS, max_size=8))
def test_between_two_of_them_may_be_cut(clusters: list[str]) -> None:
    assert cuts("".join(clusters)) == clusters


def test_flags_are_paired_from_where_the_piece_begins() -> None:
    flags = "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"
    assert [index for index in range(1, 4) if is_boundary(flags, index)] == [2]
    assert [index for index in range(2, 4) if is_boundary(flags, index, 1)] == [3]


@given(st.text(st.characters(codec="ascii"), max_size=20))
def test_ascii_may_be_cut_anywhere_but_inside_a_line_end(text: str) -> None:
    assert cuts(text) == re.findall(r"\r\n|.", text, re.DOTALL)


@given(st.text(max_size=20))
def test_no_mark_begins_a_part_unless_a_line_or_the_text_does(text: str) -> None:
    parts = cuts(text)
    assert "".join(parts) == text
    for before, part in pairwise(parts):
        assert unicodedata.category(part[0])[0] != "M" or before[-1] in "\r\n"
