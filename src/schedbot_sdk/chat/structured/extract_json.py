"""The text of an LLM -> the one JSON object in it, or the reason why it was not found. Pure and strict.

Nothing is repaired, because a "repaired" answer that was truncated or malformed is wrong data. Only four things are
skipped: a byte order mark, one block of thoughts, one code fence, and words around the object.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["FoundObject", "NotFound", "answer_without_thoughts", "find_object"]

# An object, or the start of a list: an object inside a list is not the whole answer.
_OPENING: Final = re.compile(r'\{|\[(?=\s*(?:[\[{"\d-]|true|false|null))')


@dataclass(frozen=True, slots=True)
class FoundObject:
    """A whole JSON object."""

    text: str = field(repr=False)
    """The object's text."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The text has no valid JSON object."""

    reason: str
    """The reason, as a message for the LLM; it quotes nothing."""
    is_json: bool = False
    """Whether there was malformed JSON, or JSON of another type."""


def answer_without_thoughts(text: str) -> str:
    """Return the text after its one block of thoughts, which some servers leave in the text.

    Some servers remove the opening tag. The text before the closing tag is then thoughts, unless an answer could start
    in it.
    """
    text = text.removeprefix("\ufeff").strip()
    thoughts, closing, answer = text.partition("</think>")
    if not closing:
        return text
    begins = thoughts.startswith("<think>")
    if "<think>" in thoughts[begins:] or (not begins and re.search(r"[\[{`]", thoughts)):
        return text
    return answer.strip()


def find_object(text: str) -> FoundObject | NotFound:
    """Return the first whole object in the text."""
    text = answer_without_thoughts(text)
    if text.startswith("<think>"):
        return NotFound("its thoughts do not end, or appear twice")
    text = _unfenced(text)
    begin = 0
    while opening := _OPENING.search(text, begin):
        try:
            value, end = _DECODER.raw_decode(text, opening.start())
        except ValueError as error:
            return NotFound(_reason(error, text), is_json=True)
        except RecursionError:
            return NotFound("the JSON is nested too deep", is_json=True)
        if isinstance(value, dict):
            if "</think>" in text[end:]:
                return NotFound("its thoughts do not begin")
            return FoundObject(text[opening.start() : end])
        if any(isinstance(item, dict | list) for item in value):
            return NotFound("it is a JSON array, not an object", is_json=True)
        begin = end
    return NotFound("there is no JSON object in it")


def _unfenced(text: str) -> str:
    """Return the contents of the only code fence, unless the text starts with an object."""
    _, *parts = text.split("```")
    if len(parts) != 2 or text.startswith("{"):
        return text
    return parts[0]


def _reason(error: ValueError, text: str) -> str:
    if isinstance(error, _AmbiguousError):
        return str(error)
    if not isinstance(error, json.JSONDecodeError):
        return "a number in the JSON has too many digits"
    is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    problem = "is truncated" if is_cut else "is not valid"
    return f"the JSON {problem} at line {error.lineno} column {error.colno} ({error.msg})"


class _AmbiguousError(ValueError):
    """JSON that parsers read in different ways."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _AmbiguousError("a name appears twice in one object")
    return members


def _constant(name: str) -> object:
    raise _AmbiguousError(f"{name} is not JSON")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _AmbiguousError("a number is too large")
    return value


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
