"""Checks `response_format` as OpenAI's servers do: any JSON object, or JSON of a schema. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import JsonValue

from schedbot_sdk.testing.servers.fields import BadRequest, missing, wrong_type

__all__ = ["check_format"]

_NAME: Final = re.compile("[a-zA-Z0-9_-]{1,64}")
_SUPPORTED: Final = "'json_object', 'json_schema', and 'text'"
_NAMED: Final = frozenset({"properties", "$defs", "definitions"})
_LISTED: Final = frozenset({"anyOf", "allOf", "oneOf", "prefixItems"})


def check_format(value: JsonValue, contents: Iterable[str]) -> None:
    """Check the response format.

    Args:
        value: The request's `response_format`; None without one.
        contents: The texts of the messages: for `json_object` one of them must mention JSON.

    Raises:
        BadRequest: The format is malformed, or its schema cannot be strict.
    """
    if value is None:
        return
    if not isinstance(value, dict):
        raise wrong_type("response_format", "an object", value)
    match value.get("type"):
        case "text":
            return
        case "json_object":
            if not any("json" in content.lower() for content in contents):
                message = "the messages must speak of json for a 'response_format' of type 'json_object'"
                raise BadRequest(message, "messages")
        case "json_schema":
            _check_form(_object(value, "json_schema", "response_format.json_schema"))
        case None:
            raise missing("response_format.type")
        case str(kind):
            message = f"Invalid value for 'response_format.type': '{kind}'. Supported values are: {_SUPPORTED}."
            raise BadRequest(message, "response_format.type", "invalid_value")
        case kind:
            raise wrong_type("response_format.type", "a string", kind)


def _check_form(form: dict[str, JsonValue]) -> None:
    here = "response_format.json_schema"
    name = form.get("name")
    if name is None:
        raise missing(f"{here}.name")
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        message = f"'{here}.name' must be 1 to 64 letters, digits, underscores and dashes"
        raise BadRequest(message, f"{here}.name", "invalid_value")
    strict = form.get("strict")
    if strict is not None and not isinstance(strict, bool):
        raise wrong_type(f"{here}.strict", "a boolean", strict)
    schema = _object(form, "schema", f"{here}.schema")
    if strict:
        problem = next(_strict_problems(schema), None)
        if schema.get("type") != "object":
            problem = "the schema must be of type 'object'"
        if problem is not None:
            raise BadRequest(f"Invalid schema for response_format '{name}': {problem}", "response_format")


def _object(within: dict[str, JsonValue], name: str, param: str) -> dict[str, JsonValue]:
    value = within.get(name)
    if value is None:
        raise missing(param)
    if not isinstance(value, dict):
        raise wrong_type(param, "an object", value)
    return value


def _strict_problems(root: dict[str, JsonValue]) -> Iterator[str]:
    """Why a schema is not strict: an object allows other fields, or a field is not required."""
    rest: list[tuple[str, JsonValue]] = [("", root)]
    while rest:
        where, node = rest.pop(0)
        if not isinstance(node, dict):
            continue
        properties = node.get("properties")
        if node.get("type") == "object" or properties is not None:
            required = node.get("required")
            fields = properties if isinstance(properties, dict) else {}
            if node.get("additionalProperties") is not False:
                yield f"in '{where}', 'additionalProperties' must be false"
            for name in fields:
                if not isinstance(required, list) or name not in required:
                    yield f"in '{where}', 'required' must name every property, and '{name}' is missing"
        rest += [(f"{where}/{name}", branch) for name, branch in _branches(node)]


def _branches(node: dict[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    """The schemas inside a schema, and their paths."""
    for name, value in node.items():
        if name in _NAMED and isinstance(value, dict):
            yield from ((f"{name}/{key}", branch) for key, branch in value.items())
        elif name in _LISTED and isinstance(value, list):
            yield from ((f"{name}/{number}", branch) for number, branch in enumerate(value))
        elif name == "items":
            yield name, value
