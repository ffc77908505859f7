"""Boundaries between visible characters (Unicode Annex 29, extended grapheme clusters).

It has no tables of its own. If the standard library's `unicodedata` cannot decide, two characters are kept together.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["is_boundary"]

_JOINER: Final = "\u200d"
_VIRAMA: Final = 9  # canonical combining class
_EXTENDERS: Final = frozenset("\u200c\u200d\u0e33\u0eb3\uff9e\uff9f")  # of other categories than marks
_KOREAN_PAIRS: Final = frozenset({
    ("L", "L"), ("L", "V"), ("L", "S"), ("L", "C"), ("V", "V"), ("V", "T"), ("S", "V"), ("S", "T"), ("T", "T"),
    ("C", "T"),
})  # fmt: skip


def is_boundary(text: str, index: int, start: int = 0) -> bool:
    """Whether a visible character ends right before this index.

    Args:
        text: The whole text.
        index: The index to check.
        start: An earlier boundary; the letters of flags are paired from there.
    """
    if index <= start or index >= len(text):
        return True
    before, after = text[index - 1], text[index]
    if before in "\r\n" or after in "\r\n":
        return before + after != "\r\n"
    if _extends(after) or before == _JOINER:
        return False
    if unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo":
        return False
    if _is_flag_letter(before) and _is_flag_letter(after):
        first = index - 1
        while first > start and _is_flag_letter(text[first - 1]):
            first -= 1
        return (index - first) % 2 == 0
    return (_hangul(before), _hangul(after)) not in _KOREAN_PAIRS


def _extends(char: str) -> bool:
    """Whether a character extends the one before it: accents, skin tones, joiners, variation selectors."""
    if char.isascii():
        return False
    if unicodedata.category(char)[0] == "M" or char in _EXTENDERS:
        return True
    return "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _hangul(char: str) -> str:
    """L, V or T for a part of a Korean syllable, S for an open syllable, C for a closed one; otherwise empty."""
    if "\uac00" <= char <= "\ud7a3":
        return "C" if (ord(char) - 0xAC00) % 28 else "S"
    if "\u1100" <= char <= "\u115f" or "\ua960" <= char <= "\ua97c":
        return "L"
    if "\u1160" <= char <= "\u11a7" or "\ud7b0" <= char <= "\ud7c6":
        return "V"
    return "T" if "\u11a8" <= char <= "\u11ff" or "\ud7cb" <= char <= "\ud7fb" else ""
