"""Parses Telegram's legacy Markdown, which does not nest: text and entities, or its error. Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.testing.servers.entities import EntityText, MarkupError, TextBuilder, byte_offset
from schedbot_sdk.testing.servers.links import add_link
from schedbot_sdk.testing.servers.markdown_markup import read_language

__all__ = ["read_markdown"]

_BEGINS: Final = frozenset("_*`[")
_TYPES: Final = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}


def read_markdown(text: str) -> EntityText:
    """The text without its markup, and its entities.

    Raises:
        MarkupError: The markup is malformed.
    """
    builder, whole, at = TextBuilder(), text + "\0", 0
    while at < len(text):
        letter = whole[at]
        if letter == "\\" and whole[at + 1] in _BEGINS:
            builder.write(whole[at + 1])
            at += 2
        elif letter in _BEGINS:
            at = _marked(builder, whole, at)
        else:
            builder.write(letter)
            at += 1
    return builder.done()


def _marked(builder: TextBuilder, whole: str, begin: int) -> int:
    """Add the text and the entity that start here. Returns their end."""
    opener = "```" if whole.startswith("```", begin) else whole[begin]
    closer = "]" if opener == "[" else opener
    at, language = begin + len(opener), ""
    if opener == "```":
        language, at = read_language(whole, at)
    end = whole.find(closer, at)
    if end < 0:
        where = byte_offset(whole, begin)
        raise MarkupError(f"Can't find end of the entity starting at byte offset {where}")
    units = builder.units
    for letter in whole[at:end]:
        builder.write(letter)
    after = end + len(closer)
    if opener != "[":
        builder.add_entity(_TYPES[opener], units, **({"language": language} if language else {}))
        return after
    url = whole[at:end]
    if whole[after] == "(":
        url_end = whole.find(")", after)
        # A URL without a closing parenthesis extends to the end of the text.
        url = whole[after + 1 : url_end] if url_end >= 0 else whole[after + 1 : -1]
        after = url_end + 1 if url_end >= 0 else len(whole) - 1
    add_link(builder, units, url)
    return after
