"""Each response of the table is read from a real socket, whole and byte by byte, in the same way by both clients."""

from __future__ import annotations

import asyncio

import pytest
from tests.chat.responses import DEVIATING, JSON, WHOLE, Row, completion
from tests.rows import on_rows

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


def check_value(row: Row, response: ChatCompletion) -> None:
    assert (response.text, response.finish_reason, response.deviations) == (row.gives, row.reason, row.deviations)
    for name, value in row.also.items():
        assert getattr(response.usage if name.endswith("_tokens") else response.choices[0].message, name) == value
    assert isinstance(response.id, str)
    assert isinstance(response.model, str)


def check(row: Row, fault: faults.Fault, twin: str) -> None:
    with FaultServer(fault) as server:
        try:
            response = TWINS[twin](server.url)
        except SchedbotError as error:
            check_error(row, error, server.requests)
        else:
            check_value(row, response)


@both
@on_rows("row", WHOLE)
def test_a_response_is_read_as_its_row_says(twin: str, row: Row) -> None:
    check(row, faults.answer(row.status, row.body, content_type=row.content_type), twin)


@both
@on_rows("row", [row for row in WHOLE if row.status == 200 and row.content_type == JSON and row.body])
def test_a_response_is_the_same_byte_by_byte(twin: str, row: Row) -> None:
    check(row, faults.drip_body(row.body, every=0), twin)


@both
@on_rows("row", DEVIATING)
def test_a_strict_client_accepts_no_deviation(twin: str, row: Row) -> None:
    with FaultServer(faults.answer(200, row.body)) as server:
        if row.deviations:
            with pytest.raises(ResponseError, match="missing or invalid fields") as caught:
                TWINS[twin](server.url, strict=True)
            assert row.deviations[0] in str(caught.value)
        else:
            assert TWINS[twin](server.url, strict=True).text == row.gives


@both
def test_blank_lines_to_keep_alive_end_at_the_deadline(twin: str) -> None:
    body = b"\n" * 10_000 + completion()
    with FaultServer(faults.drip_body(body, every=0.01)) as server, pytest.raises(DeadlineExceededError):
        TWINS[twin](server.url, retry=RetryPolicy(deadline=0.4))
