"""Texts that only look empty."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.schedule.model.blank import is_blank

BLANKS = (
    *("", " \t\r\n", "\u00a0\u2003\u3000", "\u200b\u200c\u200d\u2060\ufeff", "\u2800", "\u3164", "\u2800 \u3164"),
    *("\uffa0", "\u115f\u1160", "\u034f", "\u17b4\u17b5", "\u180b\u180e\u180f", "\ufe0f", "\U000e0100", "\U000e0001"),
    *("\u2065", "\ufff0", "\U0001d159", "\U0001d173", "\U0001bca0", "\ufffc", "\u061c\u202e", "\u00ad", "\U00016fe4"),
)
VISIBLE = (
    *("x", "\u0416", "-", "\U0001f476\U0001f382", "\u2764\ufe0f", "1\ufe0f\u20e3", "\U0001f3f4\U000e0067\U000e007f"),
    *("\u2801", "\u3131", "\u30fc", "\u0301", "\u4e00", "\u0e33", "\ufffd"),
)


@on_rows("text", BLANKS)
def test_a_text_without_a_visible_character_is_blank(text: str) -> None:
    assert is_blank(text)


@on_rows("text", VISIBLE)
def test_letters_signs_and_emoji_are_not_blank(text: str) -> None:
    assert not is_blank(text)
    assert not is_blank(f"\u2800{text}\u3164")


@given(st.characters(categories=("Lu", "Ll", "Lt", "Nd", "Nl", "Pd", "Ps", "Pe", "Sc")))
def test_every_cased_letter_digit_and_bracket_is_visible(character: str) -> None:
    assert not is_blank(character)


def test_what_a_name_calls_a_space_a_filler_or_a_selector_is_blank() -> None:
    names = ("VARIATION SELECTOR", "HANGUL FILLER", "HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER", "ZERO WIDTH")
    for number in range(0x110000):
        name = unicodedata.name(chr(number), "")
        if name.startswith(names) or unicodedata.category(chr(number)) == "Zs":
            assert is_blank(chr(number)), name
