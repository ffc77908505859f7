"""Texts that only look empty."""

from __future__ import annotations

from tests.rows import on_rows

from schedbot_sdk.schedule.model.blank import is_blank


@on_rows(
    "text",
    ["", " \t\n", "\u2800", "\u3164", "\u115f\u1160", "\uffa0", "\u200b\u2060\ufeff", "\u00ad", "\u034f", "\u180e",
     "\ufe0f", "\U000e0020\U000e007f", "\u2800 \u3164", "\u3000"],
)  # fmt: skip
def test_a_text_of_blank_characters_is_blank(text: str) -> None:
    assert is_blank(text)


@on_rows("text", ["a", "1", "?", "👶🎂", "❤\ufe0f", "🏴\U000e0067\U000e007f", "ㅎ", "\u2801", "会", "\u3164a"])
def test_a_text_that_shows_anything_is_not_blank(text: str) -> None:
    assert not is_blank(text)
