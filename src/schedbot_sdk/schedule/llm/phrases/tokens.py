"""Splits a text into words, numbers and marks, each with its kind. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Clock, Part
from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.groups import Pair
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.nodes import WORD, Node
from schedbot_sdk.schedule.llm.phrases.words import FILLERS, WORDS
from schedbot_sdk.schedule.llm.text_match import plain

__all__ = ["tokens"]

_LETTERS: Final = {
    "h": Unit.HOUR, "hr": Unit.HOUR, "hrs": Unit.HOUR, "ч": Unit.HOUR, "m": Unit.MINUTE, "min": Unit.MINUTE,
    "mins": Unit.MINUTE, "м": Unit.MINUTE, "мин": Unit.MINUTE, "d": Unit.DAY, "д": Unit.DAY, "дн": Unit.DAY,
    "w": Unit.WEEK, "wk": Unit.WEEK, "нед": Unit.WEEK, "s": Unit.SECOND, "sec": Unit.SECOND, "сек": Unit.SECOND,
}  # fmt: skip
_UNIT: Final = "|".join(sorted(_LETTERS, key=len, reverse=True))
_TOKEN: Final = re.compile(
    r"(?P<link>[a-z]{1,12}://\S+|@\w{3,})"
    r"|(?P<serial>\d+(?:-\d+){3,}|(?!\d\d?\.\d\d-\d\d?\.\d\d\b)\d+[-.]\d+[-.]\d+[-.]\d+[-.\d]*)"
    r"|(?P<iso>\d{4}-\d\d-\d\d)(?!\d)"
    r"|(?P<full>(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d))(?!\d)"
    r"|(?P<long>(?P<hours>\d{1,2})\s?[hч]\s?(?P<minutes>[0-5]?\d)\s?(?:m|min|м|мин))(?!\w)"
    r"|(?P<clock>(?P<hour>\d{1,2})(?::|h(?=\d\d))(?P<minute>[0-5]\d)(?::[0-5]\d)?)(?![\d:])"
    rf"|(?P<length>(?P<amount>\d{{1,4}}(?:[.,]\d{{1,2}})?)(?P<unit>{_UNIT}))(?!\w)"
    r"|(?P<dotted>\d{1,2}\.\d)\.(?!\d)"
    r"|(?P<pointed>\d{1,2}\.\d{1,2})(?!\.?\d)"
    r"|(?P<decimal>\d{1,4},\d{1,2})(?![,\d])"
    r"|(?P<slashed>\d{1,2}/\d{1,2})(?![/\d])"
    r"|(?P<dashed>\d{1,2}-\d{1,2})(?![-\d:]|\.\d)"
    r"|(?P<nth>\d{1,2}(?=st\b|nd\b|rd\b|th\b))\w\w"
    r"|(?P<nth_of>\d{1,2}(?=-?(?:ого|его|го)\b))-?\w+"
    r"|(?P<nth_other>\d{1,2}(?=-?(?:ый|ой|ий|й|я|ая|ое|е|ую|ю|му|ому|м|ом|х|ых|ми)\b))-?\w+"
    r"|(?P<digits>\d+)"
    r"|(?P<meridiem>[ap](?:m\b|\.m\b\.?))"
    r"|(?P<oclock>o'? ?clock\b)"
    r"|(?P<of_half>пол(?=\w{4}))(?P<half_of>[а-я]+)\b"
    r"|(?P<glued>(?:в|к|с|до|at))(?=\d)"
    r"|(?P<word>[^\W\d_]+)(?P<tail>\w*)"
    r"|(?P<around>@)|(?P<cake>🎂)|(?P<sign>[%$€₽£#№])"
    r"|(?P<stop>[;!?]|\.(?=\s))|(?P<comma>,)|(?P<colon>:)|(?P<dash>-)|(?P<plus>\+)|(?P<slash>/)"
)
_MARKS: Final = ("sign", "stop", "comma", "colon", "dash", "plus", "slash")
_NUMBER_KINDS: Final = {"digits", "number_word", "one"}
_LIMIT: Final = 20_000


def tokens(text: str) -> list[Node]:
    """Return the words, numbers and marks of a text; lines end with a stop."""
    found: list[Node] = []
    begin = 0
    for line in text[:_LIMIT].splitlines():
        words = plain(line)
        for match in _TOKEN.finditer(words):
            kind, value = _meaning(match)
            if match["word"] == "the" and found and found[-1].kind in _NUMBER_KINDS:
                kind = "the"  # "at 7 the day after tomorrow" has no 7 days
            if kind == "tonight":
                found += [Node("ahead", 0, begin + match.start(), begin + match.end())]
                kind, value = "part", Part.EVENING
            if kind:
                found.append(
                    Node(kind, match[0] if kind == WORD else value, begin + match.start(), begin + match.end())
                )
        begin += len(words) + 1
        found.append(Node("stop", None, begin - 1, begin))
    return found


def _meaning(match: re.Match[str]) -> tuple[str, object]:
    """Return kind and value of a token; an empty kind if it does not count."""
    group = match.lastgroup or ""
    if match["word"]:
        return _word(match["word"], match["tail"])
    if group == "half_of":
        return _half(match[0])
    if group == "around":
        return "at", None
    if group == "cake":
        return "birthday", None
    if group == "glued":
        return WORDS[match[0]]
    if group in _MARKS:
        return group, None
    for kind, meaning in _NUMBERS.items():
        if match[kind]:
            return meaning(match)
    return WORD, None


def _word(word: str, tail: str) -> tuple[str, object]:
    if word in FILLERS:
        return "", None
    return WORDS.get(word, (WORD, word)) if not tail else (WORD, word + tail)


def _half(word: str) -> tuple[str, object]:
    """Half of an hour is gone: "полседьмого" is 6:30."""
    if word in WORDS:
        return WORDS[word]
    kind, hour = WORDS.get(word[3:], ("", None))
    if kind in {"ordinal_word", "ordinal_of"} and isinstance(hour, int) and hour <= 12:  # the hours of a clock
        return "clock", Clock((hour - 1) % 12 * 60 + 30, is_exact=False)
    return WORD, word


def _iso(match: re.Match[str]) -> tuple[str, object]:
    year, month, number = map(int, match["iso"].split("-"))
    return ("date", Day(year=year, month=month, number=number)) if _is_date(number, month) else (WORD, None)


def _full(match: re.Match[str]) -> tuple[str, object]:
    year, a, b = int(match["year"]), int(match["a"]), int(match["b"])
    year += 2000 if len(match["year"]) == 2 else 0  # two digits
    return dates(a, b, year, is_pointed=match["mark"] == ".")


def dates(a: int, b: int, year: int | None, *, is_pointed: bool) -> tuple[str, object]:
    """Return the date of two numbers; both of them, where either may be the month."""
    found = [Day(year=year, month=b, number=a)] if _is_date(a, b) else []
    if not is_pointed and _is_date(b, a) and a != b:
        found.append(Day(year=year, month=a, number=b))
    if not found:
        return WORD, None
    first = found[0]
    return "date", Day(year=year, month=first.month, number=first.number, other=found[1] if len(found) > 1 else None)


def _dotted(match: re.Match[str]) -> tuple[str, object]:
    number, month = map(int, match["dotted"].split("."))
    return dates(number, month, None, is_pointed=True)


def _clock(match: re.Match[str]) -> tuple[str, object]:
    hour = int(match["hour"])
    if hour > 24:  # "24:00" is midnight
        return WORD, None
    return "clock", Clock(hour % 24 * 60 + int(match["minute"]), is_exact=hour == 0 or hour > 12)


def _long(match: re.Match[str]) -> tuple[str, object]:
    return "length", Length(int(match["hours"]) * 60 + int(match["minutes"]))


def _length(match: re.Match[str]) -> tuple[str, object]:
    unit = _LETTERS[match["unit"]]
    return "length", Length(float(match["amount"].replace(",", ".")) * unit.value, unit=unit)


def _pair(kind: str, mark: str) -> Callable[[re.Match[str]], tuple[str, object]]:
    return lambda match: (kind, Pair(*match[kind].split(mark)))


def _slashed(match: re.Match[str]) -> tuple[str, object]:
    # "24/7" is rather all the time than a date.
    return (WORD, match["slashed"]) if match["slashed"] == "24/7" else _pair("slashed", "/")(match)


def _number(kind: str) -> Callable[[re.Match[str]], tuple[str, object]]:
    return lambda match: (kind, int(match[kind])) if len(match[kind]) <= 4 else (WORD, None)


def _is_date(number: int, month: int) -> bool:
    return 1 <= number <= 31 and 1 <= month <= 12  # days and months


def _digits(match: re.Match[str]) -> tuple[str, object]:
    text = match["digits"]
    if len(text) > 4:  # no year, and no time
        return WORD, None
    return ("digits", int(text)) if len(text) <= 2 else ("figures", text)  # "0600" or 2027


_NUMBERS: Final[dict[str, Callable[[re.Match[str]], tuple[str, object]]]] = {
    "link": lambda _: (WORD, None), "serial": lambda _: (WORD, None),
    "iso": _iso, "dotted": _dotted, "full": _full, "clock": _clock,
    "long": _long, "length": _length, "pointed": _pair("pointed", "."), "decimal": _pair("decimal", ","),
    "slashed": _slashed, "dashed": _pair("dashed", "-"), "nth": _number("nth"),
    "nth_of": _number("nth_of"), "nth_other": _number("nth_other"), "digits": _digits,
    "meridiem": lambda match: ("meridiem", match[0][0]), "oclock": lambda _: ("oclock", None),
}  # fmt: skip
