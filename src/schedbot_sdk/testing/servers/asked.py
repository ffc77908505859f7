"""A request for a chat completion, checked as OpenAI's servers check it. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.formats import BadRequest, check_format

__all__ = ["Asked", "read_request"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request."""

    model: str
    messages: tuple[tuple[str, str], ...]
    max_tokens: int | None
    stream: bool
    include_usage: bool


def read_request(body: bytes, without: Collection[str] = ()) -> Asked:
    """Check a request as OpenAI's servers do.

    Args:
        body: As it came.
        without: Fields that this server does not know; `response_format.json_schema` is one of the types of that.

    Raises:
        BadRequest: It is malformed.
    """
    try:
        value = cast("JsonValue", json.loads(body))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadRequest("We could not parse the JSON body of your request.")
    _check_known(value, without)
    model = value.get("model")
    if not isinstance(model, str) or not model:
        raise BadRequest("you must provide a model parameter", "model")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadRequest("'messages' must be an array with at least one message", "messages")
    max_tokens = value.get("max_tokens", value.get("max_completion_tokens"))
    if max_tokens is not None and (not isinstance(max_tokens, int) or isinstance(max_tokens, bool) or max_tokens < 1):
        raise BadRequest("'max_tokens' must be an integer of at least 1", "max_tokens")
    temperature = value.get("temperature")
    if temperature is not None and (isinstance(temperature, bool) or not isinstance(temperature, int | float)):
        raise BadRequest("'temperature' must be a number", "temperature")
    stream = value.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise BadRequest("'stream' must be a boolean", "stream")
    options = value.get("stream_options")
    if options is not None and not isinstance(options, dict):
        raise BadRequest("'stream_options' must be an object", "stream_options")
    include_usage = None if options is None else options.get("include_usage")
    if include_usage is not None and not isinstance(include_usage, bool):
        raise BadRequest("'include_usage' must be a boolean", "stream_options.include_usage")
    said = tuple(_message(item, index) for index, item in enumerate(messages))
    check_format(value.get("response_format"), (content for _, content in said))
    return Asked(
        model=model,
        messages=said,
        max_tokens=max_tokens,
        stream=stream is True,
        include_usage=include_usage is True,
    )


def _message(item: JsonValue, index: int) -> tuple[str, str]:
    role = item.get("role") if isinstance(item, dict) else None
    content = item.get("content") if isinstance(item, dict) else None
    if not isinstance(role, str) or not isinstance(content, str):
        raise BadRequest("a message needs a role and a content, both strings", f"messages[{index}]")
    if any("\ud800" <= letter <= "\udfff" for letter in content):
        raise BadRequest("the content has half of a surrogate pair", f"messages[{index}].content")
    return role, content


def _check_known(value: Mapping[str, JsonValue], without: Collection[str]) -> None:
    for name, field in value.items():
        if field is not None and name in without:
            raise BadRequest(f"{name} is not supported", name)
        kind = field.get("type") if isinstance(field, dict) else None
        if isinstance(kind, str) and f"{name}.{kind}" in without:
            raise BadRequest(f"{name} type {kind} is not supported", name)
