"""Parses Telegram's HTML as the Bot API server does: text and entities, or its error. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from string import ascii_letters, digits
from typing import Final

from schedbot_sdk.testing.servers.entities import SPACES, Entity, EntityText, MarkupError, TextBuilder, byte_offset
from schedbot_sdk.testing.servers.links import add_link, add_time

__all__ = ["read_html"]

_TYPES: Final = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS: Final = frozenset({*_TYPES, "a", "blockquote", "code", "pre", "tg-emoji", "tg-time"})
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile("&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
_TOKEN_LETTERS: Final = frozenset(f"{ascii_letters}{digits}.-")
_EMOJI_ID: Final = re.compile("[1-9][0-9]{0,18}")
_LONGEST_REFERENCE: Final = 10
_LAST_CODE_POINT: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class _Open:
    """An open tag."""

    tag: str
    attributes: dict[str, str]
    units: int
    letters: int


def read_html(text: str) -> EntityText:
    """The text without its tags, and the entities in the order of their ends.

    Raises:
        MarkupError: The markup is malformed.
    """
    return _Html(text).read()


class _Html:
    def __init__(self, text: str) -> None:
        self._text = text + "\0"
        self._size = len(text)
        self._at = 0
        self._builder = TextBuilder()
        self._open: list[_Open] = []

    def read(self) -> EntityText:
        while self._at < self._size:
            letter = self._text[self._at]
            if letter == "<" and self._text[self._at + 1] == "/":
                self._end_tag()
            elif letter == "<":
                self._start_tag()
            else:
                self._builder.write(self._letter())
        if self._open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        done = self._builder.done()
        if any("\ud800" <= letter <= "\udfff" for letter in done.text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate"
                " code units"
            )
        # Only code in a block keeps its language.
        return replace(done, entities=tuple(replace(m, extra={}) if m.type == "code" else m for m in done.entities))

    def _letter(self) -> str:
        """The next character; decodes a character reference."""
        letter = self._text[self._at]
        reference = _REFERENCE.match(self._text, self._at) if letter == "&" else None
        decoded = None if reference is None else _decode(reference)
        if reference is None or decoded is None:
            self._at += 1
            return letter
        self._at = reference.end()
        return decoded

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._until(">")
        if self._is_over:
            raise self._error("Unclosed start tag", begin)
        tag = name.lower()
        if tag not in _TAGS:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        attributes: dict[str, str] = {}
        while self._skip_spaces() != ">":
            self._attribute(tag, begin, attributes)
            if self._is_over:
                raise self._error("Unclosed start tag", begin)
        self._at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, attributes, self._builder.units, self._builder.letters))

    def _attribute(self, tag: str, begin: int, attributes: dict[str, str]) -> None:
        if self._is_over:
            return
        name = self._until("=>").lower()
        if not name:
            raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
        if self._skip_spaces() != "=":
            attributes[name] = ""
            return
        self._at += 1
        quote = self._skip_spaces()
        if self._is_over:
            raise self._error(f'Unclosed start tag "{tag}"', begin)
        attributes[name] = self._quoted(quote) if quote in {"'", '"'} else self._name_token()

    def _quoted(self, quote: str) -> str:
        self._at += 1
        letters: list[str] = []
        while not self._is_over and self._text[self._at] != quote:
            letters.append(self._letter())
        if not self._is_over:
            self._at += 1
        return "".join(letters)

    def _name_token(self) -> str:
        begin = self._at
        while self._text[self._at] in _TOKEN_LETTERS:
            self._at += 1
        if self._text[self._at] not in SPACES and self._text[self._at] != ">":
            raise self._error("Unexpected end of name token", begin)
        return self._text[begin : self._at].lower()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        self._at += 2
        name = self._until(">").lower()
        if self._skip_spaces() != ">":
            raise self._error("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise self._error("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{name}>"')
        if self._builder.units > opened.units:
            self._mark(opened)

    def _mark(self, opened: _Open) -> None:
        builder, begin, attributes = self._builder, opened.units, opened.attributes
        match opened.tag:
            case "a":
                add_link(builder, begin, attributes.get("href") or builder.since(opened.letters))
            case "tg-emoji":
                number = attributes.get("emoji-id", "")
                if not _EMOJI_ID.fullmatch(number):
                    raise MarkupError("Invalid custom emoji identifier specified")
                builder.add_entity("custom_emoji", begin, custom_emoji_id=number)
            case "tg-time":
                add_time(builder, begin, attributes.get("unix", ""), attributes.get("format", ""))
            case "blockquote":
                builder.add_entity("expandable_blockquote" if "expandable" in attributes else "blockquote", begin)
            case "pre" | "code":
                self._mark_code(opened)
            case tag:
                builder.add_entity(_TYPES[tag], begin)

    def _mark_code(self, opened: _Open) -> None:
        """`<pre><code class="language-…">` around the same text sets the language, in either order."""
        entities, begin = self._builder.entities, opened.units
        css_class = opened.attributes.get("class", "") if opened.tag == "code" else ""
        language = css_class.removeprefix("language-") if css_class.startswith("language-") else ""
        inner = (
            entities[-1]
            if entities and (entities[-1].offset, entities[-1].end) == (begin, self._builder.units)
            else None
        )
        if opened.tag == "pre" and inner is not None and inner.type == "code" and "language" in inner.extra:
            entities[-1] = Entity("pre", inner.offset, inner.length, inner.extra)
        elif opened.tag == "code" and inner is not None and inner.type == "pre" and language:
            entities[-1] = Entity("pre", inner.offset, inner.length, {"language": language})
        else:
            self._builder.add_entity(opened.tag, begin, **({"language": language} if language else {}))

    @property
    def _is_over(self) -> bool:
        return self._at >= self._size

    def _until(self, ends: str) -> str:
        """The text before white space, the end, or one of these characters."""
        begin = self._at
        while self._text[self._at] not in SPACES and self._text[self._at] not in ends:
            self._at += 1
        return self._text[begin : self._at]

    def _skip_spaces(self) -> str:
        """Skip white space. Returns the next character, or NUL at the end."""
        while not self._is_over and self._text[self._at] in SPACES:
            self._at += 1
        return self._text[self._at]

    def _error(self, problem: str, at: int, extra: str = "") -> MarkupError:
        return MarkupError(f"{problem} at byte offset {byte_offset(self._text, at)}{extra}")


def _decode(reference: re.Match[str]) -> str | None:
    """The character of a reference; None if the reference is invalid, and so plain text."""
    hexadecimal, decimal, name = reference.groups()
    if name is not None:
        return _NAMED.get(name)
    if len(reference[0].removesuffix(";")) >= _LONGEST_REFERENCE:
        return None
    number = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
    return chr(number) if 0 < number < _LAST_CODE_POINT else None
