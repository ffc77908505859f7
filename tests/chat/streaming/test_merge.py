"""Unknown fields, merged from a stream's chunks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.chat.streaming.test_accumulator import fold
from tests.chat.streaming.test_streams import TWINS
from tests.chat.streams import DONE, data

from schedbot_sdk.chat import ChatCompletion, ChatCompletionChunk
from schedbot_sdk.chat.streaming.accumulator import StreamAccumulator
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", TWINS)

MESSAGES: dict[str, tuple[list[Any], Any]] = {
    "an object in pieces": ([{"id": "a"}, {"text": "Hel"}, {"text": "lo"}, {"at": 9}],
                            {"id": "a", "text": "Hello", "at": 9}),
    "an object in an object": ([{"a": {"b": {"text": "x"}}}, {"a": {"b": {"text": "y"}, "c": 1}}],
                               {"a": {"b": {"text": "xy"}, "c": 1}}),
    "names in each piece": ([{"id": "a", "type": "t", "role": "r", "name": "n", "format": "f", "data": "A"},
                             {"id": "a", "type": "t", "role": "r", "name": "n", "format": "f", "data": "B"}],
                            {"id": "a", "type": "t", "role": "r", "name": "n", "format": "f", "data": "AB"}),
    "a text": (["I th", "", "ink"], "I think"),
    "a text that repeats": (["ha", "ha"], "haha"),
    "null after a text": (["a", None, "b"], "ab"),
    "null after an object": ([{"a": "x"}, None, {"a": None}], {"a": "x"}),
    "null before a text": ([None, "a"], "a"),
    "a list": ([[1], [2], None], [1, 2]),
    "entries that go on": ([[{"index": 0, "type": "text", "text": "I "}], [{"index": 0, "type": "text", "text": "see"}],
                            [{"index": 0, "signature": "c2ln"}], [{"index": 1, "type": "text", "text": "!"}]],
                           [{"index": 0, "type": "text", "text": "I see", "signature": "c2ln"},
                            {"index": 1, "type": "text", "text": "!"}]),
    "entries of another kind": ([[{"index": 0, "type": "t", "text": "a"}], [{"index": 0, "type": "s", "data": "b"}]],
                                [{"index": 0, "type": "t", "text": "a"}, {"index": 0, "type": "s", "data": "b"}]),
    "entries of one piece": ([[{"index": 0, "text": "a"}, {"index": 0, "text": "b"}]],
                             [{"index": 0, "text": "a"}, {"index": 0, "text": "b"}]),
    "pictures": ([[{"index": 0, "image_url": {"url": "a"}}], [{"index": 0, "image_url": {"url": "b"}}]],
                 [{"index": 0, "image_url": {"url": "a"}}, {"index": 0, "image_url": {"url": "b"}}]),
    "a number": ([1, 2], 2),
    "halves of an emoji": (["\ud83d", "\ude00!\ud83d"], "\U0001f600!\ufffd"),
    "a kind that changes": (["a", {"b": "c"}, [1]], [1]),
}  # fmt: skip


def test_the_pieces_of_a_field_in_the_message_are_merged() -> None:
    for name, (pieces, whole) in MESSAGES.items():
        message = fold(*({"content": "x", "extra_field": piece} for piece in pieces)).choices[0].message
        assert (message.model_extra or {})["extra_field"] == whole, name


AROUND: dict[str, tuple[list[Any], Any]] = {
    "a word": (["flex", "flex", None], "flex"),
    "the last word": (["auto", "default"], "default"),
    "the same list in each part": ([["a", "b"], ["a", "b"], None], ["a", "b"]),
    "a list that grows": ([["a"], ["a", "b"], []], ["a", "b"]),
    "the beginning of the list again": ([["a", "b"], ["a"], None], ["a", "b"]),
    "a list in pieces": ([["a"], ["b"]], ["a", "b"]),
    "an object": ([{"id": "r", "severity": "safe"}, {"severity": "safe", "usage": {"n": 1}}],
                  {"id": "r", "severity": "safe", "usage": {"n": 1}}),
}  # fmt: skip


def test_a_field_around_the_message_keeps_its_last_value() -> None:
    for name, (values, last) in AROUND.items():
        folding = StreamAccumulator(strict=False)
        for value in values:
            choice = {"index": 0, "delta": {"content": "a"}, "field": value}
            folding.add(ChatCompletionChunk.model_validate({"id": "c", "choices": [choice], "field": value}))
        folding.end()
        answer = folding.completion()
        assert (answer.model_extra or {})["field"] == last, name
        assert (answer.choices[0].model_extra or {})["field"] == last, name


@both
def test_an_older_function_call_and_the_last_finish_reason_are_kept(twin: str) -> None:
    pieces = [{"name": "f", "arguments": ""}, {"name": "f", "arguments": '{"a":'}, {"arguments": "1}"}, None]
    body = b"".join(data(choices=[{"index": 0, "delta": {"function_call": piece}}]) for piece in pieces)
    for reason in ("stop", "function_call"):
        body += data(choices=[{"index": 0, "delta": {}, "finish_reason": reason}])
    body += data(choices=[{"index": 0, "delta": {}, "finish_reason": None}])
    with FaultServer(faults.answer(200, body + DONE, content_type="text/event-stream")) as server:
        _, answer = TWINS[twin](server.url)
    assert isinstance(answer, ChatCompletion)
    assert answer.finish_reason == "function_call"
    extra = answer.choices[0].message.model_extra or {}
    assert extra["function_call"] == {"name": "f", "arguments": '{"a":1}'}


@both
def test_null_deletes_no_log_probabilities(twin: str) -> None:
    likely = [{"content": [{"token": "a"}], "refusal": None}, None, {"content": None}, {"content": [{"token": "a"}]}]
    body = b"".join(data(choices=[{"index": 0, "delta": {"content": "a"}, "logprobs": one}]) for one in likely)
    body += data(choices=[{"index": 0, "delta": {}, "finish_reason": "stop", "logprobs": None}])
    with FaultServer(faults.answer(200, body + DONE, content_type="text/event-stream")) as server:
        _, answer = TWINS[twin](server.url)
    assert isinstance(answer, ChatCompletion)
    assert answer.choices[0].logprobs == {"content": [{"token": "a"}, {"token": "a"}], "refusal": None}


def test_a_field_of_many_pieces_takes_linear_time() -> None:
    folding = StreamAccumulator(strict=False)
    chunk = json.dumps({"choices": [{"index": 0, "delta": {"notes": "x" * 50, "list": [1]}}]})
    for _ in range(30_000):
        folding.add(ChatCompletionChunk.model_validate_json(chunk))
    folding.end()
    extra = folding.completion().choices[0].message.model_extra or {}
    assert (len(extra["notes"]), len(extra["list"])) == (50 * 30_000, 30_000)
