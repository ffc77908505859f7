"""A text that is longer than Telegram takes, in pieces that it takes."""

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
"""The most UTF-16 code units of a message's text."""
CAPTION_LIMIT: Final = 1024
"""The most UTF-16 code units of a caption."""
_ENTITY_LIMIT: Final = 100  # of one message; Telegram drops the others without an error

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
    """What one message can carry."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    """Its special parts, counted from where the piece begins."""


def split_text(text: str, entities: Sequence[MessageEntity] = (), *, limit: int = TEXT_LIMIT) -> list[TextPiece]:
    """Cut a text into pieces that fit into a message each; one that fits but for white space around it is one.

    A piece has at most 100 entities, because Telegram drops the others. Half a character (a lone surrogate) becomes
    U+FFFD.

    A piece ends between paragraphs if that leaves it at least half full, else between lines, else sentences, else
    words; failing these, at an earlier such place, and only then inside a word. Entities stay whole, and so do visible
    characters such as an emoji of several parts, unless one alone is over a limit; such an entity goes on in the next
    piece. Of more than 100 entities that cover the same character only the outer ones are kept.

    Nothing is lost but white space: a piece neither begins nor ends with any, as Telegram would take it off anyway. The
    indentation of a first line that `pre` or `code` covers is kept. What remains empty is no piece, because Telegram
    refuses it: a blank text gives none.

    Args:
        text: Plain text: of Markdown or HTML, a cut would break the markup.
        entities: Its special parts, as Telegram counts them, instead of a parse_mode.
        limit: The most UTF-16 code units of a piece: `TEXT_LIMIT`, or `CAPTION_LIMIT` for captions.

    Raises:
        ConfigurationError: `limit` is under 2, which one emoji takes.
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
        """Where a piece begins that may begin here: after white space, but with the indentation of code."""
        end = self._after_space(start)
        line = self._text.rfind("\n", start, end) + 1
        return line if line >= start and self._preformatted[line] else end

    def _after_space(self, start: int) -> int:
        found = _SPACE.match(self._text, start)
        return found.end() if found else start

    def _cut(self, start: int) -> int:
        last = min(self._units.fitting(start, self._limit), self._crowd.fitting(start, _ENTITY_LIMIT))
        if last >= self._end:
            return len(self._text)
        first = self._after_space(start)
        half = self._units.fitting(start, min(self._limit, self._units.between(start, last) + 1) // 2)
        for least in (max(first, half), first):
            for kind in _BREAKS:
                places = [place for found in kind.finditer(self._text, start, last + 1) for place in found.span()]
                for place in reversed(places):
                    if least < min(place, last) and self._may_cut(min(place, last), start):
                        return min(place, last)
        anywhere = range(last, first, -1)
        return next(
            (place for place in anywhere if self._may_cut(place, start)),
            next((place for place in anywhere if is_boundary(self._text, place, start)), last),
        )

    def _may_cut(self, place: int, start: int) -> bool:
        return not self._inside_whole[place] and is_boundary(self._text, place, start)

    def _entities(self, start: int, end: int) -> Iterator[MessageEntity]:
        for begin, stop, entity in self._spans:
            begin, stop = max(begin, start), min(stop, end)  # noqa: PLW2901  # the part of it that is inside
            if begin < stop:
                offset, length = self._units.between(start, begin), self._units.between(begin, stop)
                yield entity.model_copy(update={"offset": offset, "length": length})

    def _covered(self, spans: Iterator[tuple[int, int]]) -> list[int]:
        """For each place in the text, how many of the spans hold it."""
        changes = [0] * (len(self._text) + 1)
        for begin, end in spans:
            if begin < end:
                changes[begin] += 1
                changes[end] -= 1
        return list(accumulate(changes))


def _not_too_many_at_once(spans: list[_Span]) -> list[_Span]:
    """Those that fit into one piece wherever they cover the same character; of the others the outer ones."""
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
