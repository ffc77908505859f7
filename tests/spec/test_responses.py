"""A response that does not match its table is an error or a named deviation: sync and async, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.spec.table import ENDPOINTS, Endpoint, Row
from tests.spec.wire import RESPONSES, Service, at, both, call

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
"""Values of every other JSON type, and values that a lenient reader would convert."""
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
"""The values that replace rows that a chat server left out; other rows have no neutral value."""


def changed(value: object, path: str, change: Callable[[dict[str, Any], str], None]) -> Any:
    """A copy of a JSON value in which the field at the path was changed."""
    copy = json.loads(json.dumps(value))
    owner, _, last = path.rpartition(".")
    for item in at(copy, owner) if owner else [copy]:
        change(item, last)
    return copy


def without(endpoint: Endpoint, row: Row) -> Any:
    return changed(RESPONSES[endpoint.name], row.name, lambda owner, name: owner.pop(name))


def replaced(endpoint: Endpoint, row: Row, value: object) -> Any:
    return changed(RESPONSES[endpoint.name], row.name, lambda owner, name: owner.update({name: value}))


def error_of(twin: str, service: Service, endpoint: str, *, strict: bool = False) -> ResponseError | None:
    """The error of the call; None if there is none."""
    try:
        call(twin, service, endpoint, strict=strict)
    except ResponseError as error:
        return error
    return None


@both
def test_a_response_with_every_row_passes(twin: str, service: Service) -> None:
    for endpoint in ENDPOINTS:
        service.response = RESPONSES[endpoint.name]
        got = call(twin, service, endpoint.name, strict=True)
        if isinstance(got, ChatCompletion):
            assert got.deviations == ()


@both
def test_a_response_without_a_row_is_an_error_that_names_it_if_the_row_is_required(twin: str, service: Service) -> None:
    failures: list[object] = []
    for name, (endpoint, row) in ROWS.items():
        service.response = without(endpoint, row)
        error = error_of(twin, service, endpoint.name, strict=True)
        if (row.name.split(".")[-1] not in str(error)) if row.required else error:
            failures.append((name, error))
    assert failures == []


@both
def test_a_response_with_a_row_of_another_type_is_an_error(twin: str, service: Service) -> None:
    failures: list[object] = []
    for name, (endpoint, row) in ROWS.items():
        for value in [*OTHERS[row.type], *([None] if row.required else [])]:
            service.response = replaced(endpoint, row, value)
            error = error_of(twin, service, endpoint.name, strict=True)
            if type(error) is not ResponseError:
                failures.append((name, value, error))
    assert failures == []


@both
def test_an_array_with_an_item_that_is_not_an_object_is_an_error(twin: str, service: Service) -> None:
    items: list[object] = [1, "x", None, [], True]
    passed: list[object] = []
    for endpoint, path in (("getUpdates", "result"), (CHAT, "choices")):
        for item in items:
            service.response = {**RESPONSES[endpoint], path: [*RESPONSES[endpoint][path], item]}
            if error_of(twin, service, endpoint) is None:
                passed.append((endpoint, item))
    assert passed == []


def first(path: str) -> str:
    """The path of a row in the first choice, as a deviation names it."""
    return path.replace("[]", "[0]")


def dumped(completion: ChatCompletion, path: str) -> list[Any]:
    return at(completion.model_dump(mode="json"), path)


@both
def test_a_chat_row_that_is_missing_or_null_is_a_named_deviation(twin: str, service: Service) -> None:
    failures: list[object] = []
    for path, neutral in NEUTRAL.items():
        endpoint, row = ROWS[f"{CHAT} {path}"]
        for answer in (without(endpoint, row), replaced(endpoint, row, None)):
            service.response = answer
            completion = call(twin, service, CHAT)
            read = (completion.deviations, dumped(completion, path), "deviations" in completion.model_dump())
            if read != ((first(path),), [neutral], False):
                failures.append((path, read))
    assert failures == []


def test_a_chat_row_without_a_neutral_value_is_an_error_even_if_not_strict(service: Service) -> None:
    paths = [row.name for e, row in ROWS.values() if e.name == CHAT and row.name not in NEUTRAL]
    passed: list[str] = []
    for path in paths:
        endpoint, row = ROWS[f"{CHAT} {path}"]
        for answer in (without(endpoint, row), replaced(endpoint, row, None), replaced(endpoint, row, [])):
            service.response = answer
            passed += [path] if error_of("sync", service, CHAT) is None else []
    assert len(paths) == 2
    assert passed == []


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
    service.response = replaced(*ROWS[f"{CHAT} {path}"], value)
    completion = call("sync", service, CHAT)
    assert (dumped(completion, path), list(completion.deviations)) == ([read], named)
    with pytest.raises(ResponseError) as caught:
        call("sync", service, CHAT, strict=True)
    assert all(name in str(caught.value) for name in named)


def test_an_unknown_finish_reason_is_not_a_deviation(service: Service) -> None:
    for reason in ("length", "blacklist", "eos", "error", "tool_calls"):
        for strict in (False, True):
            service.response = replaced(*ROWS[f"{CHAT} choices[].finish_reason"], reason)
            completion = call("sync", service, CHAT, strict=strict)
            assert (completion.finish_reason, completion.deviations) == (reason, ())


TOOL_CALL = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize("strict", [False, True])
def test_null_content_beside_tool_calls_is_not_a_deviation(strict: bool, service: Service) -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    service.response = replaced(*ROWS[f"{CHAT} choices[].message"], called)
    completion = call("sync", service, CHAT, strict=strict)
    assert (completion.text, completion.deviations) == ("", ())


def test_a_chat_row_of_another_type_is_an_error_or_a_deviation(service: Service) -> None:
    silent: list[object] = []
    for endpoint, row in [pair for pair in ROWS.values() if pair[0].name == CHAT]:
        for value in OTHERS[row.type]:
            service.response = replaced(endpoint, row, value)
            try:
                completion = call("sync", service, CHAT)
            except ResponseError:
                continue
            if not any(deviation.startswith(first(row.name)) for deviation in completion.deviations):
                silent.append((row.name, value))
    assert silent == []
