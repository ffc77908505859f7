"""Fills in the fields that a server left out of a response. Pure data in, data out.

If a server leaves out a field of the specification, its neutral value is filled in before validation. The path of the
field is a deviation. Existing values stay, and a field of the specification with a wrong type fails validation,
as do missing choices. A field beyond the specification never fails a response: if its type is wrong, it is removed, and
its path is a deviation too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from schedbot_sdk._core.model import problem_text
from schedbot_sdk._core.response import JsonValue
from schedbot_sdk.chat.models import ASSISTANT, UNKNOWN
from schedbot_sdk.chat.response.finish_reasons import is_filtered, is_truncated
from schedbot_sdk.chat.response.lenient_tool_calls import fill_call_pieces, fill_calls, whole_number

__all__ = ["CHUNK_FIELDS", "COMPLETION_FIELDS", "fill_chunk", "fill_completion", "fill_usage", "validated"]

M = TypeVar("M", bound=BaseModel)
Location: TypeAlias = "tuple[int | str, ...]"

_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
_MAX_ROUNDS: Final = 20

COMPLETION_FIELDS: Final = frozenset(
    {"id", "model", "choices", "message", "role", "content", "finish_reason", "usage", *_COUNTS}
)
"""The fields of the specification."""
CHUNK_FIELDS: Final = frozenset({"choices", "delta", "content"})
"""The fields that a streamed chunk cannot do without."""


def validated(kind: type[M], value: Mapping[str, JsonValue], needed: frozenset[str]) -> tuple[M, tuple[str, ...]] | str:
    """Return the response as a model, with the paths of removed fields; if that is not possible, the problem.

    Args:
        kind: The model.
        value: The response's JSON.
        needed: The fields that must not be removed.
    """
    removed: list[str] = []
    problem = ""
    for _ in range(_MAX_ROUNDS):
        try:
            return kind.model_validate(value), tuple(removed)
        except ValidationError as error:
            problem = problem_text(error)
            if error.error_count() > _MAX_ROUNDS:
                return problem
            details = error.errors(include_input=False, include_url=False, include_context=False)
        removable = [_removable(detail["loc"], needed) for detail in details]
        if not all(removable):
            return problem
        for location in dict.fromkeys(removable):
            value = _without(value, location)
            removed.append(_path_of(location))
    return problem


def _path_of(location: Location) -> str:
    """Return a location in a JSON value as text: `choices[0].index`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _removable(location: Location, needed: frozenset[str]) -> Location:
    """Return the location of the first field on the way that is not needed; empty if all are needed."""
    for end, part in enumerate(location, start=1):
        if isinstance(part, str) and part not in needed:
            return location[:end]
    return ()


def _without(value: Mapping[str, JsonValue], location: Location) -> Mapping[str, JsonValue]:
    """Return a copy without the value at this location."""

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
    """Return a completion's body with all required fields, and the paths of the filled-in ones."""
    deviations: list[str] = []
    filled = dict(body)
    for name in ("id", "model"):
        if filled.get(name) is None:
            filled[name] = ""
            deviations.append(name)
    choices = filled.get("choices")
    if isinstance(choices, list):
        filled["choices"] = [
            _fill_choice(choice, f"choices[{index}]", deviations) if isinstance(choice, Mapping) else choice
            for index, choice in enumerate(choices)
        ]
    usage = filled.get("usage")
    if usage is None:
        filled["usage"] = fill_usage({})[0]
        deviations.append("usage")
    elif isinstance(usage, Mapping):
        filled["usage"], names = fill_usage(usage)
        deviations += [f"usage.{name}" for name in names]
    return filled, tuple(dict.fromkeys(deviations))


def fill_usage(usage: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """Return a usage with all three counts, and the names of the filled-in ones; a missing total is the sum."""
    filled = dict(usage)
    missing = tuple(name for name in _COUNTS if filled.get(name) is None)
    for name in missing:
        filled[name] = 0
    if "total_tokens" in missing:
        filled["total_tokens"] = sum(value for name in _COUNTS[:2] if isinstance(value := filled[name], int))
    return filled, missing


def fill_chunk(body: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """Return a streamed chunk without nulls, and the paths of changed fields.

    A usage gets all its counts, and a content in parts becomes text.
    """
    deviations: list[str] = []
    filled: dict[str, JsonValue] = {name: item for name, item in body.items() if item is not None}
    if isinstance(usage := filled.get("usage"), Mapping):
        filled["usage"] = fill_usage(usage)[0]
    if isinstance(choices := filled.get("choices"), list):
        filled["choices"] = [
            _fill_chunk_choice(item, f"choices[{number}]", deviations) if isinstance(item, Mapping) else item
            for number, item in enumerate(choices)
        ]
    return filled, tuple(deviations)


def _fill_chunk_choice(choice: Mapping[str, JsonValue], path: str, deviations: list[str]) -> dict[str, JsonValue]:
    filled: dict[str, JsonValue] = {name: item for name, item in choice.items() if item is not None}
    _fix_index(filled, path, deviations)
    delta = filled.get("delta")
    content = delta.get("content") if isinstance(delta, Mapping) else None
    if isinstance(delta, Mapping):
        delta = dict(delta)
        if isinstance(content, list) and (text := _text_of(content)) is not None:
            delta["content"] = text
        if delta.get("tool_calls") is not None:
            delta["tool_calls"] = fill_call_pieces(delta["tool_calls"], f"{path}.delta.tool_calls", deviations)
        filled["delta"] = delta
    return filled


def _fix_index(choice: dict[str, JsonValue], path: str, deviations: list[str]) -> None:
    """Convert an index that is a text to a number; otherwise results would be mixed up."""
    number = whole_number(choice.get("index"))
    if number is not None and choice["index"] != number:
        choice["index"] = number
        deviations.append(f"{path}.index")


def _fill_choice(choice: Mapping[str, JsonValue], path: str, deviations: list[str]) -> dict[str, JsonValue]:
    filled = dict(choice)
    _fix_index(filled, path, deviations)
    if filled.get("finish_reason") in (None, ""):
        filled["finish_reason"] = UNKNOWN
        deviations.append(f"{path}.finish_reason")
    message = filled.get("message")
    if message is None and _has_reason_to_be_empty(filled):
        filled["message"] = {"role": ASSISTANT, "content": ""}
        deviations.append(f"{path}.message")
    elif isinstance(message, Mapping):
        filled["message"] = _fill_message(message, f"{path}.message", deviations)
    return filled


def _has_reason_to_be_empty(choice: Mapping[str, JsonValue]) -> bool:
    reason = choice.get("finish_reason")
    return isinstance(reason, str) and (is_filtered(reason) or is_truncated(reason))


def _fill_message(message: Mapping[str, JsonValue], path: str, deviations: list[str]) -> dict[str, JsonValue]:
    filled = dict(message)
    if filled.get("role") is None:
        filled["role"] = ASSISTANT
        deviations.append(f"{path}.role")
    if filled.get("tool_calls") is not None:
        filled["tool_calls"] = fill_calls(filled["tool_calls"], f"{path}.tool_calls", deviations)
    content = filled.get("content")
    if isinstance(content, list) and (text := _text_of(content)) is not None:
        filled["content"] = text
        deviations.append(f"{path}.content")
    elif content is None:
        filled["content"] = ""
        if not (filled.get("tool_calls") or filled.get("refusal")):
            deviations.append(f"{path}.content")
    return filled


def _text_of(parts: Sequence[JsonValue]) -> str | None:
    """Return the text of a content that is a list of parts, without thoughts; None if it has anything else."""
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
