"""A filtered response says why, and the text is that of the result with index 0."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.chat.parse_script import Plan
from tests.chat.response.test_responses import HI, TWICE
from tests.chat.response.test_responses import TWINS as WHOLE_TWINS
from tests.chat.responses import completion
from tests.chat.streaming.test_streams import TWINS as STREAM_TWINS
from tests.chat.streams import DONE, data

from schedbot_sdk import AsyncChatClient, ChatClient, ParseError, ResponseError, SchedbotError
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
FILTERED = {"hate": {"filtered": False, "severity": "safe"}, "violence": {"filtered": True, "severity": "high"}}

EMPTY: dict[str, tuple[dict[str, Any], str]] = {
    "feedback": ({"promptFeedback": {"blockReason": "SAFETY"}}, "SAFETY"),
    "feedback beside choices that are empty": (
        {"choices": [], "prompt_feedback": {"block_reason": "PROHIBITED_CONTENT"}},
        "PROHIBITED_CONTENT",
    ),
    "feedback beside choices that are null": (
        {"choices": None, "promptFeedback": {"blockReason": "OTHER", "blockReasonMessage": "not \ud83d here"}},
        "OTHER, not \ufffd here",
    ),
    "the prompt's filters": (
        {"choices": [], "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": FILTERED}]},
        "content_filter: violence",
    ),
    "the filters of one result": ({"choices": [{"index": 0, "content_filter_results": FILTERED}]}, "violence"),
}
WITHOUT_MESSAGE = [
    {"index": 0, "finish_reason": "content_filter: OTHER"},
    {"index": 0, "finish_reason": "SAFETY", "message": None},
    {"index": 0, "finish_reason": "content_filter", "content_filter_results": FILTERED},
    {"index": 0, "finish_reason": "MAX_TOKENS"},
]


@both
def test_a_response_without_results_says_why(twin: str) -> None:
    bodies = [json.dumps({"id": "c", "model": "m", **body}).encode() for body, _ in EMPTY.values()]
    with FaultServer(*(faults.answer(200, body) for body in bodies)) as server:
        for name, (_, why) in EMPTY.items():
            with pytest.raises(ResponseError) as caught:
                WHOLE_TWINS[twin](server.url)
            assert "the answer was filtered (" in str(caught.value), name
            assert why in str(caught.value), name
        assert server.requests == len(EMPTY)


@both
def test_a_stream_without_results_says_why(twin: str) -> None:
    bodies = [data(id="c", choices=[], promptFeedback={"blockReason": "SAFETY"}) + end for end in (DONE, b"")]
    with FaultServer(*(faults.answer(200, body, content_type="text/event-stream") for body in bodies)) as server:
        for _ in bodies:
            _, error = STREAM_TWINS[twin](server.url)
            assert type(error) is ResponseError
            assert "filtered (SAFETY)" in str(error)


@both
def test_a_result_without_a_message_has_its_reason(twin: str) -> None:
    for choice in WITHOUT_MESSAGE:
        body = json.dumps({"id": "c", "model": "m", "choices": [choice]}).encode()
        with FaultServer(faults.answer(200, body)) as server:
            answer = WHOLE_TWINS[twin](server.url)
            assert (answer.text, answer.finish_reason) == ("", choice["finish_reason"])
            assert "choices[0].message" in answer.deviations
            with pytest.raises(ResponseError, match=r"choices\[0\]\.message"):
                WHOLE_TWINS[twin](server.url, strict=True)


def parse(twin: str, url: str) -> SchedbotError | None:
    async def ask() -> None:
        async with AsyncChatClient("k", base_url=url, model="m", retry=TWICE) as chat:
            await chat.parse(HI, returns=Plan)

    try:
        if twin == "async":
            asyncio.run(ask())
        else:
            with ChatClient("k", base_url=url, model="m", retry=TWICE) as chat:
                chat.parse(HI, returns=Plan)
    except SchedbotError as error:
        return error
    return None


@both
def test_a_filtered_answer_is_not_requested_again(twin: str) -> None:
    held_back = json.dumps({"id": "c", "model": "m", "choices": [WITHOUT_MESSAGE[0]]}).encode()
    feedback = json.dumps({"promptFeedback": {"blockReason": "SAFETY"}}).encode()
    for body, kind in ((held_back, ParseError), (feedback, ResponseError)):
        with FaultServer(faults.answer(200, body)) as server:
            assert type(parse(twin, server.url)) is kind
            assert server.requests == 1


@both
def test_the_text_is_that_of_index_0_at_any_position(twin: str) -> None:
    def choice(index: Any, text: str) -> dict[str, Any]:
        reason = "stop" if text == "zero" else "length"
        return {"index": index, "message": {"role": "assistant", "content": text}, "finish_reason": reason}

    orders: list[tuple[list[Any], str]] = [
        ([choice(1, "one"), choice(0, "zero")], "zero"),
        ([choice(2, "two"), choice(1, "one"), choice(0, "zero")], "zero"),
        ([choice("1", "one"), choice("0", "zero")], "zero"),
        ([choice(None, "none"), choice(0, "zero")], "zero"),
        ([choice(None, "first"), choice(None, "second")], "first"),
        ([choice(2, "two"), choice(1, "one")], "two"),
    ]
    with FaultServer(*(faults.answer(200, completion(choices=choices)) for choices, _ in orders)) as server:
        for choices, text in orders:
            answer = WHOLE_TWINS[twin](server.url)
            assert (answer.text, answer.finish_reason) == (text, "stop" if text == "zero" else "length"), choices


@both
def test_a_plain_response_to_a_stream_has_the_same_text(twin: str) -> None:
    results = [(1, "one"), (0, "zero")]
    choices = [{"index": n, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"} for n, text in
               results]  # fmt: skip
    with FaultServer(faults.answer(200, completion(choices=choices))) as server:
        text, answer = STREAM_TWINS[twin](server.url)
    assert isinstance(answer, ChatCompletion)
    assert (text, answer.text, answer.choices[1].message.content) == ("zero", "zero", "one")
