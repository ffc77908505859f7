"""Normalizes a text as Telegram does: cleans and strips it, and moves and sorts its entities. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from schedbot_sdk.testing.servers.entities import Entity, EntityText, MarkupError, byte_offset, utf16_length

__all__ = ["normalize"]

_MOST_MARKS: Final = 100
_SPLITTABLE: Final = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_QUOTES: Final = frozenset({"blockquote", "expandable_blockquote"})
_CODES: Final = frozenset({"code", "pre"})
_ORDER: Final = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 10, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "date_time": 98, "custom_emoji": 99,
}  # fmt: skip
"""The order of entities with the same range; other types are 50."""
_SPACE: Final = " "
_REMOVED: Final = frozenset("\r\u030a\u0333\u033f" + "".join(map(chr, range(0x2028, 0x202F))))
_FIRST_PRINTED: Final = " "


def normalize(marked: EntityText) -> EntityText:
    """The text of a message: without white space around it, with at most 100 entities, sorted.

    Raises:
        MarkupError: A entity begins or ends within a character of two UTF-16 code units, or before the text.
    """
    places, letters = _places(marked)
    cleaned = "".join(letters)
    text = cleaned.strip()
    lead = utf16_length(cleaned[: len(cleaned) - len(cleaned.lstrip())])
    size = utf16_length(text)
    moved: list[Entity] = []
    for entity in marked.entities:
        begin, end = (min(max(places[min(at, len(places) - 1)] - lead, 0), size) for at in (entity.offset, entity.end))
        if begin < end:
            moved.append(Entity(entity.type, begin, end - begin, entity.extra))
    return EntityText(text, tuple(sorted(_untangled(moved), key=_rank)[:_MOST_MARKS]))


def _places(marked: EntityText) -> tuple[list[int], list[str]]:
    """The index of each UTF-16 code unit in the cleaned text, and the characters of the cleaned text."""
    places, letters, at = list[int](), list[str](), 0
    halves: dict[int, int] = {}
    for number, letter in enumerate(marked.text):
        places.append(at)
        size = 1 + (letter > "\uffff")
        if size > 1:
            halves[len(places)] = number
            places.append(at)
        if letter not in _REMOVED:
            letters.append(letter if letter >= _FIRST_PRINTED or letter == "\n" else _SPACE)
            at += size
    places.append(at)
    for entity in marked.entities:
        _check(entity, marked.text, halves)
    return places, letters


def _check(entity: Entity, text: str, halves: dict[int, int]) -> None:
    for does, at in (("begins", entity.offset), ("ends", entity.end)):
        if at in halves:
            where = byte_offset(text, halves[at])
            raise MarkupError(f"Entity {does} in a middle of a UTF-16 symbol at byte offset {where}")
    if entity.offset < 0:
        raise MarkupError(f"Receive an entity with incorrect offset {entity.offset}")


def _rank(entity: Entity) -> tuple[int, int, int]:
    return entity.offset, -entity.length, _ORDER.get(entity.type, 50)


def _untangled(entities: Sequence[Entity]) -> Iterator[Entity]:
    """Entities that nest by Telegram's rules: nothing in code, no link in a link, no quotation in a quotation."""
    quotes = list(_apart(entity for entity in entities if entity.type in _QUOTES))
    whole = list(_apart(entity for entity in entities if entity.type not in _QUOTES | _SPLITTABLE))
    yield from quotes
    yield from whole
    codes = [entity for entity in whole if entity.type in _CODES]
    for kind in sorted(_SPLITTABLE):
        for begin, end in _joined(entity for entity in entities if entity.type == kind):
            for part_begin, part_end in _without(begin, end, codes):
                yield Entity(kind, part_begin, part_end - part_begin)


def _apart(entities: Iterable[Entity]) -> Iterator[Entity]:
    """Entities without those that overlap an earlier one."""
    end = 0
    for entity in sorted(entities, key=_rank):
        if entity.offset >= end:
            yield entity
            end = entity.end


def _joined(entities: Iterable[Entity]) -> Iterator[tuple[int, int]]:
    """Ranges of entities of one type; adjacent and overlapping ones are merged."""
    part: tuple[int, int] | None = None
    for entity in sorted(entities, key=_rank):
        if part is not None and entity.offset <= part[1]:
            part = part[0], max(part[1], entity.end)
            continue
        if part is not None:
            yield part
        part = entity.offset, entity.end
    if part is not None:
        yield part


def _without(begin: int, end: int, holes: Sequence[Entity]) -> Iterator[tuple[int, int]]:
    """The parts of a range outside the holes, which are sorted and do not overlap."""
    for hole in holes:
        if hole.end <= begin or hole.offset >= end:
            continue
        if hole.offset > begin:
            yield begin, hole.offset
        begin = hole.end
    if begin < end:
        yield begin, end
