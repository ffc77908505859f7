"""Parses MarkdownV2 as the Bot API server does: text and entities, or its error. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schedbot_sdk.testing.servers.entities import SPACES, EntityText, MarkupError, TextBuilder, byte_offset
from schedbot_sdk.testing.servers.links import add_link, add_special

__all__ = ["read_language", "read_markdown_v2"]

_RESERVED: Final = frozenset("_*[]()~`>#+-=|{}.!\n")
_CLOSERS: Final = {
    "Bold": "*", "Italic": "_", "Underline": "__", "Strikethrough": "~", "Spoiler": "||", "Code": "`", "Pre": "```",
    "PreCode": "```", "TextUrl": "]", "CustomEmoji": "]",
}  # fmt: skip
_OPENERS: Final = {
    "*": "Bold", "__": "Underline", "_": "Italic", "~": "Strikethrough", "||": "Spoiler", "[": "TextUrl",
    "![": "CustomEmoji", "```": "Pre", "`": "Code",
}  # fmt: skip
"""Longer openers are before their own prefixes."""
_RAW: Final = frozenset({"Code", "Pre", "PreCode"})
_TYPES: Final = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre",
}  # fmt: skip
_LAST_ESCAPED: Final = "~"


@dataclass(frozen=True, slots=True)
class _Open:
    """Open markup; `kind` is Telegram's name of it."""

    kind: str
    at: int
    units: int
    letters: int
    language: str = ""


def read_markdown_v2(text: str) -> EntityText:
    """The text without its markup, and the entities in the order of their ends.

    Raises:
        MarkupError: The markup is malformed.
    """
    return _Markdown(text).read()


def read_language(text: str, at: int) -> tuple[str, int]:
    """The language after three backticks, and the start of the code, after a line break.

    Args:
        text: The text, with NUL at its end.
        at: The index after the backticks.
    """
    end = at
    while text[end] not in SPACES and text[end] != "`":
        end += 1
    language = ""
    if end != at and end < len(text) - 1 and text[end] != "`":
        language, at = text[at:end], end
    if text[at] in "\r\n":
        pair = text[at + 1] in "\r\n" and text[at + 1] != text[at]
        at += 2 if pair else 1
    return language, at


class _Markdown:
    def __init__(self, text: str) -> None:
        self._text = text + "\0"
        self._size = len(text)
        self._at = 0
        self._builder = TextBuilder()
        self._open: list[_Open] = []
        self._may_quote: bool = True
        """Whether a `>` here starts a quotation: it does at the start of a line."""

    def read(self) -> EntityText:
        while self._at < self._size:
            self._step()
        self._end_quote()
        if self._open:
            raise self._endless(self._open[-1])
        return self._builder.done()

    def _step(self) -> None:
        letter = self._text[self._at]
        if letter == "\\" and "\0" < self._text[self._at + 1] <= _LAST_ESCAPED:
            self._at += 1
            self._write()
            return
        kind = self._open[-1].kind if self._open else ""
        if letter != "`" if kind in _RAW else letter not in _RESERVED:
            self._write()
        elif letter == "\n":
            self._new_line()
        elif kind and self._closes(kind):
            self._close(self._open.pop())
        elif letter == ">":
            self._begin_quote()
        else:
            self._begin()

    def _write(self) -> None:
        letter = self._text[self._at]
        self._builder.write(letter)
        self._at += 1
        if letter != "\r":
            self._may_quote = False

    def _closes(self, kind: str) -> bool:
        # A closer in a quotation closes only markup of the quotation; the quotation ends with its last line.
        closer = _CLOSERS.get(kind, "\0")
        if kind == "Italic" and self._text.startswith("__", self._at):
            return False
        return self._text.startswith(closer, self._at)

    def _begin(self) -> None:
        opener = next((one for one in _OPENERS if self._text.startswith(one, self._at)), None)
        if opener is None:
            raise self._reserved()
        begin, kind, language = self._at, _OPENERS[opener], ""
        self._at += len(opener)
        if kind == "Spoiler" and self._ends_expandable():
            return
        if kind == "Pre":
            language, self._at = read_language(self._text, self._at)
        self._open.append(
            _Open("PreCode" if language else kind, begin, self._builder.units, self._builder.letters, language)
        )

    def _close(self, opened: _Open) -> None:
        self._at += len(_CLOSERS[opened.kind])
        match opened.kind:
            case "TextUrl":
                url = self._url() if self._text[self._at] == "(" else self._builder.since(opened.letters)
                add_link(self._builder, opened.units, url)
            case "CustomEmoji":
                if self._text[self._at] != "(":
                    raise MarkupError("The entity must contain a tg://emoji or tg://time URL")
                add_special(self._builder, opened.units, self._url())
            case kind:
                extra = {"language": opened.language} if opened.language else {}
                self._builder.add_entity(_TYPES[kind], opened.units, **extra)

    def _url(self) -> str:
        """The URL in parentheses."""
        self._at += 1
        begin, letters = self._at, list[str]()
        while self._text[self._at] != ")":
            if self._at >= self._size:
                raise MarkupError(f"Can't find end of a URL at byte offset {byte_offset(self._text, begin)}")
            if self._text[self._at] == "\\" and "\0" < self._text[self._at + 1] <= _LAST_ESCAPED:
                self._at += 1
            letters.append(self._text[self._at])
            self._at += 1
        self._at += 1
        return "".join(letters)

    def _begin_quote(self) -> None:
        if not self._may_quote:
            raise self._reserved()
        self._open.append(_Open("BlockQuote", self._at, self._builder.units, self._builder.letters))
        self._at += 1

    def _new_line(self) -> None:
        self._builder.write("\n")
        self._at += 1
        self._may_quote = True
        if not self._is_quoting:
            return
        if self._text[self._at] == ">":
            self._at += 1
            self._may_quote = False
        else:
            self._end_quote()

    @property
    def _is_quoting(self) -> bool:
        return any(opened.kind.endswith("Quote") for opened in self._open)

    def _ends_expandable(self) -> bool:
        """Whether `||` is at the end of a quotation's last line, which makes it expandable."""
        end = self._at
        while self._text[end] == "\r":
            end += 1
        is_last = end >= self._size or (self._text[end] == "\n" and self._text[end + 1] != ">")
        if not is_last or not self._open or self._open[-1].kind != "BlockQuote":
            return False
        quote = self._open.pop()
        self._open.append(_Open("ExpandableBlockQuote", quote.at, quote.units, quote.letters))
        return True

    def _end_quote(self) -> None:
        """End an open quotation; all markup in it must be closed."""
        if not self._is_quoting:
            return
        quote = self._open.pop()
        if not quote.kind.endswith("Quote"):
            raise self._endless(quote)
        self._builder.add_entity("blockquote" if quote.kind == "BlockQuote" else "expandable_blockquote", quote.units)

    def _endless(self, opened: _Open) -> MarkupError:
        where = byte_offset(self._text, opened.at)
        return MarkupError(f"Can't find end of {opened.kind} entity at byte offset {where}")

    def _reserved(self) -> MarkupError:
        letter = self._text[self._at]
        return MarkupError(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")
