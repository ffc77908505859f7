"""Tool calls of any shape: an unusual call loses no other, and streams give the same calls as whole responses."""

from __future__ import annotations

from typing import Any

import pytest
from tests.chat.response.test_responses import TWINS as WHOLE_TWINS
from tests.chat.responses import CALL, completion
from tests.chat.streaming.test_streams import TWINS as STREAM_TWINS
from tests.chat.streams import DONE, data

from schedbot_sdk import ResponseError
from schedbot_sdk._core.response import Response
from schedbot_sdk.chat import ChatCompletion, ToolCall
from schedbot_sdk.chat.response.answers import read_completion
from schedbot_sdk.chat.streaming.accumulator import StreamAccumulator
from schedbot_sdk.chat.streaming.reader import ChunkReader
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])

BAD: dict[str, tuple[object, tuple[str, str] | None, str]] = {
    "arguments missing": ({"id": "b", "function": {"name": "now"}}, ("now", ""), ".function.arguments"),
    "arguments null": (
        {"id": "b", "function": {"name": "now", "arguments": None}},
        ("now", ""),
        ".function.arguments",
    ),
    "arguments an object": (
        {"id": "b", "function": {"name": "now", "arguments": {"a": "ж"}}},
        ("now", '{"a": "ж"}'),
        ".function.arguments",
    ),
    "arguments a list": (
        {"id": "b", "function": {"name": "now", "arguments": []}},
        ("now", "[]"),
        ".function.arguments",
    ),
    "arguments a number": (
        {"id": "b", "function": {"name": "now", "arguments": 7}},
        ("now", "7"),
        ".function.arguments",
    ),
    "no function, but its parts": ({"id": "b", "name": "now", "arguments": "{}"}, ("now", "{}"), ".function"),
    "a function that is its name": ({"id": "b", "function": "now", "arguments": {"a": 1}}, ("now", '{"a": 1}'), ""),
    "an id that is a number": ({"id": 7, "function": {"name": "now", "arguments": "{}"}}, ("now", "{}"), ".id"),
    "an id that is a list": ({"id": [7], "function": {"name": "now", "arguments": "{}"}}, ("now", "{}"), ".id"),
    "a type that is a number": (
        {"id": "b", "type": 1, "function": {"name": "now", "arguments": "{}"}},
        ("now", "{}"),
        ".type",
    ),
    "a function that is null": ({"id": "b", "type": "function", "function": None}, None, ".function"),
    "a function that is a number": ({"id": "b", "function": 7}, None, ".function"),
}


def whole(calls: object) -> ChatCompletion:
    body = completion(content=None, tool_calls=calls, finish_reason="tool_calls")
    answer = read_completion(Response(200, {}, body), strict=False)
    assert isinstance(answer, ChatCompletion), answer
    return answer


def streamed(*deltas: dict[str, Any]) -> ChatCompletion:
    reader, folding = ChunkReader(200, {}, strict=False), StreamAccumulator(strict=False)
    parts = [data(id="c", model="m", choices=[{"index": 0, "delta": delta}]) for delta in deltas]
    end = data(id="c", model="m", choices=[{"index": 0, "delta": {}, "finish_reason": "tool_calls"}])
    for part in [*reader.feed(b"".join(parts) + end + DONE), *reader.finish()]:
        assert not isinstance(part, Exception), part
        folding.add(part)
    folding.end()
    return folding.completion()


def calls_of(answer: ChatCompletion) -> list[ToolCall]:
    return answer.choices[0].message.tool_calls or []


def name_and_arguments(call: ToolCall) -> tuple[str, str] | None:
    return (call.function.name, call.function.arguments) if call.function else None


def test_an_unusual_call_is_kept_and_loses_no_other_call() -> None:
    for name, (bad, expected, path) in BAD.items():
        for place, calls in ((0, [bad, CALL]), (1, [CALL, bad])):
            answer = whole(calls)
            calls_read = calls_of(answer)
            assert [name_and_arguments(call) for call in calls_read] == [
                expected if one is bad else ("plan", '{"day": 1}') for one in calls
            ], name
            assert calls_read[1 - place].id == "t1", name
            assert f"choices[0].message.tool_calls[{place}]{path}" in answer.deviations or not path, name


def test_entries_that_are_not_calls_are_removed_and_reported() -> None:
    for odd in (None, 7, "now", [CALL]):
        answer = whole([odd, CALL])
        assert [call.id for call in calls_of(answer)] == ["t1"]
        assert answer.deviations == ("choices[0].message.tool_calls[0]",)
    assert whole([7]).choices[0].message.tool_calls is None
    assert [call.id for call in calls_of(whole(CALL))] == ["t1"]


def test_a_stream_has_the_same_calls_as_a_whole_response() -> None:
    for name, (bad, _, _) in BAD.items():
        for calls in ([bad, CALL], [CALL, bad]):
            pieces = [{"tool_calls": [{"index": n, **one} if isinstance(one, dict) else one]} for n, one in
                      enumerate(calls)]  # fmt: skip
            at_once = {"tool_calls": [{"index": n, **one} for n, one in enumerate(calls) if isinstance(one, dict)]}
            expected = [name_and_arguments(call) for call in calls_of(whole(calls))]
            assert [name_and_arguments(call) for call in calls_of(streamed(*pieces))] == expected, name
            assert [name_and_arguments(call) for call in calls_of(streamed(at_once))] == expected, name


def test_missing_arguments_are_also_reported_in_a_stream() -> None:
    answer = streamed({"tool_calls": [{"index": 0, "id": "b", "function": {"name": "now"}}]})
    assert [name_and_arguments(call) for call in calls_of(answer)] == [("now", "")]
    assert "choices[0].message.tool_calls[0].function.arguments" in answer.deviations


@both
def test_a_strict_client_accepts_no_call_without_arguments(twin: str) -> None:
    body = completion(content=None, tool_calls=[{"id": "b", "type": "function", "function": {"name": "now"}}, CALL])
    with FaultServer(faults.answer(200, body)) as server:
        assert [call.id for call in calls_of(WHOLE_TWINS[twin](server.url))] == ["b", "t1"]
        with pytest.raises(ResponseError, match=r"tool_calls\[0\].function.arguments"):
            WHOLE_TWINS[twin](server.url, strict=True)


@both
def test_an_index_may_be_a_text(twin: str) -> None:
    first = {"index": "0", "id": "a", "function": {"name": "f", "arguments": "{"}}
    second = {"index": "1", "id": "b", "function": {"name": "g", "arguments": "["}}
    rest = [{"index": "0", "function": {"arguments": "}"}}, {"index": "1", "function": {"arguments": "]"}}]
    body = data(id="c", model="m", choices=[{"index": "0", "delta": {"tool_calls": [first, second]}}])
    body += data(id="c", model="m", choices=[{"index": "1", "delta": {"content": "one"}, "finish_reason": "stop"}])
    body += data(id="c", model="m", choices=[{"index": "0", "delta": {"tool_calls": rest}, "finish_reason": "stop"}])
    with FaultServer(faults.answer(200, body + DONE, content_type="text/event-stream")) as server:
        text, answer = STREAM_TWINS[twin](server.url)
    assert isinstance(answer, ChatCompletion)
    assert [name_and_arguments(call) for call in calls_of(answer)] == [("f", "{}"), ("g", "[]")]
    assert (text, answer.choices[1].message.content) == ("", "one")


def piece(index: int | None, arguments: str | None = None, name: str | None = None, id_: str | None = None) -> Any:
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    head = {key: value for key, value in (("index", index), ("id", id_)) if value is not None}
    return {**head, "function": function}


STREAMED: dict[str, tuple[list[Any], list[tuple[str, str]]]] = {
    "a new id with each piece": (
        [piece(0, '{"a"', "f", "1"), piece(0, ": 1", None, "2"), piece(0, "}", "", "3")],
        [("f", '{"a": 1}')],
    ),
    "a new id and the name with each piece": (
        [piece(0, '{"a"', "f", "1"), piece(0, ": {", "f", "2"), piece(0, "}}", "f", "3")],
        [("f", '{"a": {}}')],
    ),
    "an index that counts pieces": (
        [piece(0, "", "f", "1"), piece(1, '{"a"'), piece(2, ": 1}"), piece(3, "", "g", "2"), piece(4, "{}")],
        [("f", '{"a": 1}'), ("g", "{}")],
    ),
    "an index and an id that count pieces": (
        [piece(0, "", "f", "1"), piece(1, '{"a"', "", "2"), piece(2, ": 1}", "", "3")],
        [("f", '{"a": 1}')],
    ),
    "an index that counts pieces, and the name again": (
        [piece(0, '{"a"', "f", "1"), piece(1, ": 1}", "f", "2")],
        [("f", '{"a": 1}')],
    ),
    "the name again, no id": (
        [piece(0, "", "f"), piece(0, '{"a": "}', "f"), piece(0, '{"}', "f")],
        [("f", '{"a": "}{"}')],
    ),
    "the name again after whole arguments": (
        [piece(0, '{"a": "\\"}"}', "f"), piece(0, '{"a": 2}', "f")],
        [("f", '{"a": "\\"}"}'), ("f", '{"a": 2}')],
    ),
    "all at index 0, with ids": (
        [piece(0, "{}", "f", "1"), piece(0, "{}", "f", "2"), piece(0, "{}", "g", "3")],
        [("f", "{}"), ("f", "{}"), ("g", "{}")],
    ),
    "all at index 0, with one id": (
        [piece(0, '{"a": 1}', "f", "x"), piece(0, '{"a": 2}', "f", "x")],
        [("f", '{"a": 1}'), ("f", '{"a": 2}')],
    ),
    "two without arguments at one index": ([piece(0, "", "f"), piece(0, "", "g")], [("f", ""), ("g", "")]),
    "two without arguments and index": ([piece(None, None, "f"), piece(None, None, "g")], [("f", ""), ("g", "")]),
    "one name twice without arguments, with ids": (
        [piece(0, "", "f", "1"), piece(0, "", "f", "2")],
        [("f", ""), ("f", "")],
    ),
    "one name at two indexes": (
        [piece(0, "", "f", "1"), piece(1, "", "f", "2"), piece(0, "{}"), piece(1, "[]")],
        [("f", "{}"), ("f", "[]")],
    ),
    "ids alone": (
        [piece(None, "", "f", "1"), piece(None, "", "g", "2"), piece(None, "{}", None, "1"), piece(None, "[]", "", "2")
         ],
        [("f", "{}"), ("g", "[]")],
    ),
    "a whole call again at the end": (
        [piece(0, '{"a"', "f", "1"), piece(0, ": 1}"), piece(0, '{"a": 1}', "f", "1")],
        [("f", '{"a": 1}')],
    ),
    "a whole call again without its id": (
        [piece(0, '{"a"', "f", "1"), piece(0, ": 1}"), piece(0, '{"a": 1}', "f")],
        [("f", '{"a": 1}')],
    ),
    "a second call whose name is missing": (
        [piece(0, "{}", "f", "1"), piece(1, "{}", None, "2")],
        [("f", "{}"), ("", "{}")],
    ),
    "the name after the id": (
        [piece(0, "{}", "f", "1"), {"index": 1, "id": "2"}, piece(1, "[]", "g")],
        [("f", "{}"), ("g", "[]")],
    ),
}  # fmt: skip


def test_the_pieces_of_a_call_are_combined_with_any_numbering() -> None:
    for name, (pieces, expected) in STREAMED.items():
        answer = streamed(*({"tool_calls": [one]} for one in pieces))
        assert [name_and_arguments(call) for call in calls_of(answer)] == expected, name


def test_the_pieces_of_another_kind_of_tool_are_combined() -> None:
    first = {"index": 0, "id": "1", "type": "custom", "custom": {"name": "run", "input": "ls "}}
    second = {"index": 1, "id": "2", "type": "custom", "custom": {"name": "run", "input": "pwd"}}
    answer = streamed(
        {"tool_calls": [first]}, {"tool_calls": [{"index": 0, "custom": {"input": "-l"}}]}, {"tool_calls": [second]}
    )
    extras = [(call.id, call.model_extra) for call in calls_of(answer)]
    assert extras == [("1", {"custom": {"name": "run", "input": "ls -l"}}),
                      ("2", {"custom": {"name": "run", "input": "pwd"}})]  # fmt: skip


def test_a_signature_of_a_call_is_kept() -> None:
    signed = {"google": {"thought_signature": "c2ln"}}
    answer = streamed({"tool_calls": [{**piece(0, "{}", "f", "1"), "extra_content": signed}]})
    assert calls_of(answer)[0].model_extra == {"extra_content": signed}


def test_many_pieces_with_a_name_take_linear_time() -> None:
    pieces = [{"tool_calls": [piece(0, '{"a": "', "f")]}] + [{"tool_calls": [piece(0, "x" * 50, "f")]}] * 20_000
    (call,) = calls_of(streamed(*pieces))
    assert call.function is not None
    assert len(call.function.arguments) == 7 + 50 * 20_000
