"""Text in Telegram's first Markdown, which nests nothing: the text, its marks, or its words of refusal. Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.testing.servers.links import mark_link
from schedbot_sdk.testing.servers.markdown_markup import read_language
from schedbot_sdk.testing.servers.marks import Marked, MarkupError, Writing, byte_offset

__all__ = ["read_markdown"]

_BEGINS: Final = frozenset("_*`[")
_TYPES: Final = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}


def read_markdown(text: str) -> Marked:
    """The text without its markup, and what that marks.

    Raises:
        MarkupError: Telegram's words for what is wrong.
    """
    writing, whole, at = Writing(), text + "\0", 0
    while at < len(text):
        letter = whole[at]
        if letter == "\\" and whole[at + 1] in _BEGINS:
            writing.write(whole[at + 1])
            at += 2
        elif letter in _BEGINS:
            at = _marked(writing, whole, at)
        else:
            writing.write(letter)
            at += 1
    return writing.done()


def _marked(writing: Writing, whole: str, begin: int) -> int:
    """Write the part that begins here, with its mark, and give where it ends."""
    opener = "```" if whole.startswith("```", begin) else whole[begin]
    closer = "]" if opener == "[" else opener
    at, language = begin + len(opener), ""
    if opener == "```":
        language, at = read_language(whole, at)
    end = whole.find(closer, at)
    if end < 0:
        where = byte_offset(whole, begin)
        raise MarkupError(f"Can't find end of the entity starting at byte offset {where}")
    units = writing.units
    for letter in whole[at:end]:
        writing.write(letter)
    after = end + len(closer)
    if opener != "[":
        writing.mark(_TYPES[opener], units, **({"language": language} if language else {}))
        return after
    url = whole[at:end]
    if whole[after] == "(":
        url_end = whole.find(")", after)
        # A URL without an end reaches to the end of the text.
        url = whole[after + 1 : url_end] if url_end >= 0 else whole[after + 1 : -1]
        after = url_end + 1 if url_end >= 0 else len(whole) - 1
    mark_link(writing, units, url)
    return after
