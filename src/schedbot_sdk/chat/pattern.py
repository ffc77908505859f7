"""A regular expression -> one that a decoder can follow, with classes written out and nothing looked at twice.

A server may let a pattern pass that it does not understand, and enforce nothing: llama.cpp does so with the letter
classes, of digits for one.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["plain_pattern"]

_PART: Final = re.compile(r"\\(.)|(\[\^?\]?)|(\])|(\(\?(?!:))|[^\\]", re.DOTALL)
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t\r\n"}


def plain_pattern(pattern: str) -> str | None:
    """The same pattern in ASCII; None when it is not for a whole text, or holds what cannot be written so."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    plain: list[str] = []
    is_class = False
    for part in _PART.finditer(pattern):
        escaped, opening, closing, extension = part.groups()
        if extension and not is_class:
            return None  # look-around, flags, names
        if escaped and escaped.isalnum():
            if escaped not in _CLASSES:
                return None
            plain.append(_CLASSES[escaped] if is_class else f"[{_CLASSES[escaped]}]")
            continue
        is_class = is_class or bool(opening)
        if closing:
            is_class = False
        plain.append(part[0])
    return "".join(plain)
