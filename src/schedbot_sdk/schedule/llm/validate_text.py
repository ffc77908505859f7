"""Checks the texts of a draft: titles, places, quotes and the question. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from schedbot_sdk.schedule.llm.draft import DraftItem
from schedbot_sdk.schedule.llm.text_match import contains, has_words, is_scrap, links, words_of
from schedbot_sdk.schedule.model.blank import is_blank

__all__ = ["duplicate_problems", "question_problems", "quote_problems", "text_problems"]

_MAX_LENGTH: Final = 200
_MAX_QUESTION: Final = 300
# Characters that change the direction of the text, and those that begin a new line.
_FORBIDDEN: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def question_problems(question: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the problems of the question for the user."""
    if not any(character.isalnum() for character in question):
        yield "question is empty: ask what you need to know, in one short sentence, or choose another outcome"
    if len(question) > _MAX_QUESTION:
        yield f"question is longer than {_MAX_QUESTION} characters: ask in one short sentence"
    if any(unicodedata.category(character) == "Cs" for character in question):
        yield "question has half a character (a lone surrogate): write it again"
    if not _all_in(links(question), texts):
        yield "question has a link that the user did not write: leave it out"


def text_problems(item: DraftItem, path: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the problems of the title and the place; `texts` are those whose links may stay."""
    if not _says_something(item.title):
        yield f"{path}.title is blank: say what it is"
    yield from _line_problems(item.title, f"{path}.title", texts)
    if item.place is not None:
        if not _says_something(item.place):
            yield f"{path}.place is blank: say where it is, or give null"
        yield from _line_problems(item.place, f"{path}.place", texts)


def quote_problems(item: DraftItem, path: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the problems of the words that the item comes from."""
    if not any(contains(text, item.source_quote) for text in texts):
        yield f"{path}.source_quote is not in the user's text: copy the words that it comes from, or leave it out"
    elif all(is_scrap(text, item.source_quote) for text in texts if contains(text, item.source_quote)):
        yield f"{path}.source_quote is a letter or two: copy all the words that it comes from"


def duplicate_problems(items: Sequence[DraftItem], texts: Sequence[str]) -> Iterator[str]:
    """Yield a problem for each item that repeats another one's source and time without words of the user's own."""
    seen: dict[tuple[object, ...], int] = {}
    titles: set[tuple[object, ...]] = set()
    for number, item in enumerate(items):
        source = (" ".join(item.source_quote.casefold().split()), item.date, item.time)
        title = (" ".join(item.title.casefold().split()), *source)
        first = seen.setdefault(source, number)
        has_own_words = title not in titles and _has_own_words(item.title, items[first].title, texts)
        titles.add(title)
        if first != number and not has_own_words:
            yield (
                f"items[{number}] has the source_quote, date and time of items[{first}]:"
                " quote the words of each, or leave one out"
            )


def _line_problems(line: str, path: str, texts: Sequence[str]) -> Iterator[str]:
    if len(line) > _MAX_LENGTH:
        yield f"{path} is longer than {_MAX_LENGTH} characters: a few words are enough"
    if any(unicodedata.category(character) in {"Cc", "Cs"} or character in _FORBIDDEN for character in line):
        yield f"{path} has line breaks or control characters: write it in one line"
    if not _all_in(links(line), texts):
        yield f"{path} has a link that the user did not write: leave it out"


def _says_something(text: str) -> bool:
    """Whether a text has a visible letter, digit or symbol."""
    return any(
        not is_blank(character) and (character.isalnum() or unicodedata.category(character) == "So")
        for character in text
    )


def _has_own_words(title: str, other: str, texts: Sequence[str]) -> bool:
    """Whether a title has words that the other title lacks, and the user wrote all of them."""
    own = words_of(title) - words_of(other)
    return any(contains(text, title) or has_words(text, own) for text in texts)


def _all_in(parts: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether the user wrote all of these parts."""
    return all(any(contains(text, part) for text in texts) for part in parts)
