"""Finds when in the day something begins and ends, in simple English and Russian words. Pure."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

__all__ = ["find_clock"]

_DAY_MINUTES: Final = 24 * 60
_WORDS: Final = {"noon": 12, "midday": 12, "полдень": 12, "полудня": 12, "midnight": 0, "полночь": 0, "полуночи": 0}
_CLOCK: Final = (
    rf"(?:(?P<h{{0}}>[01]?\d|2[0-3])(?:[:.](?P<n{{0}}>[0-5]\d))?|(?P<word{{0}}>{'|'.join(_WORDS)}"
    r"|час(?=\s+(?:дня|ночи))))(?:\s*(?:o['’]clock|час(?:а|ов)?)(?!\w))?"
    r"\s*(?P<half{0}>(?:a\.m\.|p\.m\.|[ap]m|утра|дня|вечера|ночи)(?!\w))?(?!\w|[:.]\d)"
)
_BEGIN: Final = re.compile(
    rf"(?:\b(?P<lead>at|в)\s+|\b(?P<range>from|between|со?)\s+|(?<![\w:.+-])){_CLOCK.format(1)}", re.IGNORECASE
)
_END: Final = re.compile(rf"\s*(?:(?P<dash>[-–—])|\b(?:to|till|until|до|and|и))\s*{_CLOCK.format(2)}", re.IGNORECASE)
_LATER_END: Final = re.compile(rf"\b(?:till|until|до)\s+{_CLOCK.format(2)}", re.IGNORECASE)


def find_clock(text: str) -> tuple[time | None, int | None, str]:
    """Find the first time of day, or range of times, in a text.

    Args:
        text: A text without days and amounts of time: their figures could be hours.

    Returns:
        The time, the minutes to the end of a range, and the text with both replaced by null characters.
    """
    begins = [(begin, _end(text, begin)) for begin in _BEGIN.finditer(text)]
    begins = [(begin, end) for begin, end in begins if _is_clear(begin) or end is not None]
    if not begins:
        return None, None, text
    # A range says more than a time alone, but figures with a dash may be something else: "room 3-4 at 10".
    begin, end = min(begins, key=lambda pair: (not _is_clear(pair[0]) and not pair[0]["range"], pair[1] is None))
    end = end or _LATER_END.search(text, begin.end())
    if end is not None:
        text = f"{text[: end.start()]}\0{text[end.end() :]}"
    rest = f"{text[: begin.start()]}\0{text[begin.end() :]}"
    if end is None:
        return time(*divmod(_minute(begin, 1, begin["half1"]), 60)), None, rest
    first, last = _range(begin, end)
    return time(*divmod(first, 60)), (last - first) % _DAY_MINUTES or _DAY_MINUTES, rest


def _is_clear(begin: re.Match[str]) -> bool:
    """Whether it is a time without an end: "at 9", "9:30", "9 am"; not "from 9", "9", "9.30"."""
    return bool(begin["lead"] or begin["half1"] or begin["word1"] or (begin["n1"] and ":" in begin[0]))


def _end(text: str, begin: re.Match[str]) -> re.Match[str] | None:
    end = _END.match(text, begin.end())
    if end is None or end["dash"]:
        return end
    is_range = begin["range"] or (_is_clear(begin) and not re.match(r"\s*(?:and|и)\b", end[0], re.IGNORECASE))
    return end if is_range else None


def _range(begin: re.Match[str], end: re.Match[str]) -> tuple[int, int]:
    first, last = _minute(begin, 1, begin["half1"]), _minute(end, 2, end["half2"])
    if begin["half1"] or begin["word1"] or end["word2"]:
        return first, last
    if end["half2"]:
        # "From 2 to 4 pm" begins after noon, "from 9 to 5 pm" before it.
        shared = _minute(begin, 1, end["half2"])
        return (shared if shared < last else first), last
    if last < first <= _DAY_MINUTES // 2 and not (begin["n1"] or end["n2"]):
        last += _DAY_MINUTES // 2  # "from 9 to 5" is not a night shift
    return first, last


def _minute(match: re.Match[str], number: int, half: str | None) -> int:
    """The minute of the day."""
    word = (match[f"word{number}"] or "").lower()
    hour = _WORDS.get(word, 1) if word else int(match[f"h{number}"])
    half = (half or "").lower().replace(".", "")
    if half in {"pm", "дня", "вечера"} or (half == "ночи" and 9 <= hour < 12):
        hour += 12 if hour < 12 else 0
    elif half and hour == 12:
        hour = 0
    return hour * 60 + int(match[f"n{number}"] or 0)
