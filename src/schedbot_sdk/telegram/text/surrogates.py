"""Halves of characters, which no message can carry.

An LLM may write half of a surrogate pair, and so may a program that cuts a text between the two. UTF-8 has no bytes for
it, so that it cannot be sent.
"""

from __future__ import annotations

__all__ = ["whole_text"]


def whole_text(text: str) -> str:
    """The text with each pair of surrogates joined, and U+FFFD in place of each lone one.

    The text takes as many UTF-16 code units as before, so that offsets of entities stay right.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
