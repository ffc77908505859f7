"""What a caller asks for -> the body of the request. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self, TypeAlias, cast

from pydantic_core import PydanticSerializationError, to_json

from schedbot_sdk._core.model import checked, plain
from schedbot_sdk._core.response import JsonValue
from schedbot_sdk._core.surrogates import whole_values
from schedbot_sdk.chat.models import ASSISTANT, AnswerMessage, ChatCompletionRequest, ChatMessage
from schedbot_sdk.chat.options import CHAT_FIELDS, ChatOptions, ParseOptions
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import PostOptions

__all__ = ["Messages", "RequestBuilder"]

Messages: TypeAlias = "Sequence[ChatMessage | AnswerMessage | Mapping[str, object]]"

_ADVICE: Final = {
    "model": "pass model= here or to the client, or make the client with from_env, which reads OPENAI_MODEL",
    "messages": "pass a list of ChatMessage or of dicts with role and content, both strings; at least one",
    "temperature": "pass a number, such as 0, 0.7 or 1",
    "max_tokens": "pass a whole number, 1 or more",
    "top_p": "pass a number from 0 to 1",
    "stop": "pass a string or a list of strings",
    "seed": "pass a whole number",
    "n": "pass a whole number, 1 or more",
    "response_format": "pass a dict, such as {'type': 'json_object'}",
    "tools": "pass a list of dicts, each with type and function",
    "tool_choice": "pass 'none', 'auto', 'required' or a dict",
}


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """One question to an LLM, checked."""

    request: ChatCompletionRequest = field(repr=False)
    extra_body: Mapping[str, object] = field(repr=False)
    common: PostOptions = field(repr=False)
    """The keywords that every call takes."""

    @classmethod
    def of(
        cls,
        messages: Messages,
        extra_body: Mapping[str, object] | None,
        options: ChatOptions | ParseOptions,
        /,
        *,
        fields: frozenset[str] = CHAT_FIELDS,
        **named: object,
    ) -> Self:
        """Check a call's arguments.

        Args:
            messages: The dialogue.
            extra_body: Fields that the SDK does not know.
            options: The keywords.
            fields: Those of them that are fields of the request.
            **named: Fields that have a parameter of their own.

        Raises:
            ConfigurationError: One is of a wrong type or out of range, or there is no model.
        """
        given = cast("Mapping[str, object]", options)
        values = {**named, **{name: value for name, value in given.items() if name in fields}}
        common = {name: value for name, value in given.items() if name not in fields}
        # Any iterable of messages will do, but a string is iterable too, and a dict: their parts are no messages.
        values["messages"] = [_spoken(message) for message in messages] if _is_list(messages) else messages
        if values["model"] is None:
            raise ConfigurationError(f"no model: {_ADVICE['model']}")
        return cls(checked(ChatCompletionRequest, values, _ADVICE), _extra(extra_body), cast("PostOptions", common))

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self.request.model

    def with_fields(self, **fields: object) -> Self:
        """The same question with other fields of the request."""
        return replace(self, request=self.request.model_copy(update=fields))

    def body(self) -> bytes:
        """The request's body.

        Raises:
            ConfigurationError: It holds what JSON does not have.
        """
        fields: dict[str, object] = {**self.request.model_dump(exclude_unset=True), **self.extra_body}
        # Half a character that a user or an LLM wrote goes out as U+FFFD: no request can hold it.
        body = _json(fields) or _json(whole_values(cast("JsonValue", plain(fields))))
        if body is None:
            raise ConfigurationError("messages, extra_body: pass what JSON has (numbers, strings, lists, mappings)")
        return body


def _json(value: object) -> bytes | None:
    try:
        body = to_json(value)
        if b"NaN" in body or b"Infinity" in body:  # in a text, perhaps
            json.loads(body, parse_constant=_refuse)
    except (PydanticSerializationError, TypeError, ValueError, RecursionError):
        return None
    return body


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _is_list(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _extra(given: object) -> Mapping[str, object]:
    if given is not None and not isinstance(given, Mapping):
        raise ConfigurationError("extra_body: pass a dict, such as {'logit_bias': {}}")
    return cast("Mapping[str, object]", given or {})


def _spoken(message: object) -> object:
    """An answer of the model is part of the dialogue that follows, with all that came in it.

    Thoughts and their signatures belong to it: servers refuse the result of a tool without them.
    """
    if isinstance(message, AnswerMessage):
        known: Mapping[str, object] = message.model_dump(exclude_unset=True)
    else:
        known = _mapping(message)
        if known.get("role") != ASSISTANT:
            return message
    sent = {name: value for name, value in known.items() if value is not None}
    if isinstance(calls := sent.get("tool_calls"), list):
        sent["tool_calls"] = [_called(call) for call in cast("list[object]", calls)]
    # Servers send it as null beside calls, and other libraries keep it so.
    return {"content": "", **sent} if sent.keys() - {"role", "content", "name"} else sent


def _called(call: object) -> object:
    known = _mapping(call)
    return {name: value for name, value in known.items() if value is not None} if known else call


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
