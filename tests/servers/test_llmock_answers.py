"""Answers of a mock of ten companies' servers: tools, schemas, several choices, ends of every kind, own errors."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest
from pydantic import BaseModel
from tests.servers.asking import WAYS, Asker

from schedbot_sdk import BadRequestError, RateLimitError, RetryPolicy, ServerError, ServiceUnavailableError
from schedbot_sdk.chat import CONTENT_FILTER, LENGTH, STOP, TOOL_CALLS

pytestmark = pytest.mark.slow

ASK = [{"role": "user", "content": "plan my week"}]
WEEK = {"type": "object", "properties": {"day": {"type": "string"}, "hours": {"type": "array"}}, "required": ["day"]}
PLAN = {"type": "function", "function": {"name": "plan", "parameters": WEEK}}
PATHS = ("v1", "mistral/v1", "groq/openai/v1", "together/v1", "perplexity/v1", "ai21/v1", "xai/v1")

in_every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def asker(llmock: httpx.Client, llmock_url: str) -> Asker:
    return Asker(base_url=f"{llmock_url}/v1")


def prepare(llmock: httpx.Client, **behavior: object) -> None:
    llmock.post("/scenario", json={"behaviors": [behavior]}).raise_for_status()


@in_every_way
@pytest.mark.parametrize("path", PATHS)
def test_each_companys_answer_is_whole(path: str, way: str, llmock_url: str, asker: Asker) -> None:
    answer = replace(asker, base_url=f"{llmock_url}/{path}").ask(way, ASK)
    end = "eos" if path == "together/v1" and "complete" in way else STOP  # its own word, which is passed on
    assert (answer.deviations, answer.finish_reason, answer.model) == ((), end, "gpt-4o")
    assert answer.text
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


@in_every_way
@pytest.mark.parametrize("path", PATHS)
def test_each_companys_error_keeps_its_words(
    path: str, way: str, llmock: httpx.Client, llmock_url: str, asker: Asker
) -> None:
    there = replace(asker, base_url=f"{llmock_url}/{path}", retry=RetryPolicy(max_attempts=1))
    for status, error in ((400, BadRequestError), (429, RateLimitError), (503, ServiceUnavailableError)):
        prepare(llmock, type="fail", status=status, message="the moon is full", retry_after=1.5)
        with pytest.raises(error) as caught:
            there.ask(way, ASK)
        assert (caught.value.detail, caught.value.status_code) == ("the moon is full", status)
        assert caught.value.retry_after == 1.5


@in_every_way
def test_tools_are_called_and_their_results_taken(way: str, asker: Asker) -> None:
    first = asker.ask(way, ASK, tools=[PLAN])
    (call,) = first.choices[0].message.tool_calls or []
    assert first.finish_reason == TOOL_CALLS
    assert call.function
    assert isinstance(json.loads(call.function.arguments)["day"], str)
    result = {"role": "tool", "tool_call_id": call.id, "content": "done"}
    last = asker.ask(way, [*ASK, first.choices[0].message, result], tools=[PLAN])
    assert last.text
    assert not last.choices[0].message.tool_calls


@in_every_way
def test_a_call_of_several_tools_is_put_together(way: str, llmock: httpx.Client, asker: Asker) -> None:
    wanted = [{"name": "plan", "arguments": {"day": day, "hours": [9, 17]}} for day in ("friday", "среда", "😱")]
    prepare(llmock, type="reply", text="Here: ", tool_calls=wanted)
    answer = asker.ask(way, ASK, tools=[PLAN])
    assert (answer.text, answer.finish_reason) == ("Here: ", TOOL_CALLS)
    calls = answer.choices[0].message.tool_calls or []
    assert len({call.id for call in calls}) == 3
    made = [(call.function.name, json.loads(call.function.arguments)) for call in calls if call.function]
    assert made == [(call["name"], call["arguments"]) for call in wanted]


@in_every_way
def test_a_malformed_tool_call_is_unchanged(way: str, llmock: httpx.Client, asker: Asker) -> None:
    prepare(llmock, type="tool_fault", kind="malformed_arguments")
    (call,) = asker.ask(way, ASK, tools=[PLAN]).choices[0].message.tool_calls or []
    assert call.function
    with pytest.raises(json.JSONDecodeError):
        json.loads(call.function.arguments)
    prepare(llmock, type="tool_fault", kind="unknown_tool")
    (call,) = asker.ask(way, ASK, tools=[PLAN]).choices[0].message.tool_calls or []
    assert call.function
    assert call.function.name not in {"", "plan"}


@in_every_way
@pytest.mark.parametrize("finish", [LENGTH, CONTENT_FILTER, "blacklist"])
def test_every_finish_reason_is_reported(finish: str, way: str, llmock: httpx.Client, asker: Asker) -> None:
    prepare(llmock, type="reply", text="Half an", finish_reason=finish)
    answer = asker.ask(way, ASK)
    assert (answer.text, answer.finish_reason, answer.deviations) == ("Half an", finish, ())


def test_several_results_are_separate(asker: Asker) -> None:
    with asker.client() as chat:
        whole = chat.complete(ASK, n=3)
        with chat.stream(ASK, n=3) as stream:
            for _ in stream:
                pass
    for answer in (whole, stream.completion()):
        assert [choice.index for choice in answer.choices] == [0, 1, 2]
        assert len({choice.message.content for choice in answer.choices}) == 1
        assert {choice.finish_reason for choice in answer.choices} == {STOP}


@in_every_way
def test_any_json_is_json(way: str, asker: Asker) -> None:
    assert isinstance(json.loads(asker.ask(way, ASK, response_format={"type": "json_object"}).text), dict)


class Invoice(BaseModel):
    number: str
    lines: list[str]
    paid: bool


def test_structured_output_passes_its_own_validation(llmock: httpx.Client, asker: Asker) -> None:
    with asker.client() as chat:
        parsed = chat.parse([{"role": "user", "content": "an invoice"}], returns=Invoice)
    assert (parsed.mode, parsed.tries) == ("json_schema", 1)
    assert llmock.get("/verdict").json()["findings"] == []


@in_every_way
def test_a_header_of_the_callers_own_reaches_the_server(way: str, llmock: httpx.Client, asker: Asker) -> None:
    with pytest.raises(ServerError) as caught:
        asker.ask(way, ASK, extra_headers={"x-llmock-force-status": "501"}, retry=RetryPolicy(initial_wait=0))
    assert (caught.value.status_code, len(caught.value.attempts)) == (501, 4)
    assert llmock.get("/requests").json()["count"] == 4
