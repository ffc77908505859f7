"""What an LLM wrote -> the one JSON object in it, or why there is none. Pure, and strict: nothing is mended.

A cut or broken answer that is "repaired" turns into wrong data, so there are four allowances and no more: a byte order
mark, one block of thoughts, one code fence, and words around the object.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["FoundObject", "NotFound", "answer_without_thoughts", "find_object"]

# An object, or the beginning of a list: an object inside a list is not the whole.
_OPENING: Final = re.compile(r'\{|\[(?=\s*(?:[\[{"\d-]|true|false|null))')


@dataclass(frozen=True, slots=True)
class FoundObject:
    """A whole JSON object."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why there is no object, for the LLM to read; it quotes nothing."""

    why: str
    is_json: bool = False
    """Whether something like the object was there."""


def answer_without_thoughts(text: str) -> str:
    """What an LLM wrote after its one block of thoughts, which some servers leave in the text.

    Some keep the opening tag to themselves: then the words before the closing one are thoughts if nothing in them could
    begin an answer.
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
    """The first whole object of what an LLM wrote."""
    text = answer_without_thoughts(text)
    if text.startswith("<think>"):
        return NotFound("its thoughts have no end, or come twice")
    text = _unfenced(text)
    begin = 0
    while opening := _OPENING.search(text, begin):
        try:
            value, end = _DECODER.raw_decode(text, opening.start())
        except ValueError as error:
            return NotFound(_why(error, text), is_json=True)
        except RecursionError:
            return NotFound("the JSON is nested too deep", is_json=True)
        if isinstance(value, dict):
            if "</think>" in text[end:]:
                return NotFound("its thoughts have no beginning")
            return FoundObject(text[opening.start() : end])
        if any(isinstance(item, dict | list) for item in value):
            return NotFound("it is a JSON array, not an object", is_json=True)
        begin = end
    return NotFound("there is no JSON object in it")


def _unfenced(text: str) -> str:
    """What stands in the one code fence, if there is one before any object."""
    _, *fenced = text.split("```")
    if len(fenced) != 2 or text.startswith("{"):
        return text
    return fenced[0]


def _why(error: ValueError, text: str) -> str:
    if isinstance(error, _UnclearError):
        return str(error)
    if not isinstance(error, json.JSONDecodeError):
        return "a number in the JSON has too many digits"
    is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    what = "is cut off" if is_cut else "is not valid"
    return f"the JSON {what} at line {error.lineno} column {error.colno} ({error.msg})"


class _UnclearError(ValueError):
    """JSON that readers disagree about."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _UnclearError("a name stands twice in one object")
    return members


def _constant(name: str) -> object:
    raise _UnclearError(f"{name} is no JSON")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _UnclearError("a number is too large")
    return value


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
