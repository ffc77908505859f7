"""The local chat server: OpenAI's manners around a rule-based reader."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import BaseModel
from tests.rows import on_rows

from schedbot_sdk import ChatClient
from schedbot_sdk.testing.servers import LOCAL_KEY, STAND_IN, LocalChat

HELLO = [{"role": "user", "content": "Gym tomorrow at 7:00"}]


@pytest.fixture
def chat() -> Iterator[LocalChat]:
    with LocalChat() as server:
        yield server


def ask(chat: LocalChat, **body: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    content = json.dumps({"model": STAND_IN, "messages": HELLO, **body})
    return httpx.post(f"{chat.base_url}/chat/completions", content=content, headers=headers)


def events(response: httpx.Response) -> list[str]:
    return [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]


def test_a_completion_has_every_row_of_the_table(chat: LocalChat) -> None:
    answer = ask(chat).json()
    assert answer["id"].startswith("chatcmpl-local-")
    assert answer["model"] == STAND_IN
    choice = answer["choices"][0]
    assert (choice["message"]["role"], choice["finish_reason"]) == ("assistant", "stop")
    assert json.loads(choice["message"]["content"])["items"][0]["title"] == "Gym"
    usage = answer["usage"]
    assert usage["prompt_tokens"] == len(["Gym", "tomorrow", "at", "7", ":", "00"])
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_a_stream_says_the_same_in_parts_and_ends_with_done(chat: LocalChat) -> None:
    whole = ask(chat).json()["choices"][0]["message"]["content"]
    answer = ask(chat, stream=True)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *parts, done = events(answer)
    chunks = [json.loads(part) for part in parts]
    assert done == "[DONE]"
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == whole
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks][-2:] == [None, "stop"]
    assert len(chunks) > 10
    assert len({chunk["id"] for chunk in chunks}) == 1


def test_a_stream_counts_tokens_when_it_is_asked_to(chat: LocalChat) -> None:
    usage = ask(chat).json()["usage"]
    *_, last, _ = events(ask(chat, stream=True, stream_options={"include_usage": True}))
    assert json.loads(last)["usage"] == usage
    assert json.loads(last)["choices"] == []


@on_rows("stream", [False, True])
def test_max_tokens_cuts_the_answer_and_says_length(chat: LocalChat, stream: bool) -> None:
    answer = ask(chat, max_tokens=3, stream=stream)
    if stream:
        chunks = [json.loads(part) for part in events(answer)[:-1]]
        text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
        reason = chunks[-1]["choices"][0]["finish_reason"]
    else:
        text, reason = answer.json()["choices"][0]["message"]["content"], answer.json()["choices"][0]["finish_reason"]
    assert (text, reason) == ('{"outcome', "length")


@on_rows("header", [None, "Bearer wrong", LOCAL_KEY, "Basic eA=="])
def test_a_wrong_or_missing_key_is_401(chat: LocalChat, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = httpx.post(f"{chat.base_url}/chat/completions", json={}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert httpx.get(f"{chat.base_url}/models", headers=headers).status_code == 401


@on_rows(
    ("body", "param"),
    [
        ({"model": ""}, "model"),
        ({"model": None}, "model"),
        ({"messages": []}, "messages"),
        ({"messages": "hi"}, "messages"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [*HELLO, {"role": 1, "content": "x"}]}, "messages[1].role"),
        ({"temperature": "hot"}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": "5"}, "max_tokens"),
        ({"max_tokens": True}, "max_tokens"),
        ({"stream": "yes"}, "stream"),
        ({"stream_options": 3}, "stream_options"),
        ({"stream_options": {"include_usage": 1}}, "stream_options.include_usage"),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, "messages[0].content"),
    ],
)
def test_a_wrong_field_is_400_and_named(chat: LocalChat, body: dict[str, object], param: str) -> None:
    answer = ask(chat, **body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
    assert answer.json()["error"]["type"] == "invalid_request_error"


@on_rows("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 200_000])
def test_a_body_other_than_a_json_object_is_400(chat: LocalChat, content: bytes) -> None:
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    answer = httpx.post(f"{chat.base_url}/chat/completions", content=content, headers=headers)
    assert (answer.status_code, set(answer.json()["error"])) == (400, {"message", "type", "param", "code"})


@on_rows(
    ("method", "path"),
    [
        ("POST", "/chat/completions"),
        ("PUT", "/"),
        ("GET", "/v1/x"),
    ],
)
def test_another_path_is_404_in_the_same_shape(chat: LocalChat, method: str, path: str) -> None:
    answer = httpx.request(method, f"{chat.url}{path}")
    assert (answer.status_code, set(answer.json()["error"])) == (404, {"message", "type", "param", "code"})
    assert answer.json()["error"]["message"] == f"Invalid URL ({method} {path})"


def test_its_clock_counts_when_the_prompt_says_no_time() -> None:
    with LocalChat(now=lambda: datetime(2026, 12, 31, 23, tzinfo=UTC)) as chat:
        draft = json.loads(ask(chat).json()["choices"][0]["message"]["content"])
    assert draft["items"][0]["date"] == "2027-01-01"


def test_the_model_is_listed(chat: LocalChat) -> None:
    answer = httpx.get(f"{chat.base_url}/models", headers={"Authorization": f"Bearer {LOCAL_KEY}"})
    assert [model["id"] for model in answer.json()["data"]] == [STAND_IN]


def test_nonsense_can_be_asked_for(chat: LocalChat) -> None:
    chat.say_next("As an AI, I cannot")
    assert ask(chat).json()["choices"][0]["message"]["content"] == "As an AI, I cannot"
    assert ask(chat).json()["choices"][0]["message"]["content"].startswith("{")


@on_rows(
    ("status", "kind", "code"),
    [
        (400, "invalid_request_error", None),
        (401, "invalid_request_error", "invalid_api_key"),
        (429, "rate_limit_error", "rate_limit_exceeded"),
        (503, "server_error", None),
    ],
)
def test_a_scripted_failure_has_openais_shape(chat: LocalChat, status: int, kind: str, code: str | None) -> None:
    chat.fail_next(status)
    answer = ask(chat)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (status, kind, code)
    assert ask(chat).status_code == 200


def test_the_request_is_kept(chat: LocalChat) -> None:
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    body = {"model": STAND_IN, "messages": HELLO, "temperature": 0.7}
    httpx.post(f"{chat.base_url}/chat/completions", json=body, headers=headers)
    assert chat.requests[-1].params == body
    assert LOCAL_KEY not in repr(chat.requests)


def test_an_unknown_http_method_is_refused_in_the_same_format(chat: LocalChat) -> None:
    answer = httpx.request("FETCH", f"{chat.base_url}/chat/completions")
    assert (answer.status_code, answer.json()["error"]["type"]) == (405, "invalid_request_error")


PLAN = {"type": "object", "properties": {"day": {"type": "string"}}, "required": ["day"], "additionalProperties": False}


def form(**changes: object) -> dict[str, object]:
    return {"type": "json_schema", "json_schema": {"name": "Plan", "strict": True, "schema": PLAN} | changes}


@on_rows(
    "response_format",
    [
        None,
        {"type": "text"},
        form(),
        form(strict=None),
        form(strict=False, schema={"type": "array"}),
        form(schema=PLAN | {"$defs": {"Day": {"type": "string"}}}),
    ],
)
def test_a_form_of_the_answer_is_accepted_and_the_answer_is_json(chat: LocalChat, response_format: object) -> None:
    answer = ask(chat, response_format=response_format)
    assert answer.status_code == 200
    assert json.loads(answer.json()["choices"][0]["message"]["content"])["outcome"] == "created"


OPEN: dict[str, object] = {"type": "object", "properties": {}}


@on_rows(
    ("response_format", "param"),
    [
        ("json", "response_format"),
        ([], "response_format"),
        ({}, "response_format.type"),
        ({"type": "xml"}, "response_format.type"),
        ({"type": ["json_object"]}, "response_format.type"),
        ({"type": "json_schema"}, "response_format.json_schema"),
        ({"type": "json_schema", "json_schema": 1}, "response_format.json_schema"),
        (form(name=None), "response_format.json_schema.name"),
        (form(name="a plan"), "response_format.json_schema.name"),
        (form(name="x" * 65), "response_format.json_schema.name"),
        (form(strict="yes"), "response_format.json_schema.strict"),
        (form(schema=None), "response_format.json_schema.schema"),
        (form(schema="{}"), "response_format.json_schema.schema"),
        (form(schema={"type": "array", "items": {"type": "string"}}), "response_format"),
        (form(schema=OPEN), "response_format"),
        (form(schema=PLAN | {"required": []}), "response_format"),
        (form(schema=PLAN | {"properties": {"day": OPEN}}), "response_format"),
        (form(schema=PLAN | {"properties": {"day": {"type": "array", "items": OPEN}}}), "response_format"),
        (form(schema=PLAN | {"properties": {"day": {"anyOf": [{"type": "null"}, OPEN]}}}), "response_format"),
        (form(schema=PLAN | {"$defs": {"Day": OPEN}}), "response_format"),
    ],
)
def test_a_malformed_form_of_the_answer_is_400_and_named(chat: LocalChat, response_format: object, param: str) -> None:
    answer = ask(chat, response_format=response_format)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
    assert "response_format" in answer.json()["error"]["message"]


def test_json_without_a_schema_must_be_asked_for_in_words_too(chat: LocalChat) -> None:
    refused = ask(chat, response_format={"type": "json_object"})
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "messages")
    with_json = [{"role": "system", "content": "Answer in JSON."}, *HELLO]
    assert ask(chat, response_format={"type": "json_object"}, messages=with_json).status_code == 200


def test_a_field_that_the_server_shall_not_know_is_refused(chat: LocalChat) -> None:
    chat.do_without("stream_options")
    refused = ask(chat, stream=True, stream_options={"include_usage": True})
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "stream_options")
    assert refused.json()["error"]["message"] == "stream_options is not supported"
    assert events(ask(chat, stream=True))[-1] == "[DONE]"
    chat.do_without()
    assert ask(chat, stream=True, stream_options={"include_usage": True}).status_code == 200


def test_one_type_of_form_can_be_refused_and_the_others_known(chat: LocalChat) -> None:
    chat.do_without("response_format.json_schema")
    refused = ask(chat, response_format=form())
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "response_format")
    assert refused.json()["error"]["message"] == "response_format type json_schema is not supported"
    with_json = [{"role": "system", "content": "Answer in JSON."}, *HELLO]
    assert ask(chat, response_format={"type": "json_object"}, messages=with_json).status_code == 200
    chat.do_without("response_format")
    assert ask(chat, response_format={"type": "json_object"}, messages=with_json).status_code == 400
    assert ask(chat, response_format=None).status_code == 200


class Plan(BaseModel):
    outcome: str
    question: str | None
    items: list[dict[str, object]]


@on_rows(
    ("unknown", "mode", "requests"),
    [
        ((), "json_schema", 1),
        (("response_format.json_schema",), "json_object", 2),
        (("response_format",), "prompt", 3),
    ],
)
def test_the_sdk_finds_out_what_the_server_knows(
    chat: LocalChat, unknown: tuple[str, ...], mode: str, requests: int
) -> None:
    chat.reset()
    chat.do_without(*unknown)
    with ChatClient(LOCAL_KEY, base_url=chat.base_url, model=chat.model) as client:
        parsed = client.parse([{"role": "user", "content": "Gym tomorrow at 7:00"}], returns=Plan)
    assert (parsed.mode, parsed.value.outcome) == (mode, "created")
    assert len(chat.requests) == requests


@pytest.mark.parametrize("abruptly", [False, True])
def test_a_stream_ends_when_its_reader_hangs_up(chat: LocalChat, abruptly: bool) -> None:
    chat.say_next("word " * 300_000)
    body = json.dumps({"model": STAND_IN, "messages": HELLO, "stream": True}).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {LOCAL_KEY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(chat.url.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        assert connection.recv(1024).startswith(b"HTTP/1.1 200 OK")
        if abruptly:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # To make all 300,000 events would take it more than ten seconds.
    ends_at = time.monotonic() + 3
    while not chat.abandoned:
        assert time.monotonic() < ends_at
        time.sleep(0.01)
    chat.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "LocalChat"]


def test_a_stream_that_is_read_to_its_end_is_not_abandoned(chat: LocalChat) -> None:
    assert events(ask(chat, stream=True))[-1] == "[DONE]"
    assert chat.abandoned == 0
