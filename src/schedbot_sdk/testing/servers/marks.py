"""A text that is being written down without its markup, and the marks on it, as Telegram counts them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["SPACES", "Mark", "Marked", "MarkupError", "Writing", "byte_offset", "units"]

SPACES: Final = frozenset(" \t\r\n\v\0")
"""What separates words for Telegram's readers of markup; `\\0` is the end of a text."""


class MarkupError(Exception):
    """Markup that Telegram refuses, in its words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A MessageEntity: its offset and length are in UTF-16 code units."""

    type: str
    offset: int
    length: int
    more: Mapping[str, object] = field(default_factory=dict[str, object])
    """What some types have besides: `url`, `language`, `user`, ..."""

    @property
    def end(self) -> int:
        """Where it ends, in UTF-16 code units."""
        return self.offset + self.length

    def as_entity(self) -> dict[str, object]:
        """The Bot API's MessageEntity."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.more}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its marks."""

    text: str
    marks: tuple[Mark, ...] = ()


def units(text: str) -> int:
    """A text's length as Telegram counts it: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def byte_offset(text: str, at: int) -> int:
    """Where a place is in a text's UTF-8 bytes, as Telegram's errors tell it."""
    return len(text[:at].encode())


class Writing:
    """The text without markup, as far as it was read."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self.marks: list[Mark] = []
        self.units: int = 0
        """Its length in UTF-16 code units."""

    @property
    def letters(self) -> int:
        """Its length in characters."""
        return len(self._letters)

    def write(self, letter: str) -> None:
        """Add one character."""
        self._letters.append(letter)
        self.units += 1 + (letter > "\uffff")

    def since(self, letters: int) -> str:
        """What was written behind so many characters."""
        return "".join(self._letters[letters:])

    def mark(self, kind: str, begin: int, **more: object) -> None:
        """Mark what was written since an offset in UTF-16 code units; nothing is marked where nothing was written."""
        if self.units > begin:
            self.marks.append(Mark(kind, begin, self.units - begin, more))

    def done(self) -> Marked:
        """The text and its marks."""
        return Marked(self.since(0), tuple(self.marks))
