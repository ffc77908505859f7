"""Where a part of a text stands: Telegram counts UTF-16 code units, Python counts characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Final

from schedbot_sdk.telegram.types.entities import MessageEntity

__all__ = ["Units", "entity_text"]

_FIRST_OF_TWO: Final = 0x10000  # from here on a character takes two code units


def entity_text(text: str, entity: MessageEntity) -> str:
    """The words that an entity covers.

    A character belongs to the entity in which it begins. Offsets outside the text, or inside a character, raise
    nothing: what is there is returned.

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
    """A text's characters in UTF-16 code units.

    Args:
        text: The whole text.
    """

    def __init__(self, text: str) -> None:
        self._at = list(accumulate((1 if ord(char) < _FIRST_OF_TWO else 2 for char in text), initial=0))

    def between(self, start: int, end: int) -> int:
        """How many code units stand from one character to another."""
        return self._at[end] - self._at[start]

    def index(self, offset: int) -> int:
        """The first character that begins at this many code units, or later; the text's length if none does."""
        return min(bisect_left(self._at, offset), len(self._at) - 1)

    def fitting(self, start: int, limit: int) -> int:
        """The end of the longest part from a character on that takes at most this many code units."""
        return bisect_right(self._at, self._at[start] + limit) - 1

    def span(self, entity: MessageEntity) -> tuple[int, int]:
        """The first character of an entity, and the first one after it."""
        begin = self.index(entity.offset)
        return begin, max(begin, self.index(entity.offset + entity.length))
