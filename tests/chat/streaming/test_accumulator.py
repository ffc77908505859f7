"""The completion of a stream: tool calls, thoughts, several results, and unknown fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk import ResponseError, TruncatedStreamError
from schedbot_sdk._core.response import Response
from schedbot_sdk.chat import ChatCompletion, ChatCompletionChunk
from schedbot_sdk.chat.response.answers import read_completion
from schedbot_sdk.chat.streaming.accumulator import StreamAccumulator, chunk_body, is_refilled


def fold(*deltas: dict[str, Any], strict: bool = False, reason: str | None = "stop", **more: Any) -> ChatCompletion:
    folding = StreamAccumulator(strict=strict)
    for number, delta in enumerate(deltas, start=1):
        choice = {"index": 0, "delta": delta, "finish_reason": reason if number == len(deltas) else None}
        chunk = {"id": "c", "model": "m", "object": "chat.completion.chunk", "choices": [choice], **more}
        folding.add(ChatCompletionChunk.model_validate(chunk))
    return folding.completion()


def call(index: int | None, id_: str | None = None, name: str | None = None, arguments: str = "") -> dict[str, Any]:
    delta: dict[str, Any] = {"function": {"name": name, "arguments": arguments}}
    return {"tool_calls": [delta | {k: v for k, v in (("index", index), ("id", id_)) if v is not None}]}


def calls_of(completion: ChatCompletion) -> list[tuple[str | None, str, str]]:
    calls = completion.choices[0].message.tool_calls or []
    return [(c.id or None, c.function.name, c.function.arguments) for c in calls if c.function]


@pytest.mark.parametrize(
    ("deltas", "calls"),
    [
        (
            [call(0, "a", "make", ""), call(0, arguments='{"x"'), call(0, arguments=": 1}")],
            [("a", "make", '{"x": 1}')],
        ),
        (
            [call(0, "a", "make", "{"), call(1, "b", "drop", "["), call(0, arguments="}"), call(1, arguments="]")],
            [("a", "make", "{}"), ("b", "drop", "[]")],
        ),
        ([call(None, "a", "make", "{"), call(None, arguments="}")], [("a", "make", "{}")]),
        ([call(0, "a", "make", "{}"), call(0, "b", "drop", "{}")], [("a", "make", "{}"), ("b", "drop", "{}")]),
        ([call(0, "a", "make", "{"), call(0, "a", "make", "}")], [("a", "make", "{}")]),
        ([call(3, None, "make", "{}")], [(None, "make", "{}")]),
        ([call(0, "", "make", "{}"), call(0, "", "drop", "[]")], [(None, "make", "{}"), (None, "drop", "[]")]),
        (
            [call(None, None, "make", "{}"), call(None, None, "drop", "[]")],
            [(None, "make", "{}"), (None, "drop", "[]")],
        ),
    ],
    ids=[
        "pieces",
        "interleaved",
        "no index",
        "new id at an old index",
        "repeated head",
        "no id",
        "one index, empty ids",
        "nothing to tell them by",
    ],
)
def test_the_pieces_of_tool_calls_are_combined(
    deltas: list[dict[str, Any]], calls: list[tuple[str | None, str, str]]
) -> None:
    completion = fold(*deltas, reason="tool_calls")
    assert calls_of(completion) == calls
    assert completion.text == ""
    assert "choices[0].message.content" not in completion.deviations


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_are_not_part_of_the_text(name: str) -> None:
    completion = fold({name: "hm, "}, {name: "seven"}, {"content": "At "}, {"content": "7"})
    assert (completion.text, completion.choices[0].message.thoughts) == ("At 7", "hm, seven")


def test_the_pieces_of_a_refusal_are_combined() -> None:
    assert fold({"refusal": "I will "}, {"refusal": "not"}).choices[0].message.refusal == "I will not"


def test_log_probabilities_of_all_chunks_are_kept() -> None:
    folding = StreamAccumulator(strict=False)
    for token in ("a", "b"):
        choice = {"delta": {"content": token}, "logprobs": {"content": [{"token": token}], "refusal": None}}
        folding.add(ChatCompletionChunk.model_validate({"choices": [choice]}))
    folding.end()
    logprobs = folding.completion().choices[0].logprobs
    assert logprobs == {"content": [{"token": "a"}, {"token": "b"}], "refusal": None}


def test_unknown_fields_are_kept() -> None:
    completion = fold({"content": "a", "notes": [1]}, {"content": "b", "notes": [2]}, system_fingerprint="fp")
    assert completion.model_extra == {"system_fingerprint": "fp", "object": "chat.completion"}
    assert completion.choices[0].message.model_extra == {"notes": [1, 2]}


def test_a_strict_stream_names_the_missing_fields() -> None:
    with pytest.raises(ResponseError, match="usage"):
        fold({"content": "a"}, strict=True)
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    assert fold({"role": "assistant", "content": "a"}, strict=True, usage=usage).deviations == ()


def test_an_empty_stream_is_truncated() -> None:
    folding = StreamAccumulator(strict=False)
    folding.end()
    with pytest.raises(TruncatedStreamError):
        folding.completion()


@given(st.lists(st.text(max_size=6), max_size=12))
def test_the_text_is_its_pieces_in_order(pieces: list[str]) -> None:
    assert fold(*({"content": piece} for piece in pieces), {}).text == "".join(pieces)


def record(optional: dict[str, Any] | None = None, /, **required: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional or {})


names = st.text("abc", min_size=1, max_size=3)
functions = record(name=names, arguments=st.text(max_size=5))
tool_calls = st.lists(
    record({"function": functions, "custom": names}, id=names, type=st.just("function")),
    min_size=1,
    max_size=3,
    unique_by=lambda item: str(item["id"]),
)
messages = record(
    {"tool_calls": tool_calls, "reasoning_content": names},
    role=st.just("assistant"),
    content=st.none() | st.text(max_size=5),
)
choices = record({"extra": names}, message=messages, finish_reason=st.sampled_from(["stop", "length"]))
wholes = record(
    {"id": names, "model": names, "created": st.integers(1, 9), "extra": names},
    choices=st.lists(choices, min_size=1, max_size=3),
)


def comparable(completion: ChatCompletion) -> dict[str, Any]:
    """All of it but the places of the results, which a whole answer may leave out."""
    return completion.model_dump(exclude={"choices": {"__all__": {"index"}}}, exclude_none=True)


@given(wholes)
def test_a_whole_response_to_a_stream_accumulates_to_itself(body: dict[str, Any]) -> None:
    whole = read_completion(Response(200, {}, json.dumps(body).encode()), strict=False)
    assert isinstance(whole, ChatCompletion)
    folding = StreamAccumulator(strict=False)
    folding.add(ChatCompletionChunk.model_validate(chunk_body(whole)))
    folding.end()
    again = folding.completion()
    assert comparable(again) == comparable(whole)
    assert {path for path in whole.deviations if is_refilled(path)} <= set(again.deviations)
