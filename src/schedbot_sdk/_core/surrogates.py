r"""Joins halves of characters, and replaces a lone half with U+FFFD. Pure.

An LLM writes tokens, and a token may end inside a character: in a lone surrogate, `\ud83d` in JSON, or after some of
the character's UTF-8 bytes. Such halves cannot be printed, stored or sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, cast

from schedbot_sdk._core.response import JsonValue, json_of

__all__ = [
    "halves_at_end",
    "json_with_halves",
    "may_hold_halves",
    "whole_characters",
    "whole_json",
    "whole_json_text",
    "whole_values",
]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NOT_A_BYTE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_MAY_HOLD_HALVES: Final = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
_BYTES: Final = 0xDC00
"""The first surrogate that means a single byte, minus the byte (PEP 383)."""
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}(?P<pair>\\u[dD][c-fC-F][0-9a-fA-F]{2})?|(?P<low>u[dD][c-fC-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def whole_characters(text: str) -> str:
    """Return the text with adjacent halves joined, and each lone half replaced with U+FFFD."""
    if _SURROGATE.search(text) is None:
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    # U+DC80 to U+DCFF mean single bytes of UTF-8 here, as `json_with_halves` decodes them.
    return _NOT_A_BYTE.sub("\ufffd", joined).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def whole_values(value: JsonValue) -> JsonValue:
    """Return a JSON value with `whole_characters` applied to all its texts, names included."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, Mapping):
        return {whole_characters(name): whole_values(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [whole_values(item) for item in value]
    return value


def whole_json_text(text: str) -> str:
    """Return JSON text with each lone half of an escaped pair replaced with U+FFFD."""
    return whole_characters(_ESCAPE.sub(_whole_escape, text)) if "\\u" in text else whole_characters(text)


def _whole_escape(match: re.Match[str]) -> str:
    is_high = match[0][1] == "u" and match[0][2:4].lower() in {"d8", "d9", "da", "db"}
    return "\ufffd" if match["low"] or (is_high and not match["pair"]) else match[0]


def whole_json(body: bytes) -> JsonValue:
    """Return the JSON value in a body with whole characters, or None."""
    value = json_of(body)
    if value is None:
        return whole_values(json_with_halves(body))
    return whole_values(value) if may_hold_halves(body) else value


def may_hold_halves(body: bytes) -> bool:
    """Return whether a body of JSON in UTF-8 may hold half a character."""
    return _MAY_HOLD_HALVES.search(body) is not None


def json_with_halves(body: bytes) -> JsonValue:
    """Return the JSON value in a body, or None; bytes that are not UTF-8 are kept as halves."""
    value = json_of(body)
    if value is not None:
        return value
    try:
        return cast("JsonValue", json.loads(body.lstrip(b"\xef\xbb\xbf \t\r\n").decode("utf-8", "surrogateescape")))
    except (ValueError, RecursionError):
        return None


def halves_at_end(text: str) -> int:
    """Return how many characters at the end of a text may be halves of one whose rest will follow."""
    if text and "\ud800" <= text[-1] <= "\udbff":
        return 1
    for count in range(1, min(3, len(text)) + 1):
        byte = ord(text[-count]) - _BYTES
        if 0xC2 <= byte <= 0xF4:  # the first of 2, 3 or 4 bytes
            return count if count < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else 0
        if not 0x80 <= byte <= 0xBF:
            return 0
    return 0
