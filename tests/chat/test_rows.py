"""Every answer of the table comes from a real socket, whole and byte by byte, and both twins make the same of it."""

from __future__ import annotations

import asyncio

import pytest
from tests.chat.rows import DEVIATING, JSON, WHOLE, Row, completion

from schedbot_sdk import (
    AsyncChatClient,
    ChatClient,
    DeadlineExceededError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    StatusError,
)
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults

HI = [{"role": "user", "content": "plan my day"}]
TWICE = RetryPolicy(max_attempts=2, initial_wait=0.001, quota=None)


def sync(url: str, *, strict: bool = False, retry: RetryPolicy = TWICE) -> ChatCompletion:
    with ChatClient("k", base_url=f"{url}/v1", model="m", retry=retry, strict=strict) as chat:
        return chat.complete(HI)


def asynchronous(url: str, *, strict: bool = False, retry: RetryPolicy = TWICE) -> ChatCompletion:
    async def ask() -> ChatCompletion:
        async with AsyncChatClient("k", base_url=f"{url}/v1", model="m", retry=retry, strict=strict) as chat:
            return await chat.complete(HI)

    return asyncio.run(ask())


TWINS = {"sync": sync, "async": asynchronous}
both = pytest.mark.parametrize("twin", TWINS)


def check_error(row: Row, error: SchedbotError, sent: int) -> None:
    assert type(error) is row.gives
    assert row.says in (error.detail if isinstance(error, StatusError) else str(error))
    assert len(getattr(error, "detail", "")) <= 300
    assert sent == row.requests
    if isinstance(error, StatusError):
        assert error.status_code == (row.code or row.status)


def check_value(row: Row, came: ChatCompletion) -> None:
    assert (came.text, came.finish_reason, came.deviations) == (row.gives, row.reason, row.deviations)
    for name, value in row.also.items():
        assert getattr(came.usage if name.endswith("_tokens") else came.choices[0].message, name) == value
    assert isinstance(came.id, str)
    assert isinstance(came.model, str)


def check(row: Row, fault: faults.Fault, twin: str) -> None:
    with FaultServer(fault) as server:
        try:
            came = TWINS[twin](server.url)
        except SchedbotError as error:
            check_error(row, error, server.requests)
        else:
            check_value(row, came)


@both
@pytest.mark.parametrize("row", WHOLE, ids=lambda row: f"{row.status} {row.name}")
def test_an_answer_is_what_the_table_says(row: Row, twin: str) -> None:
    check(row, faults.answer(row.status, row.body, content_type=row.content_type), twin)


@both
@pytest.mark.parametrize("row", [row for row in WHOLE if row.status == 200 and row.content_type == JSON and row.body])
def test_an_answer_is_the_same_byte_by_byte(row: Row, twin: str) -> None:
    check(row, faults.drip_body(row.body, every=0), twin)


@both
@pytest.mark.parametrize("row", DEVIATING, ids=lambda row: row.name)
def test_a_strict_client_takes_no_deviation(row: Row, twin: str) -> None:
    with FaultServer(faults.answer(200, row.body)) as server:
        if row.deviations:
            with pytest.raises(ResponseError, match="missing or invalid fields") as caught:
                TWINS[twin](server.url, strict=True)
            assert row.deviations[0] in str(caught.value)
        else:
            assert TWINS[twin](server.url, strict=True).text == row.gives


@both
def test_a_server_that_keeps_alive_with_blank_lines_ends_at_the_deadline(twin: str) -> None:
    body = b"\n" * 10_000 + completion()
    with FaultServer(faults.drip_body(body, every=0.01)) as server, pytest.raises(DeadlineExceededError):
        TWINS[twin](server.url, retry=RetryPolicy(deadline=0.4))
