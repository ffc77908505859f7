"""Rejections of the response format are recognized in the words of many servers."""

from __future__ import annotations

from typing import Any

import pytest
from tests._core.scripted import Reply, Step, Twin
from tests.chat.parse_script import GYM, parse, rejection, reply
from tests.chat.structured.test_parse import LATE

from schedbot_sdk import BadRequestError, ParseError, ServerError, StatusError
from schedbot_sdk.chat.structured.format_rejection import is_invalid_answer, rejects_format

both = pytest.mark.parametrize("twin", ["sync", "async"])

FORM = [
    "response_format is not supported by this model",
    "This response_format type is unavailable now",
    "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    "'response_format.type' must be 'json_schema' or 'text'",
    "JSON schema error at #: unrecognized type nonsense",
    "response_format value as json_schema is enabled only for later api versions",
    "Invalid value: 'json_schema'. Supported values are: 'json_object' and 'text'.",
    "Unrecognized request argument supplied: response_format",
    "Additional properties are not allowed ('response_format' was unexpected)",
    "[{'type': 'extra_forbidden', 'loc': ('body', 'response_format'), 'msg': 'Extra inputs are not permitted'}]",
    "Failed to initialize samplers: failed to parse grammar",
    "The provided JSON schema contains features not supported by xgrammar.",
    "Invalid schema for response_format 'Plan': 'required' is required to be supplied",
    "Unknown name \"additionalProperties\" at 'generation_config.response_schema': Cannot find field.",
    "The specified schema produces a constraint that has too many states for serving.",
    "Model m does not support JSON mode",
    "Unsupported feature: structured outputs",
    "Grammar is not supported by this backend",
    "guided decoding is disabled",
    "json: cannot unmarshal string into Go struct field ChatCompletionRequest.response_format",
    "Input tag 'json_schema' found using 'type' does not match any of the expected tags: 'text', 'json_object'",
]
OTHER = [
    "Your prompt 'explain grammar' was flagged",
    "Your message 'how do I write a json_schema?' is not allowed",
    "The context holds 8192 tokens, you sent 9000 (8000 in messages, 1000 in the response schema)",
    "The maximum context length is 4096 tokens, you asked for 5000 (4000 in messages, 1000 in response_format)",
    "messages are too long",
    "temperature must be 1 when response_format is set",
    "Unsupported parameter: 'max_tokens' is not supported with json_schema",
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    "The response was filtered by the content management policy (json_schema).",
    "model `m` not found",
    "The image is too large",
]
ANSWER = [
    "Generated JSON does not match the expected schema",
    "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
    "Model output did not conform to the JSON schema",
    "The model did not produce valid JSON for the schema",
]


def error(detail: str = "", **more: Any) -> BadRequestError:
    return BadRequestError("x", status_code=400, detail=detail, service="chat", operation="o", **more)


def test_a_rejection_is_recognized_by_its_message() -> None:
    assert [words for words in FORM if not rejects_format(error(words))] == []
    assert [words for words in FORM if is_invalid_answer(error(words))] == []
    assert [words for words in OTHER if rejects_format(error(words)) or is_invalid_answer(error(words))] == []
    assert [words for words in ANSWER if rejects_format(error(words)) or not is_invalid_answer(error(words))] == []


def test_the_parameter_and_code_of_a_rejection_come_before_its_message() -> None:
    for param in ("response_format", "response_format.json_schema.schema", "text.format", "guided_json"):
        assert rejects_format(error("Unsupported value", param=param)), param
    for param in ("messages", "messages[0].content", "messages.0.content", "temperature", "max_completion_tokens"):
        assert not rejects_format(error("json_schema is not supported", param=param)), param
    for code in ("content_policy_violation", "content_filter", "context_length_exceeded", "json_validate_failed"):
        assert not rejects_format(error("response_format: the schema is not valid", param="response_format", code=code))
    assert is_invalid_answer(error("no", code="json_validate_failed"))


def test_only_a_400_and_a_422_reject_a_format() -> None:
    for status in (401, 403, 404, 409, 429, 500, 503):
        failed = StatusError("x", status_code=status, detail=FORM[0], service="chat", operation="o")
        assert not rejects_format(failed)
        assert not is_invalid_answer(StatusError("x", status_code=status, detail=ANSWER[0], service="c", operation="o"))


@both
def test_another_rejection_changes_nothing_for_the_next_call(twin: Twin) -> None:
    for words in OTHER:
        run = parse(twin, [rejection(words), reply(GYM)], times=2)
        assert run.modes == ["json_schema", "json_schema"], words
        assert isinstance(run.outcomes[0], BadRequestError)


@both
def test_an_answer_that_the_server_found_invalid_is_a_try_in_the_same_mode(twin: Twin) -> None:
    for words in ANSWER:
        run = parse(twin, [rejection(words), reply(GYM)], times=1)
        assert (run.modes, run.parsed.tries) == (["json_schema"] * 2, 2), words
        assert "does not follow the JSON schema" in run.requests[1]["messages"][-1]["content"]
    failed = parse(twin, [rejection(ANSWER[0])] * 3).error
    assert isinstance(failed, ParseError)
    assert (failed.tries, failed.faults) == (3, ("json_invalid",))
    assert len(parse(twin, [rejection(ANSWER[0])] * 3, token_budget=10).requests) == 1


@both
def test_no_failure_of_the_server_changes_the_mode(twin: Twin) -> None:
    failures = [Reply(500), Reply(503), Reply(502)]
    for failure in failures:
        steps: list[Step] = [rejection(FORM[0]), *[failure] * 4, reply(GYM)]
        run = parse(twin, steps, times=2)
        assert isinstance(run.outcomes[0], ServerError)
        assert run.modes == ["json_schema", *["json_object"] * 4, "json_schema"]
    steps = [rejection(FORM[0]), Reply(400, '{"error": "no such user"}'), reply(GYM)]
    assert parse(twin, steps, times=2).modes == ["json_schema", "json_object", "json_schema"]


@both
def test_a_mode_is_remembered_after_any_answer_in_it(twin: Twin) -> None:
    held_back = reply("", reason="SAFETY")
    run = parse(twin, [rejection(FORM[0]), held_back, reply(GYM)], times=2)
    assert run.modes == ["json_schema", "json_object", "json_object"]
    prose = reply("Of course! I suggest the gym at seven.")
    run = parse(twin, [prose, reply(LATE), reply(LATE), reply(GYM)], times=2)
    assert run.modes == ["json_schema", "json_object", "json_object", "json_schema"]


@both
def test_a_filter_is_recognized_in_any_spelling(twin: Twin) -> None:
    for reason in (
        "content_filter", "content_filter: OTHER", "CONTENT_FILTER", "contentFilter", "SAFETY", "safety",
        "IMAGE_SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "blacklist", "blocklist", "recitation", "RECITATION", "SPII",
        "refusal", "content_filtered", "guardrail_intervened", "sensitive", "moderation",
    ):  # fmt: skip
        run = parse(twin, [reply("", reason=reason), reply(GYM)])
        assert isinstance(run.error, ParseError), reason
        assert (run.error.faults, len(run.requests)) == (("content_filter",), 1), reason


@both
def test_a_truncated_answer_is_recognized_in_any_spelling(twin: Twin) -> None:
    for reason in (
        "length", "LENGTH", "max_tokens", "MAX_TOKENS", "model_length", "max_output_tokens", "max_length",
        "model_context_window_exceeded", "token_limit_reached",
    ):  # fmt: skip
        run = parse(twin, [reply(GYM, reason=reason)] * 3)
        assert isinstance(run.error, ParseError), reason
        assert run.error.faults == ("length",), reason
    for reason in ("stop", "STOP", "eos", "end_turn", "unknown", "tool_calls", "stop_sequence"):
        assert parse(twin, [reply(GYM, reason=reason)]).parsed.tries == 1, reason
