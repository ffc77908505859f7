"""The local chat server refuses what OpenAI's servers refuse, in the same shape."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from tests.rows import on_rows

from schedbot_sdk import AsyncChatClient, BadRequestError, ChatClient, NotFoundError
from schedbot_sdk.testing.servers import LOCAL_KEY, LocalChat

HELLO: list[dict[str, object]] = [{"role": "user", "content": "Gym tomorrow at 7:00"}]
CALL: dict[str, object] = {"id": "call_1", "type": "function", "function": {"name": "zone", "arguments": "{}"}}
CALLS: dict[str, object] = {"role": "assistant", "content": None, "tool_calls": [CALL]}


@pytest.fixture(scope="module")
def chat() -> Iterator[LocalChat]:
    with LocalChat() as server:
        yield server


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Authorization": f"Bearer {LOCAL_KEY}"}) as client:
        yield client


def ask(chat: LocalChat, http: httpx.Client, **body: object) -> httpx.Response:
    return http.post(f"{chat.base_url}/chat/completions", json={"model": chat.model, "messages": HELLO, **body})


OUT_OF_RANGE: list[tuple[str, object, str]] = [
    ("temperature", 2.01, "decimal_above_max_value"),
    ("temperature", -0.1, "decimal_below_min_value"),
    ("top_p", 1.5, "decimal_above_max_value"),
    ("top_p", -1, "decimal_below_min_value"),
    ("presence_penalty", 3, "decimal_above_max_value"),
    ("frequency_penalty", -2.5, "decimal_below_min_value"),
    ("max_tokens", 0, "integer_below_min_value"),
    ("max_tokens", 10**9, "invalid_value"),
    ("max_completion_tokens", -5, "integer_below_min_value"),
    ("n", 0, "integer_below_min_value"),
    ("n", 129, "integer_above_max_value"),
    ("top_logprobs", 21, "integer_above_max_value"),
    ("seed", 2**70, "integer_above_max_value"),
]
OF_A_WRONG_TYPE: list[tuple[str, object, str]] = [
    ("temperature", "0.5", "expected a decimal, but got a string"),
    ("temperature", True, "expected a decimal, but got a boolean"),
    ("max_tokens", 1.5, "expected an integer, but got a decimal"),
    ("n", [1], "expected an integer, but got an array"),
    ("top_p", {}, "expected a decimal, but got an object"),
    ("logprobs", 1, "expected a boolean, but got an integer"),
    ("stop", 3, "but got an integer"),
    ("messages", "hello", "expected an array of objects, but got a string"),
]


def test_a_number_out_of_its_range_is_refused_by_its_name_and_a_code(chat: LocalChat, http: httpx.Client) -> None:
    for name, value, code in OUT_OF_RANGE:
        answer = ask(chat, http, **{name: value})
        error = answer.json()["error"]
        assert (answer.status_code, error["param"], error["code"]) == (400, name, code)
        assert error["type"] == "invalid_request_error"
        assert name in error["message"]


def test_numbers_at_their_limits_are_accepted(chat: LocalChat, http: httpx.Client) -> None:
    lowest = {"temperature": 0, "top_p": 0, "presence_penalty": -2, "frequency_penalty": -2.0, "n": 1, "max_tokens": 1}
    highest = {"temperature": 2, "top_p": 1, "presence_penalty": 2, "frequency_penalty": 2, "max_tokens": 16_384}
    nothing = dict.fromkeys([*highest, "stop", "stream", "seed", "n", "logprobs"])
    for body in (lowest, highest, nothing, {"stop": ["a", "b", "c", "d"]}, {"seed": -7}):
        assert ask(chat, http, **body).status_code == 200, body


def test_a_value_of_another_type_is_refused_with_what_was_expected(chat: LocalChat, http: httpx.Client) -> None:
    for name, value, said in OF_A_WRONG_TYPE:
        answer = ask(chat, http, **{name: value})
        error = answer.json()["error"]
        assert (answer.status_code, error["param"], error["code"]) == (400, name, "invalid_type")
        assert said in error["message"]


def test_too_many_stop_words_are_refused(chat: LocalChat, http: httpx.Client) -> None:
    error = ask(chat, http, stop=list("abcde")).json()["error"]
    assert (error["param"], error["code"]) == ("stop", "array_above_max_length")
    assert ask(chat, http, stop=["a", 1]).json()["error"]["param"] == "stop[1]"


@on_rows("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_have_is_refused(chat: LocalChat, http: httpx.Client, number: str) -> None:
    body = f'{{"model": "{chat.model}", "messages": [{{"role": "user", "content": "x"}}], "temperature": {number}}}'
    answer = http.post(f"{chat.base_url}/chat/completions", content=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, None)


def test_an_unknown_role_is_refused_and_the_known_ones_are_listed(chat: LocalChat, http: httpx.Client) -> None:
    for role in ("usr", "User", "", "bot"):
        answer = ask(chat, http, messages=[*HELLO, {"role": role, "content": "x"}])
        error = answer.json()["error"]
        assert (answer.status_code, error["param"], error["code"]) == (400, "messages[1].role", "invalid_value")
        assert "'system', 'assistant', 'user'" in error["message"]
    for role in ("system", "developer", "assistant", "user"):
        assert ask(chat, http, messages=[{"role": role, "content": "hi"}]).status_code == 200


MALFORMED: list[tuple[list[object], str, str | None]] = [
    ([], "messages", "empty_array"),
    (["hello"], "messages[0]", "invalid_type"),
    ([{"content": "x"}], "messages[0].role", "missing_required_parameter"),
    ([{"role": "user"}], "messages[0].content", "missing_required_parameter"),
    ([{"role": "user", "content": None}], "messages[0].content", "invalid_type"),
    ([{"role": "user", "content": 7}], "messages[0].content", "invalid_type"),
    ([{"role": "user", "content": ["x"]}], "messages[0].content[0]", "invalid_type"),
    ([{"role": "user", "content": [{"text": "x"}]}], "messages[0].content[0].type", "missing_required_parameter"),
    ([{"role": "user", "content": [{"type": "film"}]}], "messages[0].content[0].type", "invalid_value"),
    ([{"role": "user", "content": [{"type": "text"}]}], "messages[0].content[0].text", "missing_required_parameter"),
    ([{"role": "user", "content": [{"type": "text", "text": 1}]}], "messages[0].content[0].text", "invalid_type"),
    ([{"role": "assistant", "content": None}], "messages[0].content", "invalid_type"),
    ([{"role": "tool", "content": "x"}], "messages[0].tool_call_id", "missing_required_parameter"),
    ([*HELLO, {"role": "tool", "content": "x", "tool_call_id": "call_9"}], "messages[1].role", None),
    ([*HELLO, CALLS], "messages[1].role", None),
    ([*HELLO, CALLS, *HELLO], "messages[1].role", None),
]


def test_a_malformed_message_is_refused_and_the_place_is_named(chat: LocalChat, http: httpx.Client) -> None:
    for messages, param, code in MALFORMED:
        answer = ask(chat, http, messages=messages)
        error = answer.json()["error"]
        assert (answer.status_code, error["param"], error["code"]) == (400, param, code), messages


def test_parts_and_calls_of_tools_are_taken_as_openai_takes_them(chat: LocalChat, http: httpx.Client) -> None:
    parts = [{"type": "text", "text": "Gym tomorrow"}, {"type": "text", "text": " at 7:00"}]
    whole = ask(chat, http).json()["choices"][0]["message"]["content"]
    answer = ask(chat, http, messages=[{"role": "user", "content": parts}])
    assert answer.json()["choices"][0]["message"]["content"] == whole
    tool_message = {"role": "tool", "content": "Europe/Berlin", "tool_call_id": "call_1"}
    assert ask(chat, http, messages=[*HELLO, CALLS, tool_message]).status_code == 200


def test_an_unknown_model_is_a_404_with_its_code(chat: LocalChat, http: httpx.Client) -> None:
    for model in ("no-such-model", chat.model.upper(), f"{chat.model} "):
        answer = ask(chat, http, model=model)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["type"]) == (404, "model_not_found", "invalid_request_error")
        assert f"`{model}`" in error["message"]


def test_a_server_with_another_model_has_only_that_one() -> None:
    with LocalChat(model="tiny") as chat, httpx.Client(headers={"Authorization": f"Bearer {LOCAL_KEY}"}) as http:
        assert ask(chat, http).json()["model"] == "tiny"
        assert ask(chat, http, model="rule-based-stand-in").status_code == 404


def test_the_clients_raise_what_was_refused(chat: LocalChat) -> None:
    with ChatClient(chat.api_key, base_url=chat.base_url, model=chat.model) as client:
        with pytest.raises(BadRequestError) as refused:
            client.complete([{"role": "usr", "content": "hi"}])
        assert refused.value.code == "invalid_value"
        with pytest.raises(NotFoundError), client.stream(HELLO, model="no-such-model") as stream:
            list(stream)

    async def main() -> None:
        async with AsyncChatClient(chat.api_key, base_url=chat.base_url, model=chat.model) as twin:
            with pytest.raises(BadRequestError):
                await twin.complete(HELLO, extra_body={"top_p": 7})
            with pytest.raises(NotFoundError):
                await twin.complete(HELLO, model="no-such-model")

    asyncio.run(main())


@on_rows(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/chat/completions", "POST"),
        ("DELETE", "/v1/chat/completions", "POST"),
        ("POST", "/v1/models", "GET"),
        ("PUT", "/v1/models", "GET"),
    ],
)
def test_another_verb_is_a_405_that_says_what_is_allowed(
    chat: LocalChat, http: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = http.request(method, f"{chat.url}{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["error"]["code"] == "method_not_supported"
