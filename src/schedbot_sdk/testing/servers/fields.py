"""Checks the fields of a chat request as OpenAI's servers do: errors have the field, the expected type and a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

__all__ = ["BadRequest", "check_fields", "missing", "unsupported", "wrong_type"]

_MOST_STOPS: Final = 4
_MOST_TOKENS: Final = 16_384
_DECIMALS: Final = {
    "temperature": (0, 2), "top_p": (0, 1), "presence_penalty": (-2, 2), "frequency_penalty": (-2, 2),
}  # fmt: skip
_INTEGERS: Final = {
    "max_tokens": (1, None), "max_completion_tokens": (1, None), "n": (1, 128), "top_logprobs": (0, 20),
    "seed": (-(2**63), 2**63 - 1),
}  # fmt: skip
_FLAGS: Final = ("stream", "logprobs", "store", "parallel_tool_calls")


class BadRequest(Exception):  # noqa: N818  # named after its status
    """An invalid request body; `param` is the field."""

    def __init__(self, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code


def missing(param: str) -> BadRequest:
    """The error for a missing field."""
    return BadRequest(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def wrong_type(param: str, expected: str, value: JsonValue) -> BadRequest:
    """The error for a value of a wrong type."""
    message = f"Invalid type for '{param}': expected {expected}, but got {_kind(value)} instead."
    return BadRequest(message, param, "invalid_type")


def unsupported(param: str, value: str, supported: tuple[str, ...]) -> BadRequest:
    """The error for a value that is not in the list of the field."""
    *most, last = (f"'{one}'" for one in supported)
    message = f"Invalid value: '{value}'. Supported values are: {', '.join(most)}, and {last}."
    return BadRequest(message, param, "invalid_value")


def check_fields(body: Mapping[str, JsonValue]) -> None:
    """Check the numbers, booleans and stop sequences of a request; null is the same as a missing field.

    Raises:
        BadRequest: A field has a wrong type, or is out of range.
    """
    for name, (lowest, highest) in _DECIMALS.items():
        _check_decimal(name, body.get(name), lowest, highest)
    for name, limits in _INTEGERS.items():
        _check_integer(name, body.get(name), *limits)
    for name in _FLAGS:
        if not isinstance(body.get(name), bool | None):
            raise wrong_type(name, "a boolean", body[name])
    _check_stop(body.get("stop"))
    for name in ("max_tokens", "max_completion_tokens"):
        value = body.get(name)
        if isinstance(value, int) and value > _MOST_TOKENS:
            message = f"{name} is too large: {value}. This model supports at most {_MOST_TOKENS} completion tokens."
            raise BadRequest(message, name, "invalid_value")


def _check_decimal(name: str, value: JsonValue, lowest: int, highest: int) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_type(name, "a decimal", value)
    _check_range(name, "decimal", value, lowest, highest)


def _check_integer(name: str, value: JsonValue, lowest: int | None, highest: int | None) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(name, "an integer", value)
    _check_range(name, "integer", value, lowest, highest)


def _check_range(name: str, kind: str, value: float, lowest: int | None, highest: int | None) -> None:
    if lowest is not None and value < lowest:
        message = (
            f"Invalid '{name}': {kind} below minimum value. Expected a value >= {lowest}, but got {value} instead."
        )
        raise BadRequest(message, name, f"{kind}_below_min_value")
    if highest is not None and value > highest:
        message = (
            f"Invalid '{name}': {kind} above maximum value. Expected a value <= {highest}, but got {value} instead."
        )
        raise BadRequest(message, name, f"{kind}_above_max_value")


def _check_stop(value: JsonValue) -> None:
    if isinstance(value, str | None):
        return
    if not isinstance(value, list):
        raise wrong_type("stop", "one of a string or array of strings", value)
    if len(value) > _MOST_STOPS:
        message = (
            f"Invalid 'stop': array too long. Expected an array with maximum length {_MOST_STOPS}, but got an array"
            f" with length {len(value)} instead."
        )
        raise BadRequest(message, "stop", "array_above_max_length")
    for index, word in enumerate(value):
        if not isinstance(word, str):
            raise wrong_type(f"stop[{index}]", "a string", word)


def _kind(value: JsonValue) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a decimal"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
