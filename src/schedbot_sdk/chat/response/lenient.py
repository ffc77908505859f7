"""What a server left out of an answer, or sent otherwise -> neutral values, each named. Pure data in, data out.

The table requires true values. Where a server leaves one out and a neutral one exists, it is filled in before
validation, and its path is a deviation. A value of the table that is there stays as it is, and one of a wrong type
fails validation, as choices do that are left out. What the table does not know never fails an answer: of a wrong type,
it is left out, and its path is a deviation as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from schedbot_sdk._core.model import complaint
from schedbot_sdk._core.response import JsonValue
from schedbot_sdk.chat.models import ASSISTANT, UNKNOWN
from schedbot_sdk.chat.response.finish_reasons import is_cut, is_held_back
from schedbot_sdk.chat.response.lenient_tool_calls import fill_call_pieces, fill_calls, whole_number

__all__ = ["COMPLETION_FIELDS", "PART_FIELDS", "fill_completion", "fill_part", "fill_usage", "validated"]

M = TypeVar("M", bound=BaseModel)
Location: TypeAlias = "tuple[int | str, ...]"

_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
_ROUNDS = 20

COMPLETION_FIELDS: Final = frozenset(
    {"id", "model", "choices", "message", "role", "content", "finish_reason", "usage", *_COUNTS}
)
"""The fields of a whole answer that the table knows."""
PART_FIELDS: Final = frozenset({"choices", "delta", "content"})
"""The fields of a streamed part without which it says nothing."""


def validated(kind: type[M], value: Mapping[str, JsonValue], needed: frozenset[str]) -> tuple[M, tuple[str, ...]] | str:
    """An answer as its model, and the paths of what had to be left out; or what is wrong with it.

    Args:
        kind: The model.
        value: The answer, as JSON has it.
        needed: The fields that may not be left out.
    """
    dropped: list[str] = []
    said = ""
    for _ in range(_ROUNDS):
        try:
            return kind.model_validate(value), tuple(dropped)
        except ValidationError as error:
            said = complaint(error)
            if error.error_count() > _ROUNDS:
                return said
            faults = error.errors(include_input=False, include_url=False, include_context=False)
        surplus = [_surplus(fault["loc"], needed) for fault in faults]
        if not all(surplus):
            return said
        for location in dict.fromkeys(surplus):
            value = _without(value, location)
            dropped.append(_path_of(location))
    return said


def _path_of(location: Location) -> str:
    """A place in a JSON value, for people: `choices[0].index`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _surplus(location: Location, needed: frozenset[str]) -> Location:
    """The way to the first field that is not needed; empty when there is none."""
    for end, part in enumerate(location, start=1):
        if isinstance(part, str) and part not in needed:
            return location[:end]
    return ()


def _without(value: Mapping[str, JsonValue], location: Location) -> Mapping[str, JsonValue]:
    """A copy that lacks what is at a place."""

    def copied(value: JsonValue, rest: Location) -> JsonValue:
        step, rest = rest[0], rest[1:]
        if isinstance(value, Mapping) and isinstance(step, str):
            kept = {name: item for name, item in value.items() if rest or name != step}
            return {**kept, step: copied(value[step], rest)} if rest else kept
        if isinstance(value, list) and isinstance(step, int):
            return [copied(item, rest) if number == step else item for number, item in enumerate(value)]
        return value

    result = copied(value, location)
    return result if isinstance(result, Mapping) else value


def fill_completion(body: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """A completion's body with what the table requires, and the paths of what was filled in."""
    found: list[str] = []
    filled = dict(body)
    for name in ("id", "model"):
        if filled.get(name) is None:
            filled[name] = ""
            found.append(name)
    choices = filled.get("choices")
    if isinstance(choices, list):
        filled["choices"] = [
            _fill_choice(choice, f"choices[{index}]", found) if isinstance(choice, Mapping) else choice
            for index, choice in enumerate(choices)
        ]
    usage = filled.get("usage")
    if usage is None:
        filled["usage"] = fill_usage({})[0]
        found.append("usage")
    elif isinstance(usage, Mapping):
        filled["usage"], names = fill_usage(usage)
        found += [f"usage.{name}" for name in names]
    return filled, tuple(dict.fromkeys(found))


def fill_usage(usage: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """A usage with all three counts, and the names of those that were filled in; a missing total is the sum."""
    filled = dict(usage)
    missing = tuple(name for name in _COUNTS if filled.get(name) is None)
    for name in missing:
        filled[name] = 0
    if "total_tokens" in missing:
        filled["total_tokens"] = sum(value for name in _COUNTS[:2] if isinstance(value := filled[name], int))
    return filled, missing


def fill_part(body: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """A streamed part without its nulls, which say nothing, and the paths of what was changed.

    A usage has all its counts, and a content in parts is text.
    """
    found: list[str] = []
    filled: dict[str, JsonValue] = {name: item for name, item in body.items() if item is not None}
    if isinstance(usage := filled.get("usage"), Mapping):
        filled["usage"] = fill_usage(usage)[0]
    if isinstance(choices := filled.get("choices"), list):
        filled["choices"] = [
            _fill_part_choice(item, f"choices[{number}]", found) if isinstance(item, Mapping) else item
            for number, item in enumerate(choices)
        ]
    return filled, tuple(found)


def _fill_part_choice(choice: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    filled: dict[str, JsonValue] = {name: item for name, item in choice.items() if item is not None}
    _fix_index(filled, path, found)
    delta = filled.get("delta")
    content = delta.get("content") if isinstance(delta, Mapping) else None
    if isinstance(delta, Mapping):
        delta = dict(delta)
        if isinstance(content, list) and (text := _text_of(content)) is not None:
            delta["content"] = text
        if delta.get("tool_calls") is not None:
            delta["tool_calls"] = fill_call_pieces(delta["tool_calls"], f"{path}.delta.tool_calls", found)
        filled["delta"] = delta
    return filled


def _fix_index(choice: dict[str, JsonValue], path: str, found: list[str]) -> None:
    """Make a number of a place that came as a text, or results would be taken for one another."""
    number = whole_number(choice.get("index"))
    if number is not None and choice["index"] != number:
        choice["index"] = number
        found.append(f"{path}.index")


def _fill_choice(choice: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    filled = dict(choice)
    _fix_index(filled, path, found)
    if filled.get("finish_reason") in (None, ""):
        filled["finish_reason"] = UNKNOWN
        found.append(f"{path}.finish_reason")
    message = filled.get("message")
    if message is None and _says_why_it_is_empty(filled):
        filled["message"] = {"role": ASSISTANT, "content": ""}
        found.append(f"{path}.message")
    elif isinstance(message, Mapping):
        filled["message"] = _fill_message(message, f"{path}.message", found)
    return filled


def _says_why_it_is_empty(choice: Mapping[str, JsonValue]) -> bool:
    reason = choice.get("finish_reason")
    return isinstance(reason, str) and (is_held_back(reason) or is_cut(reason))


def _fill_message(message: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    filled = dict(message)
    if filled.get("role") is None:
        filled["role"] = ASSISTANT
        found.append(f"{path}.role")
    if filled.get("tool_calls") is not None:
        filled["tool_calls"] = fill_calls(filled["tool_calls"], f"{path}.tool_calls", found)
    content = filled.get("content")
    if isinstance(content, list) and (text := _text_of(content)) is not None:
        filled["content"] = text
        found.append(f"{path}.content")
    elif content is None:
        filled["content"] = ""
        if not (filled.get("tool_calls") or filled.get("refusal")):
            found.append(f"{path}.content")
    return filled


def _text_of(parts: Sequence[JsonValue]) -> str | None:
    """The text of a content that came in parts, thoughts left out; None when it holds something else than parts."""
    texts: list[str] = []
    for part in parts:
        if not isinstance(part, Mapping):
            return None
        text = part.get("text")
        if isinstance(text, str):
            texts.append(text)
        elif part.get("type") != "thinking":
            return None
    return "".join(texts)
