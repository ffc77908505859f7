"""The LLM's messages are sent back in the dialogue with all received fields, and no others."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.chat.responses import CALL, completion
from tests.chat.streams import DONE, data

from schedbot_sdk import AsyncChatClient, ChatClient, ConfigurationError
from schedbot_sdk.chat import AnswerMessage, ChatCompletion

HI = [{"role": "user", "content": "hi"}]
DETAILS = [
    {"type": "reasoning.text", "text": "I look", "signature": None, "format": "x-v1", "index": 0},
    {"type": "reasoning.encrypted", "data": "c2ln", "id": None, "index": 1},
]
CAME: dict[str, Any] = {
    "reasoning_content": "I look first",
    "reasoning": "I look",
    "reasoning_details": DETAILS,
    "audio": {"id": "a1", "data": "QUI=", "expires_at": 9, "transcript": "Hi"},
    "refusal": "no",
    "annotations": [{"type": "url_citation", "url_citation": {"url": "http://a.test"}}],
    "signature": "c2lnbmVk",
    "name": "ann",
}
SIGNED = {**CALL, "extra_content": {"google": {"thought_signature": "c2ln", "other": None}}}


class Echo:
    """Answers with a body, and keeps what it was asked."""

    def __init__(self, body: bytes, kind: str = "application/json") -> None:
        self.requests: list[dict[str, Any]] = []
        self._body, self._kind = body, kind

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(json.loads(request.content))
        return httpx.Response(200, content=self._body, headers={"content-type": self._kind})


def sync(echo: Echo, *, is_streamed: bool) -> dict[str, Any]:
    with httpx.Client(transport=httpx.MockTransport(echo)) as http:
        chat = ChatClient("k", model="m", http_client=http)
        if is_streamed:
            with chat.stream(HI) as stream:
                list(stream)
            answer = stream.completion()
        else:
            answer = chat.complete(HI)
        with chat.stream([*HI, answer.choices[0].message]) as stream:
            list(stream)
    return dict(echo.requests[-1]["messages"][1])


def asynchronous(echo: Echo, *, is_streamed: bool) -> dict[str, Any]:
    async def ask() -> ChatCompletion:
        async with httpx.AsyncClient(transport=httpx.MockTransport(echo)) as http:
            chat = AsyncChatClient("k", model="m", http_client=http)
            if is_streamed:
                async with chat.stream(HI) as stream:
                    async for _ in stream:
                        pass
                answer = stream.completion()
            else:
                answer = await chat.complete(HI)
            async with chat.stream([*HI, answer.choices[0].message]) as stream:
                async for _ in stream:
                    pass
            return answer

    asyncio.run(ask())
    return dict(echo.requests[-1]["messages"][1])


both = pytest.mark.parametrize("twin", [sync, asynchronous])


def stream_of(message: dict[str, Any]) -> bytes:
    delta = {**message, "tool_calls": [{"index": 0, **call} for call in message.get("tool_calls") or ()] or None}
    parts = data(id="c", model="m", choices=[{"index": 0, "delta": delta}])
    return parts + data(id="c", model="m", choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}]) + DONE


@both
def test_every_field_of_a_message_is_sent_back(twin: Any) -> None:
    for name, value in CAME.items():
        for calls in ([], [SIGNED]):
            message: dict[str, Any] = {"role": "assistant", "content": "", name: value}
            message |= {"tool_calls": calls} if calls else {}
            wanted = {**message}
            assert twin(Echo(completion(**message)), is_streamed=False) == wanted, name
            streamed = twin(Echo(stream_of(message), "text/event-stream"), is_streamed=True)
            assert streamed == wanted, name


@both
def test_a_missing_field_is_not_sent_back(twin: Any) -> None:
    nulls = {"reasoning_content": None, "refusal": None, "audio": None, "function_call": None, "tool_calls": None}
    wanted = {"role": "assistant", "content": "yes"}
    assert twin(Echo(completion(content="yes", **nulls)), is_streamed=False) == wanted
    assert twin(Echo(stream_of({"role": "assistant", "content": "yes", **nulls})), is_streamed=True) == wanted


def test_a_call_without_an_id_or_a_type_is_sent_back_without_them() -> None:
    call = {"id": None, "type": None, "function": {"name": "f", "arguments": "{}"}}
    sent = sync(Echo(completion(content=None, tool_calls=[call])), is_streamed=False)
    assert sent == {"role": "assistant", "content": "", "tool_calls": [{"function": call["function"]}]}


def test_a_message_as_a_dict_is_sent_back_like_a_model() -> None:
    echo = Echo(completion())
    answer = {"role": "assistant", "content": None, "refusal": None, "reasoning_details": DETAILS}
    with httpx.Client(transport=httpx.MockTransport(echo)) as http:
        chat = ChatClient("k", model="m", http_client=http)
        chat.complete([*HI, answer])
        chat.complete([*HI, AnswerMessage(role="assistant", content="yes")])
        with pytest.raises(ConfigurationError, match="content"):
            chat.complete([{"role": "user", "content": None}])
    assert echo.requests[0]["messages"][1] == {"role": "assistant", "content": "", "reasoning_details": DETAILS}
    assert echo.requests[1]["messages"][1] == {"role": "assistant", "content": "yes"}
