"""An answer that is not what its table says is an error or a named deviation: sync and async, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.spec.table import ENDPOINTS, Endpoint, Row
from tests.spec.wire import ANSWERS, Service, ask, at, both

from schedbot_sdk import ResponseError
from schedbot_sdk.chat import UNKNOWN, ChatCompletion

ROWS = {f"{endpoint.name} {row.name}": (endpoint, row) for endpoint in ENDPOINTS for row in endpoint.response}
OTHERS: dict[str, list[object]] = {
    "int": ["1", 1.5, True, [1], {}],
    "string": [1, 1.5, True, ["x"], {}],
    "boolean": ["true", 1, 0, [True], {}],
    "array": ["x", 1, True, {}],
    "object": ["x", 1, True, ["x"]],
}
"""Values of every other JSON type, and such as a lenient reader would convert."""
CHAT = "createChatCompletion"
NEUTRAL: dict[str, object] = {
    "id": "",
    "model": "",
    "choices[].message.role": "assistant",
    "choices[].message.content": "",
    "choices[].finish_reason": UNKNOWN,
    "usage.prompt_tokens": 0,
    "usage.completion_tokens": 0,
    "usage.total_tokens": 3,
    "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
}
"""What stands for a row that a chat server left out; rows that are not here have no neutral value."""


def changed(value: object, path: str, change: Callable[[dict[str, Any], str], None]) -> Any:
    """A copy of a JSON value in which the field at the path was changed."""
    copy = json.loads(json.dumps(value))
    owner, _, last = path.rpartition(".")
    for item in at(copy, owner) if owner else [copy]:
        change(item, last)
    return copy


def without(endpoint: Endpoint, row: Row) -> Any:
    return changed(ANSWERS[endpoint.name], row.name, lambda owner, name: owner.pop(name))


def replaced(endpoint: Endpoint, row: Row, value: object) -> Any:
    return changed(ANSWERS[endpoint.name], row.name, lambda owner, name: owner.update({name: value}))


def each_row(which: Callable[[Row], bool]) -> pytest.MarkDecorator:
    chosen = {name: pair for name, pair in ROWS.items() if which(pair[1])}
    return pytest.mark.parametrize(("endpoint", "row"), chosen.values(), ids=chosen)


@both
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_an_answer_with_every_row_passes(twin: str, endpoint: Endpoint, service: Service) -> None:
    service.answer = ANSWERS[endpoint.name]
    got = ask(twin, service, endpoint.name, strict=True)
    if isinstance(got, ChatCompletion):
        assert got.deviations == ()


@both
@each_row(lambda row: row.required)
def test_an_answer_without_a_required_row_is_an_error(
    twin: str, endpoint: Endpoint, row: Row, service: Service
) -> None:
    service.answer = without(endpoint, row)
    with pytest.raises(ResponseError) as caught:
        ask(twin, service, endpoint.name, strict=True)
    assert row.name.split(".")[-1] in str(caught.value)


@both
@each_row(lambda row: not row.required)
def test_an_answer_without_an_optional_row_passes(twin: str, endpoint: Endpoint, row: Row, service: Service) -> None:
    service.answer = without(endpoint, row)
    ask(twin, service, endpoint.name, strict=True)


@both
@each_row(lambda row: True)
def test_an_answer_with_a_row_of_another_type_is_an_error(
    twin: str, endpoint: Endpoint, row: Row, service: Service
) -> None:
    for value in [*OTHERS[row.type], *([None] if row.required else [])]:
        service.answer = replaced(endpoint, row, value)
        with pytest.raises(ResponseError) as caught:
            ask(twin, service, endpoint.name, strict=True)
        assert type(caught.value) is ResponseError


@both
@pytest.mark.parametrize("item", [1, "x", None, [], True])
@pytest.mark.parametrize(("name", "path"), [("getUpdates", "result"), (CHAT, "choices")])
def test_an_array_with_an_item_that_is_no_object_is_an_error(
    twin: str, name: str, path: str, item: object, service: Service
) -> None:
    whole = ANSWERS[name]
    service.answer = {**whole, path: [*whole[path], item]}
    with pytest.raises(ResponseError):
        ask(twin, service, name)


def first(path: str) -> str:
    """The path as a deviation names it, of the only choice."""
    return path.replace("[]", "[0]")


def dumped(completion: ChatCompletion, path: str) -> list[Any]:
    return at(completion.model_dump(mode="json"), path)


@both
@pytest.mark.parametrize("path", NEUTRAL)
def test_a_row_that_a_chat_server_left_out_or_made_null_is_a_named_deviation(
    twin: str, path: str, service: Service
) -> None:
    endpoint, row = ROWS[f"{CHAT} {path}"]
    for answer in (without(endpoint, row), replaced(endpoint, row, None)):
        service.answer = answer
        completion = ask(twin, service, CHAT)
        assert completion.deviations == (first(path),)
        assert dumped(completion, path) == [NEUTRAL[path]]
        assert "deviations" not in completion.model_dump()


@pytest.mark.parametrize("path", [row.name for e, row in ROWS.values() if e.name == CHAT and row.name not in NEUTRAL])
def test_a_chat_row_without_a_neutral_value_is_an_error_however_lenient(path: str, service: Service) -> None:
    endpoint, row = ROWS[f"{CHAT} {path}"]
    for answer in (without(endpoint, row), replaced(endpoint, row, None), replaced(endpoint, row, [])):
        service.answer = answer
        with pytest.raises(ResponseError):
            ask("sync", service, CHAT)


PARTS = [{"type": "text", "text": "do"}, {"type": "text", "text": "ne"}]
FOREIGN = {"input_tokens": 5, "total_tokens": 7}


@pytest.mark.parametrize(
    ("path", "value", "read", "named"),
    [
        ("choices[].finish_reason", "", UNKNOWN, ["choices[0].finish_reason"]),
        ("choices[].message.content", PARTS, "done", ["choices[0].message.content"]),
        (
            "usage",
            FOREIGN,
            {**FOREIGN, "prompt_tokens": 0, "completion_tokens": 0},
            ["usage.prompt_tokens", "usage.completion_tokens"],
        ),
    ],
)
def test_a_value_that_chat_servers_send_in_another_shape_is_a_named_deviation(
    path: str, value: object, read: object, named: list[str], service: Service
) -> None:
    service.answer = replaced(*ROWS[f"{CHAT} {path}"], value)
    completion = ask("sync", service, CHAT)
    assert (dumped(completion, path), list(completion.deviations)) == ([read], named)
    with pytest.raises(ResponseError) as caught:
        ask("sync", service, CHAT, strict=True)
    assert all(name in str(caught.value) for name in named)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("reason", ["length", "blacklist", "eos", "error", "tool_calls"])
def test_a_finish_reason_of_a_servers_own_is_no_deviation(reason: str, strict: bool, service: Service) -> None:
    service.answer = replaced(*ROWS[f"{CHAT} choices[].finish_reason"], reason)
    completion = ask("sync", service, CHAT, strict=strict)
    assert (completion.finish_reason, completion.deviations) == (reason, ())


TOOL_CALL = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize("strict", [False, True])
def test_a_null_content_beside_tool_calls_is_no_deviation(strict: bool, service: Service) -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    service.answer = replaced(*ROWS[f"{CHAT} choices[].message"], called)
    completion = ask("sync", service, CHAT, strict=strict)
    assert (completion.text, completion.deviations) == ("", ())


@pytest.mark.parametrize("path", [row.name for e, row in ROWS.values() if e.name == CHAT])
def test_a_mistyped_chat_row_is_never_taken_in_silence(path: str, service: Service) -> None:
    endpoint, row = ROWS[f"{CHAT} {path}"]
    for value in OTHERS[row.type]:
        service.answer = replaced(endpoint, row, value)
        try:
            completion = ask("sync", service, CHAT)
        except ResponseError:
            continue
        assert any(found.startswith(first(path)) for found in completion.deviations), value
