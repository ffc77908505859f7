"""Finds phrases of time with the SDK's reader of phrases, at their places in the text. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeVar

from schedbot_sdk.schedule.llm.phrases.nodes import Node
from schedbot_sdk.schedule.llm.phrases.reading import read

__all__ = ["nodes_in", "values"]

T = TypeVar("T")

_INVISIBLE: Final = {"Cf", "Mn"}
_MARKS: Final = " .,;:!\"'()«»“”„’‘`…"


@lru_cache(maxsize=64)
def nodes_in(text: str) -> tuple[Node, ...]:
    """Return the phrases, words and marks of a text, with their places in it."""
    nodes: list[Node] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        nodes += _nodes_of_line(line, begin)
        begin += len(line)
    return tuple(nodes)


def values(nodes: Sequence[Node], kinds: set[str], kind: type[T]) -> list[T]:
    """Return the values of the nodes of these kinds that have a type."""
    return [node.value for node in nodes if node.kind in kinds and isinstance(node.value, kind)]


def _nodes_of_line(line: str, begin: int) -> Iterator[Node]:
    # The reader makes a text plain, and its places are those in the plain text: here each character is one there.
    shown = ""
    places: list[int] = []
    for place, character in enumerate(line):
        form = unicodedata.normalize("NFKC", character).casefold()
        if form.isspace():
            form = "" if shown.endswith(" ") else " "
        elif unicodedata.category(character) in _INVISIBLE or (not shown and character in _MARKS):
            form = ""
        elif len(form) != 1:
            form = "x" if form.isalpha() else "|"
        if form.strip() or shown:
            shown += form
            places += [place] * len(form)
    for node in read(shown).nodes:
        if node.end <= len(places) and node.start < node.end:
            yield replace(node, start=begin + places[node.start], end=begin + places[node.end - 1] + 1)
