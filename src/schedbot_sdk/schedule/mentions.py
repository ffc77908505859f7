"""What a text says in so many words, without understanding it. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["contains", "is_russian", "links", "names_a_day_and_a_time"]

_SAME: Final = str.maketrans({
    "ё": "е", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "`": "'",
    "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "…": ".",
})  # fmt: skip
_MONTHS: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
_DAY: Final = re.compile(
    r"\b(?:today|tonight|tomorrow|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)day|every ?day"
    r"|сегодня|завтра|послезавтра|понедельник\w*|вторник\w*|сред[уы]|четверг\w*|пятниц[уы]|суббот[уы]|воскресенье"
    rf"|20\d\d-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}})\b"
)
_TIME: Final = re.compile(
    r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b|\b\d{1,2}\s?[ap]\.?m\b|\bat\s+(?:\d{1,2}\b|noon\b|midnight\b|half\b)"
    r"|\bв\s+(?:\d{1,2}\s+(?:утра|вечера|дня|ночи|час)|полдень|полночь|половине)"
)
# Thai to Burmese, Khmer, Japanese, Chinese, Korean: scripts that put no space between words, or between a word and what
# belongs to it.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IN_A_WORD: Final = re.compile(rf"[^\W{_UNSPACED}]")
_INVISIBLE: Final = {"Cf", "Mn"}
_LINK: Final = re.compile(r"(?:https?://|www\.|\bt\.me/)\S*[\w/]", re.IGNORECASE)
_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_LATIN: Final = re.compile("[a-z]", re.IGNORECASE)


def contains(text: str, quote: str) -> bool:
    """Whether a text has these words, whole, in this order, one after the other, however they are written.

    Case, white space, the shapes of quotes and dashes, accents, what is invisible, and the Russian ё do not matter. A
    quote without a letter or a digit is in no text.
    """
    words = _plain(quote)
    if not any(character.isalnum() for character in words):
        return False
    before = rf"(?<!{_IN_A_WORD.pattern})" if _IN_A_WORD.match(words[0]) else ""
    after = rf"(?!{_IN_A_WORD.pattern})" if _IN_A_WORD.match(words[-1]) else ""
    return re.search(f"{before}{re.escape(words)}{after}", _plain(text)) is not None


def links(text: str) -> list[str]:
    """The addresses in a text that people can follow."""
    return _LINK.findall(text)


def is_russian(text: str) -> bool:
    """Whether most of its letters are Cyrillic."""
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))


def names_a_day_and_a_time(text: str) -> bool:
    """Whether a text that is no question names a day to come and a time of day: something is planned in it."""
    plain = _plain(text)
    return "?" not in plain and bool(_DAY.search(plain)) and bool(_TIME.search(plain))


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    seen = "".join(character for character in composed if unicodedata.category(character) not in _INVISIBLE)
    return " ".join(seen.split()).strip(" .,;:!\"'()")
