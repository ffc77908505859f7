"""The arguments of a chat call -> the request's body. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self, TypeAlias, cast

from pydantic_core import PydanticSerializationError, to_json

from schedbot_sdk._core.model import checked, plain
from schedbot_sdk._core.response import JsonValue
from schedbot_sdk._core.surrogates import whole_values
from schedbot_sdk.chat.models import ASSISTANT, AnswerMessage, ChatMessage
from schedbot_sdk.chat.options import CHAT_FIELDS, PARSE_FIELDS, ChatCompletionRequest, ChatOptions, ParseOptions
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import PostOptions

__all__ = ["Messages", "RequestBuilder"]

Messages: TypeAlias = "Sequence[ChatMessage | AnswerMessage | Mapping[str, object]]"
"""A dialogue, oldest message first. A response's message may stand in it as it is."""

_ADVICE: Final = {
    **{
        name: f"pass a value such as {' or '.join(map(repr, field.examples))}"
        for name, field in ChatCompletionRequest.model_fields.items()
        if field.examples
    },
    "model": "pass model= here or to the client, or make the client with from_env, which reads OPENAI_MODEL",
    "messages": "pass a list of ChatMessage or of dicts with role and content, both strings; at least one",
    "temperature": "pass a number, such as 0, 0.7 or 1",
    "max_tokens": "pass a whole number, 1 or more",
}


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """A validated chat request, and how to send it."""

    request: ChatCompletionRequest = field(repr=False)
    """The fields that the SDK knows."""
    extra_body: Mapping[str, object] = field(repr=False)
    """Fields that the SDK does not know; they win over those of `request`."""
    call_options: PostOptions = field(repr=False)
    """The keywords that every call takes, such as `deadline`."""

    @classmethod
    def of(
        cls,
        messages: Messages,
        extra_body: Mapping[str, object] | None,
        options: ChatOptions | ParseOptions,
        default_model: str | None = None,
        /,
        *,
        model: str | None,
        fields: frozenset[str] = CHAT_FIELDS,
        **parameters: object,
    ) -> Self:
        """Validate a call's arguments.

        Args:
            messages: The dialogue.
            extra_body: Fields that the SDK does not know.
            options: The keywords of the call.
            default_model: The client's model, for a call that names none.
            model: The call's model.
            fields: The keywords among `options` that are fields of the request.
            **parameters: The fields that have a parameter of their own.

        Raises:
            ConfigurationError: An argument has a wrong type or is out of range, or no model is set.
        """
        keywords = cast("Mapping[str, object]", options)
        call_options = {name: value for name, value in keywords.items() if name not in fields}
        values = {**parameters, **{name: value for name, value in keywords.items() if name in fields}}
        values["model"] = default_model if model is None else model
        # A string or a dict is iterable too, but its parts are not messages.
        values["messages"] = [_to_request(message) for message in messages] if _is_list(messages) else messages
        if values["model"] is None:
            raise ConfigurationError(f"no model is set: {_ADVICE['model']}")
        return cls(
            checked(ChatCompletionRequest, values, _ADVICE),
            _checked_extra_body(extra_body),
            cast("PostOptions", call_options),
        )

    @classmethod
    def for_parse(
        cls,
        messages: Messages,
        extra_body: Mapping[str, object] | None,
        options: ParseOptions,
        default_model: str | None,
        /,
        *,
        model: str | None,
        **parameters: object,
    ) -> Self:
        """Validate the arguments of `parse`, which takes fewer keywords than `complete`."""
        return cls.of(messages, extra_body, options, default_model, model=model, fields=PARSE_FIELDS, **parameters)

    @property
    def model(self) -> str:
        """The LLM's identifier."""
        return self.request.model

    @property
    def expected_results(self) -> int:
        """How many results the server should generate."""
        number = self.extra_body.get("n", self.request.n)
        return number if isinstance(number, int) else 1

    def with_fields(self, **fields: object) -> Self:
        """A copy with these fields of the request replaced."""
        return replace(self, request=self.request.model_copy(update=fields))

    def body(self) -> bytes:
        """The request's body as JSON.

        Raises:
            ConfigurationError: A value cannot be written as JSON.
        """
        fields: dict[str, object] = {**self.request.model_dump(exclude_unset=True), **self.extra_body}
        # A lone surrogate, from a user or an LLM, is sent as U+FFFD: UTF-8 cannot encode it.
        body = _json(fields) or _json(whole_values(cast("JsonValue", plain(fields))))
        if body is None:
            raise ConfigurationError(
                "messages or extra_body hold a value that JSON does not have; pass numbers, strings, lists and dicts"
            )
        return body


def _json(value: object) -> bytes | None:
    try:
        body = to_json(value)
        if b"NaN" in body or b"Infinity" in body:  # perhaps only inside a text
            json.loads(body, parse_constant=_refuse)
    except (PydanticSerializationError, TypeError, ValueError, RecursionError):
        return None
    return body


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _is_list(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _checked_extra_body(value: object) -> Mapping[str, object]:
    if value is not None and not isinstance(value, Mapping):
        raise ConfigurationError(
            f"extra_body must be a dict, such as {{'logit_bias': {{}}}}, got {type(value).__name__}"
        )
    return cast("Mapping[str, object]", value or {})


def _to_request(message: object) -> object:
    """A message as a request can hold it; the LLM's own messages are sent back with all their fields.

    Their thoughts and signatures are included: some servers refuse a tool's result without them.
    """
    if isinstance(message, AnswerMessage):
        fields: Mapping[str, object] = message.model_dump(exclude_unset=True)
    else:
        fields = _mapping(message)
        if fields.get("role") != ASSISTANT:
            return message
    present = _without_none(fields)
    if isinstance(calls := present.get("tool_calls"), list):
        present["tool_calls"] = [_call_to_request(call) for call in cast("list[object]", calls)]
    # Beside tool calls, servers send content as null, and other libraries keep it that way.
    return {"content": "", **present} if present.keys() - {"role", "content", "name"} else present


def _call_to_request(call: object) -> object:
    return _without_none(fields) if (fields := _mapping(call)) else call


def _without_none(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
