"""A text that is being written down without its markup, and the entities on it, as Telegram counts them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["SPACES", "Entity", "EntityText", "MarkupError", "TextBuilder", "byte_offset", "utf16_length"]

SPACES: Final = frozenset(" \t\r\n\v\0")
"""What separates words for Telegram's readers of markup; `\\0` is the end of a text."""


class MarkupError(Exception):
    """Markup that Telegram refuses, in its words."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A MessageEntity: its offset and length are in UTF-16 code units."""

    type: str
    offset: int
    length: int
    extra: Mapping[str, object] = field(default_factory=dict[str, object])
    """What some types have besides: `url`, `language`, `user`, ..."""

    @property
    def end(self) -> int:
        """Where it ends, in UTF-16 code units."""
        return self.offset + self.length

    def as_entity(self) -> dict[str, object]:
        """The Bot API's MessageEntity."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


@dataclass(frozen=True, slots=True)
class EntityText:
    """A text and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """A text's length as Telegram counts it: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def byte_offset(text: str, at: int) -> int:
    """Where a place is in a text's UTF-8 bytes, as Telegram's errors tell it."""
    return len(text[:at].encode())


class TextBuilder:
    """The text without markup, as far as it was read."""

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
        """What was written behind so many characters."""
        return "".join(self._letters[letters:])

    def add_entity(self, kind: str, begin: int, **extra: object) -> None:
        """Add an entity from an offset (in UTF-16 code units) to the end of the text; an empty one is left out."""
        if self.units > begin:
            self.entities.append(Entity(kind, begin, self.units - begin, extra))

    def done(self) -> EntityText:
        """The text and its entities."""
        return EntityText(self.since(0), tuple(self.entities))
