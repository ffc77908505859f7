"""The pieces of a text, and the rules that make larger pieces of smaller ones. Pure.

A text is a row of nodes, and each node has a kind. A rule is a regular expression over kinds: what it matches becomes
one node of a new kind. So each word belongs to one phrase only, and later rules see earlier phrases as a whole. The
patterns have no nested repetition, so the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

__all__ = ["WORD", "Found", "Node", "Rule", "apply", "rule"]

T = TypeVar("T")
WORD: Final = "word"
"""The kind of a word without a meaning of its own."""
_FIRST_CHARACTER: Final = 0xE000  # of the private use area
_NAME: Final = re.compile(r"\?P<\w+>|\?[:=!]|\?<[=!]|[a-z_]+")
_kinds: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Node:
    """A word, a number, a mark or a phrase."""

    kind: str
    """What it is."""
    value: object
    """What it means."""
    start: int
    """Where it begins in the plain text."""
    end: int
    """Where it ends."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule matches."""

    nodes: Sequence[Node]
    """All nodes of the text."""
    match: re.Match[str]
    """The match over their kinds."""

    def has(self, group: str) -> bool:
        """Whether a group of the pattern takes part."""
        return group in self.match.re.groupindex and self.match.start(group) >= 0

    def of(self, group: str) -> Sequence[Node]:
        """Return the nodes of a group."""
        return self.nodes[self.match.start(group) : self.match.end(group)] if self.has(group) else ()

    def nodes_within(self) -> Sequence[Node]:
        """Return all nodes of the match."""
        return self.nodes[self.match.start() : self.match.end()]

    def all(self, group: str, kind: type[T]) -> list[T]:
        """Return the values of a group that have this type."""
        return [node.value for node in self.of(group) if isinstance(node.value, kind)]

    def one(self, group: str, kind: type[T]) -> T:
        """Return the first value of a group that has this type."""
        return self.all(group, kind)[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over kinds, and what it means."""

    kind: str
    """The kind of the new node."""
    pattern: re.Pattern[str]
    """Matches the kinds of some nodes."""
    build: Callable[[Found], object]
    """Returns the value of the new node; None if it is no such phrase after all."""


def character(kind: str) -> str:
    """Return the character that stands for a kind in patterns."""
    return _kinds.setdefault(kind, chr(_FIRST_CHARACTER + len(_kinds)))


def rule(kind: str, pattern: str, build: Callable[[Found], object], names: Mapping[str, str] | None = None) -> Rule:
    """Return a rule.

    Args:
        kind: The kind of the new node.
        pattern: A regular expression with the names of kinds in place of letters; spaces do not count.
        build: Returns the value of the new node, or None.
        names: Parts of patterns that have a name.
    """
    parts = names or {}

    def replace(match: re.Match[str]) -> str:
        name = match[0]
        if name.startswith("?"):
            return name
        return f"(?:{_NAME.sub(replace, parts[name])})" if name in parts else character(name)

    # A list is not longer than the days of a month, so a text of many words costs no more than its length.
    compiled = _NAME.sub(replace, pattern).replace(" ", "").replace(")*", "){0,31}").replace(")+", "){1,31}")
    return Rule(kind, re.compile(compiled), build)


def apply(rules: Sequence[Rule], nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes after all rules, one after the other."""
    row = list(nodes)
    kinds = "".join(character(node.kind) for node in row)
    for one in rules:
        if one.pattern.search(kinds):
            row = list(_after(one, row, kinds))
            kinds = "".join(character(node.kind) for node in row)
    return row


def _after(one: Rule, row: Sequence[Node], kinds: str) -> Iterator[Node]:
    position = 0
    for match in one.pattern.finditer(kinds):
        first, last = match.span()
        value = one.build(Found(row, match)) if first < last else None
        if value is None:
            continue
        yield from row[position:first]
        yield Node(one.kind, value, row[first].start, row[last - 1].end)
        position = last
    yield from row[position:]
