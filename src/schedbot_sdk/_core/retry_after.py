"""How long a server asks to wait, from its headers, the fields of its error, or its text. Pure."""

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
"""Fields by their names in lower case without `_` and `-`, and the unit of a plain number in seconds."""


def parse_retry_after(status: int, headers: Mapping[str, str], body: bytes, now: float) -> float | None:
    """Return the seconds to wait, or None if the response does not say. No wait (0, or a past date) is 0.

    Telegram's `parameters.retry_after` comes first, then `retry-after-ms` and `Retry-After` (RFC 9110, section
    10.2.3), then other fields of the body, such as Google's `retryDelay`, then the text of the body. The first value
    above 0 counts.

    Args:
        status: The response's status.
        headers: Names in lower case.
        body: The received part of the body.
        now: Unix time of the response's arrival. A date counts from the response's own `Date`, if it has one.
    """
    says_no_wait = False
    for seconds in _values(status, headers, body, now):
        if seconds > 0:
            return min(seconds, _LONGEST)
        says_no_wait = True
    return 0.0 if says_no_wait else None


def _values(status: int, headers: Mapping[str, str], body: bytes, now: float) -> Iterator[float]:
    is_readable = len(body) <= _LONGEST_BODY and re.search(rb"retry|try again|reset|wait", body, re.IGNORECASE)
    value = _json(body) if is_readable else None
    parameters = value.get("parameters") if isinstance(value, Mapping) else None
    retry_after = parameters.get("retry_after") if isinstance(parameters, Mapping) else None
    if isinstance(retry_after, int | float):
        yield from _length(retry_after, 1.0)
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


def _length(value: _Value, unit: float) -> list[float]:
    """Return the seconds in a number (of this unit), a text such as `27`, `0.4s` or `1m30s`, or a protobuf duration."""
    seconds: float | None = None
    if isinstance(value, str):
        seconds = _seconds(value.strip(), unit)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        seconds = min(value, _LONGEST / unit) * unit
    elif isinstance(value, Mapping):
        parts = [*_length(value.get("seconds"), 1.0), *_length(value.get("nanos"), 1e-9)]
        seconds = math.fsum(parts) if parts else None
    return [seconds] if seconds is not None and seconds >= 0 else []


def _seconds(text: str, unit: float) -> float | None:
    if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", text, re.ASCII):
        return float(text) * unit
    if re.fullmatch(_LENGTH, text, re.ASCII):
        return math.fsum(float(number) * _UNITS[name] for number, name in _PART.findall(text))
    return None


def _until(text: str, headers: Mapping[str, str], now: float) -> list[float]:
    """Return the seconds until a date by the server's clock, as ours may be wrong by a day."""
    moment = _moment(text)
    if moment is None:
        return []
    sent = _moment(headers.get("date", ""))
    if sent is None:
        return [max(0.0, moment - now)]
    # A cache keeps the date of the response that it stored, and sends its age (RFC 9111, section 5.1).
    age = next(iter(_length(headers.get("age"), 1.0)), 0.0)
    return [max(0.0, moment - sent - age)]


def _moment(text: str) -> float | None:
    """Return the Unix time of a date in a format of RFC 9110, section 5.6.7, or of ISO 8601."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _fields(value: _Value) -> Iterator[float]:
    """Yield the values of known fields in a body, the outer ones first."""
    waiting: list[tuple[_Value, int]] = [(value, 0)]
    for index in range(_MOST_FIELDS):
        if index >= len(waiting):
            return
        item, depth = waiting[index]
        if isinstance(item, str) and item[:1] in {"{", "["} and "etry" in item:
            item = _json(item)  # a gateway's error may hold the response of the server behind it as a text
        if depth > _DEEPEST:
            continue
        if isinstance(item, Mapping):
            for name, inner in item.items():
                unit = _HINTS.get(name.lower().replace("_", "").replace("-", ""))
                if unit is not None:
                    yield from _length(inner, unit)
            waiting += [(inner, depth + 1) for inner in item.values() if isinstance(inner, Mapping | list | str)]
        elif isinstance(item, list):
            waiting += [(inner, depth + 1) for inner in item]


def _sentence(value: _Value, depth: int = 0) -> Iterator[float]:
    if isinstance(value, str):
        if (match := _SENTENCE.search(value[:_LONGEST_TEXT])) is not None:
            length = match["length"]
            seconds = (
                _seconds(length.lower(), 1.0) if length else float(match["number"]) * _WORDS[match["unit"].lower()]
            )
            yield from [] if seconds is None else [seconds]
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value[:5]:
            yield from _sentence(inner, depth + 1)
    elif isinstance(value, Mapping) and depth < _DEEPEST:
        for name in ("error", "message", "msg", "description", "detail"):
            yield from _sentence(value.get(name), depth + 1)
