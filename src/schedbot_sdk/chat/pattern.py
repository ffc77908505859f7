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
    parts = list(_PART.finditer(pattern))
    if len(parts) < 2 or parts[0][0] != "^" or parts[-1][0] != "$" or "[:" in pattern or "&&" in pattern:
        return None
    plain: list[str] = []
    is_class = False
    depth = 0
    for part in parts[1:-1]:
        escaped, opening, closing, extension = part.groups()
        if escaped and escaped.isalnum():
            if escaped not in _CLASSES:
                return None
            plain.append(_CLASSES[escaped] if is_class else f"[{_CLASSES[escaped]}]")
            continue
        if not is_class:
            depth += (part[0] == "(") - (part[0] == ")")
            # Look-around, flags and names; and what holds for a part of the text only.
            if extension or part[0] in {"^", "$"} or (part[0] == "|" and not depth):
                return None
        is_class = (is_class or bool(opening)) and not closing
        plain.append(part[0])
    return f"^{''.join(plain)}$"
