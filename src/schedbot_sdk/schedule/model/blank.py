"""Tells which texts show nothing: some letters and symbols of Unicode are blank, too."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["is_blank", "is_visible"]

_INVISIBLE: Final = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs"))  # controls, invisible characters, all kinds of spaces
# Other characters with Unicode's property Default_Ignorable_Code_Point, and the Braille blank.
_BLANKS: Final = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0x2800, 0x2800),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF),
)  # fmt: skip


def is_visible(character: str) -> bool:
    """Whether a character shows something."""
    if unicodedata.category(character) in _INVISIBLE:
        return False
    code = ord(character)
    return not any(first <= code <= last for first, last in _BLANKS)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing."""
    return not any(map(is_visible, text))
