"""Measures texts without a font, and breaks them into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from schedbot_sdk.telegram.text.graphemes import is_boundary

__all__ = ["ELLIPSIS", "cut", "printable", "width_of", "wrapped"]

# Widths of a sans-serif font in hundredths of its size. A picture names the width of each line that it draws, so that
# another font fills the same space.
_WIDTHS: Final = {
    26: "'\" !(),.:;J`ijl|¡·ìíîïіїІЇј",
    34: "-I[]frt{}/\\ÌÍÎÏ“”‘’",
    43: "?_cszг°çšžст–з",
    52: "Lkvxy*«»ýкухьўґ#$+<=>^~0123456789aeFSETXZѕэєѕГ",
    57: "bdghnopquàáâãäåèéêëñòóôõöùúûüабвелочяёєрйинпцъ→УЗТЯ",
    64: "ABCKPRVYÀÁÂÃÄÅÇÈÉÊËАБВЕЁКРСХЬЧЄЛЭдљ",
    72: "&DGHUÐÙÚÛÜНПЦДфЪ",
    80: "NOQwÑÒÓÔÕÖØИЙОжмыю…",
    92: "%@MWmÆæМФЫЖшщ©®№—",
    102: "ЮШЩ",
}
_WIDTH: Final = {character: width / 100 for width, characters in _WIDTHS.items() for character in characters}
_OTHER: Final = 0.66
_WIDE: Final = 1.02
_EMOJI: Final = 1.28
_BOLD: Final = 1.05
ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
_SKIN_TONES: Final = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_FLAG_LETTERS: Final = ("\U0001f1e6", "\U0001f1ff")
_INVISIBLE: Final = frozenset(("Mn", "Me", "Cf"))
_DROPPED: Final = frozenset(("Cc", "Cs", "Cn", "Co"))
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They would change the order of the text around a title."""
_VOWELS: Final = frozenset("aeiouyаеёиоуыэюяіїє")
_SIGNS: Final = frozenset("ьъй")
_MIN_PART: Final = 2
"""A word is broken so that each part has at least two characters."""


def printable(text: str) -> str:
    """Return a text as one line, without the characters that a picture cannot show."""
    kept = (character for character in text if not _is_dropped(character))
    return " ".join("".join(kept).split())


def _is_dropped(character: str) -> bool:
    # A line break is a control character, and separates words.
    return character in _DIRECTIONS or (unicodedata.category(character) in _DROPPED and not character.isspace())


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in a font of this size, in the same unit."""
    return sum(_ems(text)) * size * (_BOLD if bold else 1)


def _ems(text: str) -> Iterator[float]:
    previous = ""
    for character in text:
        # Emoji that are joined are one picture, and a skin tone belongs to the emoji before it.
        yield 0 if previous == _JOINER or character in _SKIN_TONES else _em(character)
        previous = character


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    width = _WIDTH.get(character)
    if width is not None:
        return width
    if _FLAG_LETTERS[0] <= character <= _FLAG_LETTERS[1]:
        return _EMOJI / 2
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"} or character >= "\U0001f000":
        return _EMOJI if category == "So" else _WIDE
    return _OTHER if category != "So" else 1


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return the text if it fits, or its beginning with an ellipsis; an empty text if not even that fits."""
    if width_of(text, size, bold=bold) <= width:
        return text
    return _with_ellipsis(text, width, size, bold=bold)


def _with_ellipsis(text: str, width: float, size: float, *, bold: bool) -> str:
    end = _fitting(text, width - width_of(ELLIPSIS, size, bold=bold), size, bold=bold)
    shortened = text[:end].rstrip(" -–—,.;:(")
    return f"{shortened}{ELLIPSIS}" if shortened else ""


def wrapped(
    text: str, width: float, size: float, *, lines: int, last_width: float | None = None, bold: bool = False
) -> list[str]:
    """Break a text into lines; the last one ends with an ellipsis if the text is longer.

    Args:
        text: The text.
        width: The width of a line.
        size: The size of the font.
        lines: How many lines there may be.
        last_width: The width of the last of them, if it is another.
        bold: Whether the font is bold.
    """
    if lines < 1:
        return []
    result: list[str] = []
    rests = [text]
    while rests[-1] and len(result) < lines - 1:
        line, rest = _first_line(rests[-1], width, size, bold=bold)
        if not line:
            break
        result.append(line)
        rests.append(rest)
    is_last = len(result) == lines - 1
    rest = rests.pop()
    last = cut(rest, width if last_width is None or not is_last else last_width, size, bold=bold)
    while rest and not last and result:
        # There is no space for the rest: the line before it says that there is more.
        result.pop()
        last = _with_ellipsis(rests.pop(), width, size, bold=bold)
    return [*result, last] if last else result


def _first_line(text: str, width: float, size: float, *, bold: bool) -> tuple[str, str]:
    if width_of(text, size, bold=bold) <= width:
        return text, ""
    end = _fitting(text, width, size, bold=bold)
    space = end if text[end : end + 1] == " " else text.rfind(" ", 0, end)
    if space > 0:
        return text[:space], text[space + 1 :]
    word = text.partition(" ")[0]
    end = _fitting(text, width - width_of("-", size, bold=bold), size, bold=bold)
    if end < 1:
        return "", text
    at = _syllable(word, end)
    hyphen = "-" if word[at - 1].isalpha() and word[at : at + 1].isalpha() else ""
    return text[:at] + hyphen, text[at:]


def _syllable(word: str, end: int) -> int:
    """Return where to break a word: between two syllables, if there is such a place near `end`."""
    lowered = word.casefold() if len(word.casefold()) == len(word) else word
    last = min(end, len(word) - _MIN_PART)
    otherwise = last if last >= _MIN_PART and is_boundary(word, last) else end
    return next((at for at in range(last, max(_MIN_PART, end // 2) - 1, -1) if _ends_syllable(lowered, at)), otherwise)


def _ends_syllable(word: str, at: int) -> bool:
    """Whether a consonant begins a syllable here: after a vowel, or after one that ends the syllable before."""
    is_vowel = [character in _VOWELS for character in word]
    after = word[at]
    if not after.isalpha() or is_vowel[at] or after in _SIGNS or not is_boundary(word, at) or not any(is_vowel[at:]):
        return False
    if is_vowel[at - 1]:
        return is_vowel[at + 1]
    return word[at - 1].isalpha() and at > 1 and is_vowel[at - 2]


def _fitting(text: str, width: float, size: float, *, bold: bool) -> int:
    """Return the length of the longest beginning that fits, in whole visible characters."""
    used, end, start = 0.0, 0, 0
    for index, em in enumerate(_ems(text)):
        if index and is_boundary(text, index, start):
            end = start = index
        used += em * size * (_BOLD if bold else 1)
        if used > width:
            return end
    return len(text)
