"""Unusual responses of servers, from a real socket to both clients."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.chat.response.test_responses import TWINS, both, check
from tests.chat.responses import HTML, PAGE, Row, completion, error
from tests.chat.unusual_responses import BEYOND, CODES, SENTENCES, WRONG
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    BadRequestError,
    ChatClient,
    ConfigurationError,
    DeadlineExceededError,
    QuotaExceededError,
    ResponseError,
    RetryPolicy,
    StatusError,
    TransportError,
)
from schedbot_sdk.testing import FaultServer, faults

FOUR_TIMES = RetryPolicy(max_attempts=4, initial_wait=0.001, quota=None)
ODD = [(path, value) for path, values in BEYOND.items() for value in values]


@both
@on_rows("row", CODES)
def test_an_error_sent_with_status_200_is_the_error_of_its_code(twin: str, row: Row) -> None:
    check(row, faults.answer(200, row.body), twin)


@both
@pytest.mark.parametrize("code", [429, 500, 502, 503])
def test_an_error_sent_with_status_200_is_retried_like_others(twin: str, code: int) -> None:
    with FaultServer(faults.answer(200, error(code=code, message="later")), faults.answer(200, completion())) as server:
        assert TWINS[twin](server.url).text == "Gym at 7"
        assert server.requests == 2


@both
@pytest.mark.parametrize("status", [400, 422])
@on_rows("shape", SENTENCES)
def test_the_detail_of_a_rejection_is_the_servers_message(status: int, twin: str, shape: str) -> None:
    body, content_type, sentence = SENTENCES[shape]
    with FaultServer(faults.answer(status, body, content_type=content_type)) as server:
        with pytest.raises(StatusError) as caught:
            TWINS[twin](server.url)
        assert server.requests == 1
    assert (caught.value.status_code, caught.value.detail) == (status, sentence)
    assert sentence in str(caught.value)


@both
@pytest.mark.parametrize(
    "body", [b"x" * 5000, error(message="x" * 5000), b"<title>" + b"x" * 5000 + b"</title>"], ids=len
)
def test_a_long_message_is_shortened(body: bytes, twin: str) -> None:
    content_type = HTML if body.startswith(b"<") else "text/plain"
    with (
        FaultServer(faults.answer(400, body, content_type=content_type)) as server,
        pytest.raises(BadRequestError) as caught,
    ):
        TWINS[twin](server.url)
    assert caught.value.detail == "x" * 300


@both
@pytest.mark.parametrize("content_type", [HTML, "text/html", "TEXT/HTML;charset=UTF-8"])
def test_the_error_for_a_page_advises_to_check_the_base_url(content_type: str, twin: str) -> None:
    with FaultServer(faults.answer(200, PAGE, content_type=content_type)) as server:
        with pytest.raises(ResponseError) as caught:
            TWINS[twin](server.url)
        assert server.requests == 1
    assert "content type text/html" in str(caught.value)
    assert "check base_url" in str(caught.value)
    assert "/v1" not in str(caught.value)
    assert not isinstance(caught.value, TransportError)


@both
def test_a_truncated_response_is_never_accepted(twin: str) -> None:
    whole = b"\xef\xbb\xbf" + completion(content="Спортзал")
    with FaultServer(*(faults.answer(200, whole[:end]) for end in range(len(whole)))) as server:
        for end in range(len(whole)):
            with pytest.raises(ResponseError):
                TWINS[twin](server.url)
            assert server.requests == end + 1


@both
@pytest.mark.parametrize("after", [1, 50, None])
def test_an_incomplete_body_is_not_retried(twin: str, after: int | None) -> None:
    with FaultServer(faults.cut(completion(), after)) as server:
        with pytest.raises(TransportError):
            TWINS[twin](server.url, retry=FOUR_TIMES)
        assert server.requests == 1


@both
@pytest.mark.parametrize("headers", [{}, {"retry-after": "0"}, {"retry-after-ms": "1"}], ids=str)
def test_a_quota_error_is_never_retried_even_if_the_server_asks_to_wait(twin: str, headers: dict[str, str]) -> None:
    body = error(message="You exceeded your current quota.", type="insufficient_quota", code="insufficient_quota")
    with FaultServer(faults.answer(429, body, headers=headers)) as server:
        with pytest.raises(QuotaExceededError, match="current quota"):
            TWINS[twin](server.url, retry=FOUR_TIMES)
        assert server.requests == 1


@both
@on_rows("row", WRONG)
def test_a_wrong_type_of_a_specified_field_is_an_error_that_names_it(twin: str, row: Row) -> None:
    check(row, faults.answer(200, row.body), twin)


@both
@on_rows("row", ODD)
def test_a_wrong_type_of_another_field_is_removed_and_reported(twin: str, row: tuple[str, Any]) -> None:
    path, value = row
    name = path.rpartition(".")[2]
    with FaultServer(faults.answer(200, completion(**{name: value}))) as server:
        response = TWINS[twin](server.url)
        assert (response.text, response.finish_reason, response.usage.total_tokens) == ("Gym at 7", "stop", 8)
        assert response.deviations == (path,)
        choice = response.choices[0]
        owner = response if name == "created" else choice.message if "message" in path else choice
        assert getattr(owner, name) is None
        assert "deviations" not in response.model_dump()
        with pytest.raises(ResponseError, match=name):
            TWINS[twin](server.url, strict=True)


@both
def test_a_deviation_is_reported_with_the_index_of_its_result(twin: str) -> None:
    body = b'{"id":"c","model":"m","usage":null,"choices":[%b,{"message":{"content":null}}]}' % (
        b'{"message":{"role":"assistant","content":"one"},"finish_reason":"stop"}'
    )
    with FaultServer(faults.answer(200, body)) as server:
        response = TWINS[twin](server.url)
    second = ("choices[1].finish_reason", "choices[1].message.role", "choices[1].message.content")
    assert (response.text, response.deviations) == ("one", (*second, "usage"))


@both
def test_a_body_of_single_bytes_still_ends_at_the_deadline(twin: str) -> None:
    with FaultServer(faults.drip_body(completion(), every=0.1)) as server:
        with pytest.raises(DeadlineExceededError):
            TWINS[twin](server.url, retry=RetryPolicy(deadline=0.3))
        assert server.requests == 1


@both
def test_an_empty_list_of_messages_is_refused_before_anything_is_sent(twin: str) -> None:
    with FaultServer(faults.answer(200, completion())) as server:
        ask_nothing(server.url) if twin == "sync" else asyncio.run(ask_nothing_async(server.url))
        assert server.connections == 0


def ask_nothing(url: str) -> None:
    with ChatClient("k", base_url=url, model="m") as chat:
        with pytest.raises(ConfigurationError, match="messages"):
            chat.complete([])
        with pytest.raises(ConfigurationError, match="messages"):
            chat.stream([])


async def ask_nothing_async(url: str) -> None:
    async with AsyncChatClient("k", base_url=url, model="m") as chat:
        with pytest.raises(ConfigurationError, match="messages"):
            await chat.complete([])
        with pytest.raises(ConfigurationError, match="messages"):
            chat.stream([])
