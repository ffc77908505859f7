"""Decodes each update on its own if a response cannot be decoded as a whole. Pure.

A number with thousands of digits, or a thousand nested lists, must not block the other updates. A truncated response,
or one with malformed JSON, is not split: Telegram sends it again when it is asked again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["TOO_DEEP", "Undecoded", "updates_in"]

TOO_DEEP: Final = "nested too deeply"

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}:,]|[^][{}:,"\s]+', re.DOTALL)
_ID_FIRST = re.compile(r'\s*\{\s*"update_id"\s*:\s*(\d{1,10})\s*[,}]')


@dataclass(frozen=True, slots=True)
class Undecoded:
    """An update that the JSON decoder cannot decode."""

    raw: str = field(repr=False)
    update_id: int | None
    reason: str


def updates_in(body: bytes) -> list[object] | None:
    """Return the updates of a response, decoded if possible; None if the response is malformed."""
    try:
        parts = _split(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
    try:
        return None if parts is None else [_decoded(part) for part in parts]
    except json.JSONDecodeError:
        return None


def _decoded(part: str) -> object:
    try:
        return json.loads(part)
    except json.JSONDecodeError:
        raise
    except RecursionError:
        reason = TOO_DEEP
    except ValueError:
        reason = "a number has too many digits"
    match = _ID_FIRST.match(part)  # Telegram writes the id first
    return Undecoded(part.strip(), int(match[1]) if match else None, reason)


def _split(text: str) -> list[str] | None:
    """Return the items of `result` as texts, if the response is `ok` and complete."""
    depth, begin, key, is_ok = 0, 0, "", False
    parts: list[str] | None = None
    is_open = False
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "]}":
            if is_open and depth == 2 and parts is not None:
                parts.append(text[begin : token.start()])
                is_open = False
            depth -= 1
        elif mark == "," and is_open and depth == 2 and parts is not None:
            parts.append(text[begin : token.start()])
            begin = token.end()
        elif mark in "[{":
            depth += 1
            if depth == 2 and mark == "[" and key == '"result"':
                parts, begin, is_open = [], token.end(), True
        elif depth == 1 and mark == "true" and key == '"ok"':
            is_ok = True
        elif depth == 1 and mark[0] == '"':
            key = mark
    return parts if is_ok and depth == 0 else None
