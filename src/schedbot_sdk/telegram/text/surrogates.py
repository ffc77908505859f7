"""Lone surrogates, which cannot be sent.

An LLM may write half of a surrogate pair, and a program may split a text between the halves. UTF-8 cannot encode it.
"""

from __future__ import annotations

__all__ = ["whole_text"]


def whole_text(text: str) -> str:
    """Join each pair of surrogates, and replace each lone one with U+FFFD.

    The number of UTF-16 code units does not change, so the offsets of entities stay correct.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
