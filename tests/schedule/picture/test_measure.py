"""Texts are measured and broken into lines without a font."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.schedule.picture.measure import cut, printable, width_of, wrapped

SIZE = 33.0
any_title = st.text(min_size=1, max_size=60).map(printable) | st.text("aeiou бвгдеё 会議😀👩‍👧🇩🇪 ", max_size=60).map(
    printable
)


@given(any_title, st.floats(0, 600), st.floats(0, 600), st.integers(0, 6), st.booleans())
def test_no_line_is_wider_than_its_box_and_there_are_not_more_lines_than_fit(
    text: str, width: float, last: float, lines: int, bold: bool
) -> None:
    last = min(last, width)
    result = wrapped(text, width, SIZE, lines=lines, last_width=last, bold=bold)
    assert len(result) <= lines
    assert all(result)
    assert all(width_of(line, SIZE, bold=bold) <= width for line in result)
    if len(result) == lines and lines:
        assert width_of(result[-1], SIZE, bold=bold) <= last


@given(any_title, st.floats(60, 600), st.integers(1, 6))
def test_the_lines_are_the_beginning_of_the_text_and_an_ellipsis_says_that_there_is_more(
    text: str, width: float, lines: int
) -> None:
    result = wrapped(text, width, SIZE, lines=lines)

    def letters(text: str) -> str:
        return "".join(character for character in text if not character.isspace() and character not in "-…–—,.;:(")

    assert letters(text).startswith(letters("".join(result)))
    if letters("".join(result)) != letters(text) and result:
        assert result[-1].endswith("…")


@given(st.text("абвгдежз", min_size=1, max_size=30), st.floats(80, 300))
def test_a_word_that_is_too_long_is_broken_with_hyphens_and_loses_nothing(word: str, width: float) -> None:
    result = wrapped(word, width, SIZE, lines=99)
    assert "".join(line.removesuffix("-") for line in result) == word
    assert all(line.endswith("-") for line in result[:-1])


@on_rows(
    ("text", "width", "lines", "expected"),
    [
        ("Lunch with Kate", 120, 3, ["Lunch", "with", "Kate"]),
        ("Lunch with Kate", 200, 1, ["Lunch with…"]),
        ("Стоматолог", 120, 2, ["Стома-", "толог"]),
        ("Standup", 100, 2, ["Stan-", "dup"]),
        ("Созвон", 80, 2, ["Соз-", "вон"]),
        ("Приём", 90, 2, ["При-", "ём"]),
        ("Dentist", 5, 2, []),
        ("", 100, 2, []),
    ],
)
def test_titles_are_broken_where_a_reader_expects_it(text: str, width: float, lines: int, expected: list[str]) -> None:
    assert wrapped(text, width, SIZE, lines=lines) == expected


def test_a_text_that_is_cut_ends_with_a_whole_visible_character() -> None:
    family = "👨‍👩‍👧"
    assert cut(f"{family}{family}", width_of(family, SIZE) + width_of("…", SIZE) + 1, SIZE) == f"{family}…"


@on_rows(
    ("text", "as_wide_as"),
    [("👨‍👩‍👧", "😀"), ("👍🏽", "👍"), ("🇩🇪", "😀"), ("e\u0301", "e"), ("❤\ufe0f", "❤")],
)
def test_joined_characters_are_as_wide_as_one(text: str, as_wide_as: str) -> None:
    assert width_of(text, SIZE) == pytest.approx(width_of(as_wide_as, SIZE))


def test_ideographs_and_emoji_are_wider_than_letters() -> None:
    assert width_of("会", SIZE) > 1.5 * width_of("e", SIZE)
    assert width_of("😀", SIZE) > width_of("会", SIZE)


@on_rows(
    ("text", "expected"),
    [
        ("a\x00b\x07", "ab"),
        (" a \n\t b ", "a b"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ufffe\ue000x\U0010ffff", "x"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_characters_that_cannot_be_shown_are_left_out(text: str, expected: str) -> None:
    assert printable(text) == expected
