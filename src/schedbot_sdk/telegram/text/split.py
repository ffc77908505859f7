"""Splits a text that is too long for one message."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, TypeAlias

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.text.entity_count import EntityCount
from schedbot_sdk.telegram.text.graphemes import is_boundary
from schedbot_sdk.telegram.text.surrogates import whole_text
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.utf16 import Units

__all__ = ["CAPTION_LIMIT", "TEXT_LIMIT", "TextPiece", "split_text"]

TEXT_LIMIT: Final = 4096
"""The maximum length of a message's text, in UTF-16 code units."""
CAPTION_LIMIT: Final = 1024
"""The maximum length of a caption, in UTF-16 code units."""
_ENTITY_LIMIT: Final = 100  # in one message; Telegram drops the others without an error

_BREAKS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n[^\S\n]*\n\s*",  # between paragraphs
        r"\n\s*",  # between lines
        r"(?<=[.!?…])[\"'»”’)\]]*(?=\s)|(?<=[。！？])[」』”’）]*",  # between sentences
        r"\s+",  # between words
    )
)
_SPACE: Final = re.compile(r"\s*")
_PREFORMATTED: Final = frozenset({"pre", "code"})
_EMPTY_TO_TELEGRAM: Final = frozenset("\u115f\u1160\u2800\u3164\ufffc")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """The text and entities of one message."""

    text: str
    """The text, without white space around it."""
    entities: tuple[MessageEntity, ...] = ()
    """Its special parts; offsets count from the beginning of the piece."""


def split_text(text: str, entities: Sequence[MessageEntity] = (), *, limit: int = TEXT_LIMIT) -> list[TextPiece]:
    """Split a text into pieces that fit into one message each.

    A piece has at most 100 entities, because Telegram drops the others. A lone surrogate becomes U+FFFD.

    A piece ends between paragraphs if it is then at least half full; otherwise between lines, sentences, or words. If
    this is impossible, it ends at an earlier place, and inside a word only as a last resort. Entities and visible
    characters, such as an emoji of several parts, stay whole. An entity that alone exceeds a limit continues in the
    next piece. If more than 100 entities cover the same character, only the outer ones are kept.

    Only white space is lost: Telegram would remove it at the ends of a message anyway. The indentation of a first line
    in `pre` or `code` is kept. Telegram refuses blank messages, so blank pieces are left out, and a blank text gives an
    empty list.

    Args:
        text: Plain text; splitting Markdown or HTML would break the markup.
        entities: The special parts of the text, in UTF-16 code units, in place of a parse_mode.
        limit: The maximum length of a piece in UTF-16 code units: `TEXT_LIMIT`, or `CAPTION_LIMIT` for captions.

    Raises:
        ConfigurationError: `limit` is under 2; one emoji needs 2.
    """
    if limit < 2:
        raise ConfigurationError("limit: pass 2 or more, such as TEXT_LIMIT or CAPTION_LIMIT")
    return list(_Splitter(whole_text(text), entities, limit).pieces())


_Span: TypeAlias = tuple[int, int, MessageEntity]


class _Splitter:
    def __init__(self, text: str, entities: Sequence[MessageEntity], limit: int) -> None:
        self._text = text
        self._end = len(text.rstrip())
        self._limit = limit
        self._units = Units(text)
        spans = [(*self._units.span(entity), entity) for entity in entities]
        self._spans = _not_too_many_at_once([span for span in spans if span[0] < span[1]])
        self._crowd = EntityCount([(begin, end) for begin, end, _ in self._spans])
        self._inside_whole = self._covered(
            (begin + 1, end) for begin, end, _ in self._spans if self._fits_into_a_piece(begin, end)
        )
        self._preformatted = self._covered((b, e) for b, e, entity in self._spans if entity.type in _PREFORMATTED)

    def _fits_into_a_piece(self, begin: int, end: int) -> bool:
        return self._units.between(begin, end) <= self._limit and self._crowd.between(begin, end) <= _ENTITY_LIMIT

    def pieces(self) -> Iterator[TextPiece]:
        start = self._content(0)
        while start < len(self._text):
            cut = self._cut(start)
            end = start + len(self._text[start:cut].rstrip())
            if not _is_blank(self._text[start:end]):
                yield TextPiece(self._text[start:end], tuple(self._entities(start, end)))
            start = self._content(end if end > start else cut)

    def _content(self, start: int) -> int:
        """The start of a piece at or after this index: after white space, but before the indentation of code."""
        end = self._after_space(start)
        line = self._text.rfind("\n", start, end) + 1
        return line if line >= start and self._preformatted[line] else end

    def _after_space(self, start: int) -> int:
        match = _SPACE.match(self._text, start)
        return match.end() if match else start

    def _cut(self, start: int) -> int:
        last = min(self._units.fitting(start, self._limit), self._crowd.fitting(start, _ENTITY_LIMIT))
        if last >= self._end:
            return len(self._text)
        first = self._after_space(start)
        half = self._units.fitting(start, min(self._limit, self._units.between(start, last) + 1) // 2)
        for least in (max(first, half), first):
            for kind in _BREAKS:
                indexes = [index for match in kind.finditer(self._text, start, last + 1) for index in match.span()]
                for index in reversed(indexes):
                    if least < min(index, last) and self._may_cut(min(index, last), start):
                        return min(index, last)
        anywhere = range(last, first, -1)
        return next(
            (index for index in anywhere if self._may_cut(index, start)),
            next((index for index in anywhere if is_boundary(self._text, index, start)), last),
        )

    def _may_cut(self, index: int, start: int) -> bool:
        return not self._inside_whole[index] and is_boundary(self._text, index, start)

    def _entities(self, start: int, end: int) -> Iterator[MessageEntity]:
        for begin, stop, entity in self._spans:
            begin, stop = max(begin, start), min(stop, end)  # noqa: PLW2901  # the part of it that is inside
            if begin < stop:
                offset, length = self._units.between(start, begin), self._units.between(begin, stop)
                yield entity.model_copy(update={"offset": offset, "length": length})

    def _covered(self, spans: Iterator[tuple[int, int]]) -> list[int]:
        """The number of spans that cover each index of the text."""
        changes = [0] * (len(self._text) + 1)
        for begin, end in spans:
            if begin < end:
                changes[begin] += 1
                changes[end] -= 1
        return list(accumulate(changes))


def _not_too_many_at_once(spans: list[_Span]) -> list[_Span]:
    """Drop the inner spans where more than 100 cover the same character."""
    if len(spans) <= _ENTITY_LIMIT:
        return spans
    kept: list[int] = []
    ends: list[int] = []
    for number, (begin, end, _) in sorted(enumerate(spans), key=lambda item: (item[1][0], -item[1][1])):
        del ends[: bisect_right(ends, begin)]
        if len(ends) < _ENTITY_LIMIT:
            insort(ends, end)
            kept.append(number)
    return [spans[number] for number in sorted(kept)]


def _is_blank(text: str) -> bool:
    return all(c.isspace() or c in _EMPTY_TO_TELEGRAM or unicodedata.category(c) == "Cf" for c in text)
