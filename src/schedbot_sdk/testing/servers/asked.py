"""A request for a chat completion, checked as OpenAI's servers check it. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.chat_messages import read_messages
from schedbot_sdk.testing.servers.fields import BadRequest, check_fields, wrong_type
from schedbot_sdk.testing.servers.response_format import check_format

__all__ = ["Asked", "UnknownModel", "read_request"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request."""

    messages: tuple[tuple[str, str], ...]
    max_tokens: int | None
    stream: bool
    include_usage: bool


class UnknownModel(BadRequest):
    """A model that the server does not have, which is a 404."""


def read_request(body: bytes, model: str, without: Collection[str] = ()) -> Asked:
    """Check a request as OpenAI's servers do.

    Args:
        body: As it came.
        model: The one that the server has.
        without: Fields that this server does not know; `response_format.json_schema` is one of the types of that.

    Raises:
        BadRequest: It is malformed.
        UnknownModel: Nothing else is wrong with it.
    """
    try:
        value = cast("JsonValue", json.loads(body, parse_constant=_refuse_constant))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadRequest("We could not parse the JSON body of your request.")
    _check_known(value, without)
    asked = value.get("model")
    if not isinstance(asked, str) or not asked:
        raise BadRequest("you must provide a model parameter", "model")
    said = read_messages(value.get("messages"))
    check_fields(value)
    include_usage = _include_usage(value.get("stream_options"))
    check_format(value.get("response_format"), (content for _, content in said))
    if asked != model:
        raise UnknownModel(
            f"The model `{asked}` does not exist or you do not have access to it.", code="model_not_found"
        )
    max_tokens = value.get("max_completion_tokens") or value.get("max_tokens")
    return Asked(
        messages=said,
        max_tokens=max_tokens if isinstance(max_tokens, int) else None,
        stream=value.get("stream") is True,
        include_usage=include_usage,
    )


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(f"{name} is no JSON")


def _include_usage(options: JsonValue) -> bool:
    if options is None:
        return False
    if not isinstance(options, dict):
        raise wrong_type("stream_options", "an object", options)
    include_usage = options.get("include_usage")
    if include_usage is not None and not isinstance(include_usage, bool):
        raise wrong_type("stream_options.include_usage", "a boolean", include_usage)
    return include_usage is True


def _check_known(value: Mapping[str, JsonValue], without: Collection[str]) -> None:
    for name, field in value.items():
        if field is not None and name in without:
            raise BadRequest(f"{name} is not supported", name)
        kind = field.get("type") if isinstance(field, dict) else None
        if isinstance(kind, str) and f"{name}.{kind}" in without:
            raise BadRequest(f"{name} type {kind} is not supported", name)
