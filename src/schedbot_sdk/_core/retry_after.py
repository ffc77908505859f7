"""How long a server asks to wait: in its headers, in the fields of its error, or in a sentence. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias, cast

__all__ = ["parse_retry_after"]

_Value: TypeAlias = "Mapping[str, _Value] | Sequence[_Value] | str | int | float | bool | None"

_LONGEST: Final = 10.0**9  # seconds, which no program lives to see; no clock takes a sleep of any length
_MOST_FIELDS: Final = 500
_DEEPEST: Final = 8
_LONGEST_TEXT: Final = 4000
_LONGEST_BODY: Final = 256 * 1024
_UNITS: Final = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_LENGTH: Final = r"(?:\d{1,12}(?:\.\d{1,12})?(?:ms|us|µs|ns|d|h|m|s))+"  # as Go writes it
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|ns|d|h|m|s)")
_SENTENCE: Final = re.compile(
    rf"(?:(?:try again|retry)\s+(?:in|after)|wait(?:\s+for)?)\s+(?:(?P<length>{_LENGTH})\b"
    r"|(?P<number>\d{1,9}(?:\.\d{1,9})?)\s*(?P<unit>second|minute|hour|millisecond)s?\b)",
    re.IGNORECASE,
)
_WORDS: Final = {"millisecond": 1e-3, "second": 1.0, "minute": 60.0, "hour": 3600.0}
_HINTS: Final[Mapping[str, float]] = {
    "retryafter": 1.0,
    "retryafterseconds": 1.0,
    "retryafters": 1.0,
    "retryaftersec": 1.0,
    "retryinseconds": 1.0,
    "resetsinseconds": 1.0,
    "retryafterms": 1e-3,
    "retryaftermilliseconds": 1e-3,
    "retryaftermillis": 1e-3,
    "retrydelay": 1.0,
    "quotaresetdelay": 1.0,
}
"""Fields by their names in lower case, without `_` and `-`, and the seconds that a plain number in them counts."""


def parse_retry_after(status: int, headers: Mapping[str, str], body: bytes, now: float) -> float | None:
    """Seconds, or None where nothing is said. A word of no wait (0, a date that is past) is 0.

    Telegram's `parameters.retry_after` comes first, then `retry-after-ms` and `Retry-After` (RFC 9110, section
    10.2.3), then other fields of the body, such as Google's `retryDelay`, then a sentence of it. Of two words the first
    one counts that says to wait at all.

    Args:
        status: The answer's.
        headers: Names in lower case.
        body: As far as it came.
        now: Unix time of the answer's arrival. A date counts from the answer's own `Date`, if it has one.
    """
    says_no_wait = False
    for told in _words(status, headers, body, now):
        if told > 0:
            return min(told, _LONGEST)
        says_no_wait = True
    return 0.0 if says_no_wait else None


def _words(status: int, headers: Mapping[str, str], body: bytes, now: float) -> Iterator[float]:
    is_readable = len(body) <= _LONGEST_BODY and re.search(rb"retry|try again|reset|wait", body, re.IGNORECASE)
    value = _json(body) if is_readable else None
    parameters = value.get("parameters") if isinstance(value, Mapping) else None
    told = parameters.get("retry_after") if isinstance(parameters, Mapping) else None
    if isinstance(told, int | float):
        yield from _length(told, 1.0)
    yield from _length(headers.get("retry-after-ms"), 1e-3)
    members = {member.strip() for member in headers.get("retry-after", "").split(", ")}
    # A proxy that repeats a header makes a list of it; a date has a comma of its own.
    header = members.pop() if len(members) == 1 else headers.get("retry-after", "").strip()
    yield from _length(header, 1.0) or _until(header, headers, now)
    if is_readable:
        yield from _fields(value)
        if status in {429, 503}:
            yield from _sentence(value if value is not None else body[:_LONGEST_TEXT].decode("utf-8", "replace"))


def _json(text: bytes | str) -> _Value:
    try:
        return cast("_Value", json.loads(text))
    except (ValueError, RecursionError):
        return None


def _length(given: _Value, unit: float) -> list[float]:
    """The seconds in a number (of this unit), in a text like `27`, `0.4s` or `1m30s`, or in a protobuf duration."""
    seconds: float | None = None
    if isinstance(given, str):
        seconds = _seconds(given.strip(), unit)
    elif isinstance(given, int | float) and not isinstance(given, bool):
        seconds = min(given, _LONGEST / unit) * unit
    elif isinstance(given, Mapping):
        parts = [*_length(given.get("seconds"), 1.0), *_length(given.get("nanos"), 1e-9)]
        seconds = math.fsum(parts) if parts else None
    return [seconds] if seconds is not None and seconds >= 0 else []


def _seconds(text: str, unit: float) -> float | None:
    if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", text, re.ASCII):
        return float(text) * unit
    if re.fullmatch(_LENGTH, text, re.ASCII):
        return math.fsum(float(number) * _UNITS[name] for number, name in _PART.findall(text))
    return None


def _until(text: str, headers: Mapping[str, str], now: float) -> list[float]:
    """The seconds until a date, by the clock of whoever wrote it: ours may be wrong by a day."""
    moment = _moment(text)
    if moment is None:
        return []
    sent = _moment(headers.get("date", ""))
    if sent is None:
        return [max(0.0, moment - now)]
    # A cache keeps the date of the answer that it stored, and says how old that is (RFC 9111, section 5.1).
    age = next(iter(_length(headers.get("age"), 1.0)), 0.0)
    return [max(0.0, moment - sent - age)]


def _moment(text: str) -> float | None:
    """Unix time of a date in any of the formats of RFC 9110, section 5.6.7, or of ISO 8601."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _fields(value: _Value) -> Iterator[float]:
    """What the fields of a body say whose names are known, from the outside in."""
    waiting: list[tuple[_Value, int]] = [(value, 0)]
    for place in range(_MOST_FIELDS):
        if place >= len(waiting):
            return
        found, depth = waiting[place]
        if isinstance(found, str) and found[:1] in {"{", "["} and "etry" in found:
            found = _json(found)  # a gateway's error holds the answer of the server behind it as a text
        if depth > _DEEPEST:
            continue
        if isinstance(found, Mapping):
            for name, inner in found.items():
                unit = _HINTS.get(name.lower().replace("_", "").replace("-", ""))
                if unit is not None:
                    yield from _length(inner, unit)
            waiting += [(inner, depth + 1) for inner in found.values() if isinstance(inner, Mapping | list | str)]
        elif isinstance(found, list):
            waiting += [(inner, depth + 1) for inner in found]


def _sentence(value: _Value, depth: int = 0) -> Iterator[float]:
    if isinstance(value, str):
        if (found := _SENTENCE.search(value[:_LONGEST_TEXT])) is not None:
            length = found["length"]
            seconds = (
                _seconds(length.lower(), 1.0) if length else float(found["number"]) * _WORDS[found["unit"].lower()]
            )
            yield from [] if seconds is None else [seconds]
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value[:5]:
            yield from _sentence(inner, depth + 1)
    elif isinstance(value, Mapping) and depth < _DEEPEST:
        for name in ("error", "message", "msg", "description", "detail"):
            yield from _sentence(value.get(name), depth + 1)
