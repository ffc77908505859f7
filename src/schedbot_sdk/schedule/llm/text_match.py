"""What a text has in so many words, without understanding it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

__all__ = ["contains", "has_words", "is_russian", "is_scrap", "links", "plain", "shares_a_word", "words_of"]

_SAME: Final = str.maketrans({
    "ё": "е", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "`": "'",
    "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "…": ".",
})  # fmt: skip
# Thai to Burmese, Khmer, Japanese, Chinese, Korean: scripts that put no space between words, or between a word and what
# belongs to it.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IN_A_WORD: Final = re.compile(rf"[^\W{_UNSPACED}]")
_WORD: Final = re.compile(rf"[^\W\d_{_UNSPACED}]+|[{_UNSPACED}]")
_INVISIBLE: Final = {"Cf", "Mn"}
# Whatever a messenger makes a link of: addresses, names of users, names of hosts.
_LINK: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]*:[/\\]{2}\S+|(?<![\w@.])@\w{4,}"
    r"|\b(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}\b(?:[/?#:]\S*)?"
    r"|\b(?:\w[\w-]+\.)+(?:рф|рус|бел|укр|онлайн|сайт|дети|москва)\b(?:[/?#:]\S*)?"
)
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*:[/\\]{2}(?:www\.)?|^www\.")
_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_LATIN: Final = re.compile("[a-z]", re.IGNORECASE)
_STEM: Final = 4


def contains(text: str, quote: str) -> bool:
    """Whether a text has these words, whole, in this order, one after the other, however they are written.

    Case, white space, the shapes of quotes and dashes, accents, what is invisible, and the Russian ё do not matter. A
    quote without a letter or a digit is in no text.
    """
    words = plain(quote)
    if not any(character.isalnum() for character in words):
        return False
    said = plain(text)
    at = said.find(words)
    while at >= 0:
        if _is_whole(said, at, at + len(words)):
            return True
        at = said.find(words, at + 1)
    return False


def is_scrap(text: str, quote: str) -> bool:
    """Whether a quote is a letter or two out of a longer text, and could stand for anything."""
    words = plain(quote)
    return len(_IN_A_WORD.findall(words)) == len(words) <= 2 and words != plain(text)


def shares_a_word(text: str, title: str) -> bool:
    """Whether a title has a word of the text, in whatever form: the first letters of both are the same."""
    said = words_of(text)
    return any(_is_among(word, said) for word in words_of(title))


def has_words(text: str, words: Collection[str]) -> bool:
    """Whether a text has all of these words, and there are any, in whatever form."""
    said = words_of(text)
    return bool(words) and all(_is_among(word, said) for word in words)


def words_of(text: str) -> frozenset[str]:
    """Its words; of scripts without spaces between them, its letters."""
    return frozenset(_WORD.findall(plain(text)))


def links(text: str) -> list[str]:
    """What in a text people can follow: addresses and names, as they are compared: without case and scheme."""
    return [_SCHEME.sub("", link).rstrip(".,;:!?)/") for link in _LINK.findall(plain(text))]


def is_russian(text: str) -> bool:
    """Whether most of its letters are Cyrillic."""
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))


def plain(text: str) -> str:
    """A text in the form in which texts are compared."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    seen = "".join(character for character in composed if unicodedata.category(character) not in _INVISIBLE)
    return " ".join(seen.split()).strip(" .,;:!\"'()")


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether what stands there is cut out of no word."""
    is_cut_before = start > 0 and _in_a_word(text[start]) and _in_a_word(text[start - 1])
    is_cut_after = end < len(text) and _in_a_word(text[end - 1]) and _in_a_word(text[end])
    return not (is_cut_before or is_cut_after)


def _in_a_word(character: str) -> bool:
    return _IN_A_WORD.match(character) is not None


def _is_among(word: str, said: Collection[str]) -> bool:
    return word in said or (len(word) >= _STEM and any(other[:_STEM] == word[:_STEM] for other in said))
