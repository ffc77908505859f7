"""Tells whether a text shows anything."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["is_blank"]

_INVISIBLE: Final = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs"))
"""The categories of controls, invisible characters and all kinds of spaces."""
_IGNORABLE: Final = re.compile(
    r"[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode 17, `Default_Ignorable_Code_Point`: fillers, joiners, variation selectors and tags. Python has no table."""
_EMPTY: Final = re.compile(r"[\u2800\ufffc\U00013441-\U00013442\U00016fe4\U0001d159]")
"""Other characters without a shape: the braille pattern without dots, the place of an object, blank hieroglyphs, the
Khitan filler and the null notehead."""


def is_blank(text: str) -> bool:
    """Whether a text has no visible character: it is empty, or only looks so."""
    return all(_shows_nothing(character) for character in text)


def _shows_nothing(character: str) -> bool:
    is_empty = _IGNORABLE.match(character) or _EMPTY.match(character)
    return is_empty is not None or unicodedata.category(character) in _INVISIBLE
