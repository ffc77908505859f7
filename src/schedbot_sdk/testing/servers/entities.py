"""A text without its markup, and its entities, counted in UTF-16 as Telegram does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["SPACES", "Entity", "EntityText", "MarkupError", "TextBuilder", "byte_offset", "utf16_length"]

SPACES: Final = frozenset(" \t\r\n\v\0")
"""The separators of words in Telegram's markup parsers; `\\0` is the end of a text."""


class MarkupError(Exception):
    """Malformed markup; the message is Telegram's."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A MessageEntity of the Bot API."""

    type: str
    """The type, such as `bold`."""
    offset: int
    """Its start, in UTF-16 code units."""
    length: int
    """Its length, in UTF-16 code units."""
    extra: Mapping[str, object] = field(default_factory=dict[str, object])
    """Fields of some types: `url`, `language`, `user`, …"""

    @property
    def end(self) -> int:
        """Its end, in UTF-16 code units."""
        return self.offset + self.length

    def as_entity(self) -> dict[str, object]:
        """The Bot API's MessageEntity."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


@dataclass(frozen=True, slots=True)
class EntityText:
    """A text and its entities."""

    text: str
    """The text without markup."""
    entities: tuple[Entity, ...] = ()
    """The entities."""


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def byte_offset(text: str, at: int) -> int:
    """The offset of a character in the text's UTF-8 bytes, for Telegram's error messages."""
    return len(text[:at].encode())


class TextBuilder:
    """Builds a text without markup, and its entities."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self.entities: list[Entity] = []
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
        """The text after a number of characters."""
        return "".join(self._letters[letters:])

    def add_entity(self, kind: str, begin: int, **extra: object) -> None:
        """Add an entity from an offset (in UTF-16 code units) to the end of the text; an empty one is left out."""
        if self.units > begin:
            self.entities.append(Entity(kind, begin, self.units - begin, extra))

    def done(self) -> EntityText:
        """The text and its entities."""
        return EntityText(self.since(0), tuple(self.entities))
