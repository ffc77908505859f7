"""Texts and signs can be told from what is behind them, in both themes."""

from __future__ import annotations

from tests.rows import on_rows

from schedbot_sdk.schedule.picture.theme import ON, PALETTES

LEAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
PAIRS = [(palette, front, back) for palette in PALETTES.values() for front, backs in ON.items() for back in backs]


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21


@on_rows(("palette", "front", "back"), PAIRS, ids=lambda row: f"{row[1]} on {row[2]}")
def test_the_contrast_is_high_enough(palette: dict[str, str], front: str, back: str) -> None:
    assert contrast(palette[front], palette[back]) >= LEAST


def test_both_themes_have_the_same_colours_by_name() -> None:
    assert PALETTES["light"].keys() == PALETTES["dark"].keys()
