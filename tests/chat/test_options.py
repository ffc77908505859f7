"""A chat parameter is in one file, twice: as a keyword and as a field of the request."""

from __future__ import annotations

from schedbot_sdk.chat import ChatCompletionRequest, ChatOptions, ParseOptions
from schedbot_sdk.chat.options import CHAT_FIELDS, PARSE_FIELDS
from schedbot_sdk.options import PostOptions

NAMED = {"model", "messages", "temperature", "max_tokens"}
"""The fields that are parameters of their own in the clients' methods."""
INTERNAL = {"stream", "stream_options"}


def test_every_keyword_is_a_field_of_the_request_and_every_field_a_keyword() -> None:
    assert set(ChatCompletionRequest.model_fields) == CHAT_FIELDS | NAMED | INTERNAL
    assert PARSE_FIELDS < CHAT_FIELDS
    for options, fields in ((ChatOptions, CHAT_FIELDS), (ParseOptions, PARSE_FIELDS)):
        assert set(options.__annotations__) == fields | set(PostOptions.__annotations__)


def test_every_keyword_has_an_example_that_the_request_accepts() -> None:
    wrong: list[str] = []
    for name in CHAT_FIELDS:
        examples: list[object] = ChatCompletionRequest.model_fields[name].examples or []
        for value in examples:
            body = {"model": "m", "messages": [{"role": "user", "content": "x"}], name: value}
            sent: object = ChatCompletionRequest.model_validate(body).model_dump()[name]
            if sent != value:
                wrong.append(f"{name}={value!r}")
        if not examples:
            wrong.append(f"{name} has no example")
    assert wrong == []
