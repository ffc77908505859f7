"""Compares texts by their words, without understanding them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

__all__ = ["contains", "has_words", "is_russian", "is_scrap", "links", "plain", "shares_a_word", "words_of"]

_EQUIVALENT: Final = str.maketrans({
    "ё": "е", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "`": "'",
    "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "…": ".",
})  # fmt: skip
# Thai to Burmese, Khmer, Japanese, Chinese, Korean: scripts without spaces between words, or between a word and its
# particles.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IN_A_WORD: Final = re.compile(rf"[^\W{_UNSPACED}]")
_WORD: Final = re.compile(rf"[^\W\d_{_UNSPACED}]+|[{_UNSPACED}]")
_INVISIBLE: Final = {"Cf", "Mn"}
# The texts that a messenger turns into links: addresses, usernames, host names.
_LINK: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]*:[/\\]{2}\S+|(?<![\w@.])@\w{4,}"
    r"|\b(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}\b(?:[/?#:]\S*)?"
    r"|\b(?:\w[\w-]+\.)+(?:рф|рус|бел|укр|онлайн|сайт|дети|москва)\b(?:[/?#:]\S*)?"
)
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*:[/\\]{2}(?:www\.)?|^www\.")
_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_LATIN: Final = re.compile("[a-z]", re.IGNORECASE)
_STEM: Final = 4
_SHORT_RUSSIAN: Final = re.compile("[а-я]{3,4}")
_CASE_ENDINGS: Final = (
    *"а я о е ь й ы и у ю ом ем ой ей ою ею ью ам ям ах ях ов ев ами ями ери ерью ерей".split(),  # noqa: SIM905  # shorter than a list
    "",
)
_TIME_ALONE: Final = re.compile(r"\d+(?:[:.]\d\d)?")
_LAST_LATIN: Final = "\u024f"


def contains(text: str, quote: str) -> bool:
    """Whether a text contains a quote as whole words.

    Case, white space, the shapes of quotes and dashes, accents, invisible characters, and the Russian ё do not matter.
    No text contains a quote without a letter or a digit.
    """
    words = plain(quote)
    if not any(character.isalnum() for character in words):
        return False
    plain_text = plain(text)
    position = plain_text.find(words)
    while position >= 0:
        if _is_whole(plain_text, position, position + len(words)):
            return True
        position = plain_text.find(words, position + 1)
    return False


def is_scrap(text: str, quote: str) -> bool:
    """Whether a quote is only a letter or two of a longer text, which could mean anything."""
    words = plain(quote)
    return len(_IN_A_WORD.findall(words)) == len(words) <= 2 and words != plain(text)


def shares_a_word(text: str, title: str) -> bool:
    """Whether a title has a word of the text, in any form; a title without words, its figures: "24/7"."""
    candidates, words = words_of(text), words_of(title)
    if not words:
        return _TIME_ALONE.fullmatch(plain(title)) is None and contains(text, title)
    return any(_is_among(word, candidates) for word in words)


def has_words(text: str, words: Collection[str]) -> bool:
    """Whether a text has all of these words, in any form; False without words."""
    candidates = words_of(text)
    return bool(words) and all(_is_among(word, candidates) for word in words)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text; for scripts without spaces, its letters. An emoji is a word."""
    plain_text = plain(text)
    emoji = (one for one in plain_text if one > _LAST_LATIN and unicodedata.category(one) == "So")
    return frozenset((*_WORD.findall(plain_text), *emoji))


def links(text: str) -> list[str]:
    """Return the links of a text, addresses and usernames, in lower case and without a scheme."""
    return [_SCHEME.sub("", link).rstrip(".,;:!?)/") for link in _LINK.findall(plain(text))]


def is_russian(text: str) -> bool:
    """Whether most letters of a text are Cyrillic."""
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))


def plain(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_EQUIVALENT)
    visible = "".join(character for character in composed if unicodedata.category(character) not in _INVISIBLE)
    return " ".join(visible.split()).strip(" .,;:!\"'()")


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the slice of the text begins and ends between words."""
    is_cut_before = start > 0 and _in_a_word(text[start]) and _in_a_word(text[start - 1])
    is_cut_after = end < len(text) and _in_a_word(text[end - 1]) and _in_a_word(text[end])
    return not (is_cut_before or is_cut_after)


def _in_a_word(character: str) -> bool:
    return _IN_A_WORD.match(character) is not None


def _is_among(word: str, candidates: Collection[str]) -> bool:
    if word in candidates:
        return True
    if _SHORT_RUSSIAN.fullmatch(word) and any(_is_same_noun(word, other) for other in candidates):
        return True
    if len(word) < _STEM:
        return False
    # A short word may have another ending: "йога", "йогу".
    stem = word[:_STEM] if len(word) > _STEM else word[:-1]
    return any(other.startswith(stem) and (len(word) > _STEM or len(other) <= len(word) + 1) for other in candidates)


def _is_same_noun(word: str, other: str) -> bool:
    """Whether two short words differ by the ending of their case: "зал", "зале"; "Оля", "Оли"."""
    return len(other) > 2 and not _stems(word).isdisjoint(_stems(other))


def _stems(word: str) -> frozenset[str]:
    """Return the beginnings of a word before each ending that it may have; a stem has two letters or more."""
    return frozenset(
        word.removesuffix(ending) for ending in _CASE_ENDINGS if word.endswith(ending) and len(word) > len(ending) + 1
    )
