"""A regular expression -> one that decoders of servers support, with character classes written out.

A server may accept a pattern that it does not understand, and enforce nothing. llama.cpp does that with classes such as
the digits.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["plain_pattern"]

_PART: Final = re.compile(r"\\(.)|(\[\^?\]?)|(\])|(\(\?(?!:))|[^\\]", re.DOTALL)
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t\r\n"}
_LETTERS: Final = "\u00aa-\ud7ff"
"""All letters beyond ASCII, and more. Extra characters are safe, because the answer is validated later."""


def plain_pattern(pattern: str) -> str | None:
    r"""Return the same pattern for ASCII, except that `\w` also matches other letters; None if that is not possible.

    It must match the whole text, from `^` to `$`, without look-around, flags and references.
    """
    parts = list(_PART.finditer(pattern))
    if len(parts) < 2 or parts[0][0] != "^" or parts[-1][0] != "$" or "[:" in pattern or "&&" in pattern:
        return None
    plain: list[str] = []
    is_class = is_negated = False
    depth = 0
    for part in parts[1:-1]:
        escaped, opening, closing, extension = part.groups()
        if escaped and escaped.isalnum():
            if escaped not in _CLASSES:
                return None
            expanded = _CLASSES[escaped] + (_LETTERS if escaped == "w" and not (is_class and is_negated) else "")
            plain.append(expanded if is_class else f"[{expanded}]")
            continue
        if not is_class:
            depth += (part[0] == "(") - (part[0] == ")")
            # Look-around, flags and names; and anchors or alternatives for a part of the text.
            if extension or part[0] in {"^", "$"} or (part[0] == "|" and not depth):
                return None
            is_negated = bool(opening) and opening.startswith("[^")
        is_class = (is_class or bool(opening)) and not closing
        plain.append(part[0])
    return f"^{''.join(plain)}$"
