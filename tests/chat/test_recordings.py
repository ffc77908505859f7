"""Recorded responses of other servers, from a real socket to both clients."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from tests.chat.recorded import RECORDED, replayed
from tests.chat.response import test_responses
from tests.chat.streaming import test_streams

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    TransportError,
    TruncatedStreamError,
)
from schedbot_sdk.testing import Exchange, FaultServer

both = pytest.mark.parametrize("twin", ["sync", "async"])


@dataclass(frozen=True)
class Text:
    """A complete answer."""

    length: int
    reason: str
    tokens: int
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """An answer that is an error."""

    kind: type[SchedbotError]
    says: str
    status: int | None = None
    requests: int = 1
    text: str = ""
    """The text before the error."""


PARSE_ERROR = "[json.exception.parse_error.101] parse error at line 1, column"
WHOLE: dict[str, Text] = {
    "boom-llmock": Text(35, "stop", 9),
    "length-llama-cpp": Text(18, "length", 92),
    "length-schema-llama-cpp": Text(45, "length", 102),
    "max-tokens-llmock": Text(35, "stop", 11),
    "no-key-llmock": Text(35, "stop", 11),
    "no-messages-llama-cpp": Text(10041, "length", 2048),
    "no-messages-llmock": Text(35, "stop", 8),
    "ok-json-object-llama-cpp": Text(241, "length", 207),
    "ok-length-llama-cpp": Text(301, "length", 147),
    "ok-llmock": Text(35, "stop", 11),
    "ok-schema-llama-cpp": Text(399, "stop", 374),
    "ok-unknown-model-llama-cpp": Text(13, "length", 91),
    "rate-limit-asked-llmock": Text(50, "stop", 16),
    "schema-llmock": Text(79, "stop", 22),
    "tools-llama-cpp": Text(397, "stop", 176),
    "unknown-model-llmock": Text(44, "stop", 14),
    "unknown-role-llama-cpp": Text(14, "length", 35),
    "wrong-key-llmock": Text(35, "stop", 11),
}
ERRORS: dict[str, Failure] = {
    "bad-json-llmock": Failure(StatusError, "body → 1: JSON decode error", 422),
    "bad-request-no-json-llama-cpp": Failure(BadRequestError, f"{PARSE_ERROR} 29: syntax error while parsing", 400),
    "bad-request-no-messages-llama-cpp": Failure(BadRequestError, "'messages' is required", 400),
    "bad-request-response-format-llama-cpp": Failure(BadRequestError, "response_format type must be one of", 400),
    "bad-request-schema-llama-cpp": Failure(BadRequestError, "Unable to generate parser for this template.", 400),
    "bad-request-temperature-llama-cpp": Failure(BadRequestError, "Field 'temperature': [json.exception", 400),
    "empty-request-llama-cpp": Failure(BadRequestError, f"{PARSE_ERROR} 1: attempting to parse an empty input", 400),
    "get-llama-cpp": Failure(NotFoundError, "File Not Found", 404),
    "messages-text-llama-cpp": Failure(BadRequestError, "Expected 'messages' to be an array", 400),
    "rate-limited-llmock": Failure(RateLimitError, "Rate limit exceeded.", 429, requests=2),
    "server-error-llmock": Failure(ServerError, "Internal server error.", 500, requests=2),
    "temperature-text-llmock": Failure(StatusError, "body → temperature: Input should be a valid number", 422),
    "too-long-llama-cpp": Failure(BadRequestError, "request (6031 tokens) exceeds the available context size", 400),
    "unauthorized-llama-cpp": Failure(AuthenticationError, "Invalid API Key", 401),
    "unauthorized-llmock": Failure(AuthenticationError, "Unauthorized.", 401),
    "unauthorized-no-key-llama-cpp": Failure(AuthenticationError, "Invalid API Key", 401),
    "unavailable-llmock": Failure(ServiceUnavailableError, "Service unavailable.", 503, requests=2),
    "unprocessable-llmock": Failure(StatusError, "body → messages: Field required", 422),
}
STREAMED: dict[str, Text] = {
    "stream-llama-cpp": Text(39, "length", 0, ("usage",)),
    "stream-llmock": Text(35, "stop", 0, ("usage",)),
    "stream-schema-llama-cpp": Text(399, "stop", 374),
    "stream-stall-llmock": Text(35, "stop", 0, ("usage",)),
    "stream-usage-llmock": Text(35, "stop", 11),
}
BROKEN: dict[str, Failure] = {
    "stream-cut-off-llmock": Failure(
        TruncatedStreamError, "the stream ended before the answer was complete", text="LLMock "
    ),
    "stream-malformed-llmock": Failure(ResponseError, "data is not a JSON object", text="LLMock "),
    "stream-truncated-llmock": Failure(TruncatedStreamError, "neither a finish_reason nor [DONE]", text="LLMock "),
}


def test_every_recording_has_its_expectation() -> None:
    expected = [*WHOLE, *ERRORS, *STREAMED, *BROKEN]
    assert sorted(expected) == sorted(RECORDED)


def bodies(exchange: Exchange) -> list[dict[str, Any]]:
    """The JSON objects of an answer, read in the plainest way."""
    lines = exchange.text.split("\n") if exchange.text.startswith("data:") else ["data: " + exchange.text]
    return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


def check_text(outcome: test_streams.Result, exchange: Exchange, expected: Text) -> None:
    text, completion = outcome
    assert not isinstance(completion, SchedbotError)
    parts = [body["choices"][0] for body in bodies(exchange) if body["choices"]]
    assert text == "".join((part.get("message") or part["delta"]).get("content") or "" for part in parts)
    assert text == completion.text
    assert (len(text), completion.finish_reason) == (expected.length, expected.reason)
    assert (completion.usage.total_tokens, completion.deviations) == (expected.tokens, expected.deviations)
    assert (completion.id, completion.model) == (bodies(exchange)[0]["id"], bodies(exchange)[0]["model"])


def check_failure(error: object, expected: Failure, sent: int) -> None:
    assert type(error) is expected.kind
    assert isinstance(error, SchedbotError)
    if isinstance(error, StatusError):
        assert (error.status_code, error.detail[: len(expected.says)]) == (expected.status, expected.says)
    else:
        assert expected.says in str(error)
    assert sent == expected.requests


@both
@pytest.mark.parametrize("name", WHOLE)
def test_a_recorded_response_is_read(name: str, twin: str) -> None:
    with FaultServer(replayed(RECORDED[name])) as server:
        completion = test_responses.TWINS[twin](server.url, strict=True)
    check_text((completion.text, completion), RECORDED[name], WHOLE[name])
    assert completion.model_dump(exclude_unset=True) == RECORDED[name].json()


@both
@pytest.mark.parametrize("name", WHOLE)
def test_a_recorded_plain_response_to_a_stream_is_read(name: str, twin: str) -> None:
    with FaultServer(replayed(RECORDED[name])) as server:
        outcome = test_streams.TWINS[twin](server.url, strict=True)
    check_text(outcome, RECORDED[name], WHOLE[name])


@both
@pytest.mark.parametrize("name", ERRORS)
def test_a_recorded_error_has_its_type_and_the_servers_message(name: str, twin: str) -> None:
    with FaultServer(replayed(RECORDED[name])) as server:
        with pytest.raises(SchedbotError) as caught:
            test_responses.TWINS[twin](server.url)
        check_failure(caught.value, ERRORS[name], server.requests)
    with FaultServer(replayed(RECORDED[name])) as server:
        text, error = test_streams.TWINS[twin](server.url)
        check_failure(error, ERRORS[name], server.requests)
        assert text == ""


@both
@pytest.mark.parametrize("name", STREAMED)
def test_a_recorded_stream_is_accumulated(name: str, twin: str) -> None:
    with FaultServer(replayed(RECORDED[name])) as server:
        outcome = test_streams.TWINS[twin](server.url)
    check_text(outcome, RECORDED[name], STREAMED[name])


@both
@pytest.mark.parametrize("name", BROKEN)
def test_a_recorded_incomplete_stream_ends_with_an_error(name: str, twin: str) -> None:
    with FaultServer(replayed(RECORDED[name])) as server:
        text, error = test_streams.TWINS[twin](server.url)
        check_failure(error, BROKEN[name], server.requests)
    assert text == BROKEN[name].text


@both
@pytest.mark.parametrize("name", [*STREAMED, *BROKEN])
def test_a_recorded_stream_is_not_a_whole_response(name: str, twin: str) -> None:
    with FaultServer(replayed(RECORDED[name])) as server:
        with pytest.raises((ResponseError, TransportError)):
            test_responses.TWINS[twin](server.url)
        assert server.requests == 1


def test_a_schema_streamed_or_not_gives_the_same_object() -> None:
    with FaultServer(replayed(RECORDED["stream-schema-llama-cpp"])) as server:
        text, _ = test_streams.sync(server.url)
    (whole,) = bodies(RECORDED["ok-schema-llama-cpp"])
    assert json.loads(text) == json.loads(whole["choices"][0]["message"]["content"])
