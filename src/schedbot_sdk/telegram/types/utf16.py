"""Converts offsets: Telegram counts UTF-16 code units, Python counts characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Final

from schedbot_sdk.telegram.types.entities import MessageEntity

__all__ = ["Units", "entity_text"]

_FIRST_OF_TWO: Final = 0x10000  # from this code point on, a character has two code units


def entity_text(text: str, entity: MessageEntity) -> str:
    """Return the text of an entity.

    A character belongs to the entity in which it begins. Offsets outside the text or inside a character do not raise an
    error.

    Args:
        text: The whole text, or the whole caption.
        entity: Its offset and length, in UTF-16 code units.
    """
    if text.isascii():
        begin = max(0, entity.offset)
        return text[begin : max(begin, entity.offset + entity.length)]
    begin, end = Units(text).span(entity)
    return text[begin:end]


class Units:
    """The characters of a text, counted in UTF-16 code units.

    Args:
        text: The whole text.
    """

    def __init__(self, text: str) -> None:
        self._at = list(accumulate((1 if ord(char) < _FIRST_OF_TWO else 2 for char in text), initial=0))

    def between(self, start: int, end: int) -> int:
        """The number of code units between two indexes."""
        return self._at[end] - self._at[start]

    def index(self, offset: int) -> int:
        """The index of the first character at or after an offset; the text's length after the last one."""
        return min(bisect_left(self._at, offset), len(self._at) - 1)

    def fitting(self, start: int, limit: int) -> int:
        """The end of the longest part from `start` with at most `limit` code units."""
        return bisect_right(self._at, self._at[start] + limit) - 1

    def span(self, entity: MessageEntity) -> tuple[int, int]:
        """The start and end index of an entity."""
        begin = self.index(entity.offset)
        return begin, max(begin, self.index(entity.offset + entity.length))
