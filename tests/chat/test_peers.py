"""The behaviour of the most used client with unusual responses, so that statements about it stay true."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.chat.responses import HTML, PAGE, completion, error
from tests.chat.streams import END, GYM, data, part
from tests.chat.unusual_responses import SENTENCES

from schedbot_sdk.testing import FaultServer, faults

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletionMessageParam

pytestmark = pytest.mark.slow

HI: list[ChatCompletionMessageParam] = [{"role": "user", "content": "plan my day"}]
MONEY = error(code="insufficient_quota", type="insufficient_quota", message="no money")


@contextmanager
def peer(server: FaultServer, *, retries: int = 2, timeout: float = 30.0) -> Generator[OpenAI]:
    """The other client, as its users have it, but that no proxy stands between."""
    from openai import DefaultHttpxClient, OpenAI  # a second, that other runs need not spend

    http = DefaultHttpxClient(trust_env=False)
    with OpenAI(
        api_key="k", base_url=f"{server.url}/v1", http_client=http, max_retries=retries, timeout=timeout
    ) as client:
        yield client


def whole(fault: faults.Fault) -> object:
    """Return the result for a whole response, of any type."""
    with FaultServer(fault) as server, peer(server) as client:
        return client.chat.completions.create(model="m", messages=HI)


def streamed(fault: faults.Fault) -> list[str | None]:
    """The pieces of text of a stream; None for a part without."""
    with FaultServer(fault) as server, peer(server) as client:
        parts = client.chat.completions.create(model="m", messages=HI, stream=True)
        return [one.choices[0].delta.content if one.choices else None for one in parts]


def test_an_error_sent_with_status_200_is_a_success_without_choices() -> None:
    response = whole(faults.answer(200, error(code=502, message="bad gateway")))
    assert getattr(response, "choices", "missing") is None


def test_a_page_is_a_text() -> None:
    assert whole(faults.answer(200, PAGE, content_type=HTML)) == PAGE.decode()


def test_json_of_another_type_is_returned_unchanged() -> None:
    assert whole(faults.answer(200, b"[]")) == []
    assert whole(faults.answer(200, b"null")) is None


@pytest.mark.parametrize("body", [b"", completion()[:-9]], ids=["nothing", "cut"])
def test_malformed_json_is_an_error_of_the_json_module(body: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        whole(faults.answer(200, body))


@pytest.mark.parametrize("shape", ["an error text", "a list of details", "a list of errors", "a page"])
def test_the_servers_message_is_not_in_the_error(shape: str) -> None:
    from openai import BadRequestError

    body, content_type, sentence = SENTENCES[shape]
    with pytest.raises(BadRequestError) as caught:
        whole(faults.answer(400, body, content_type=content_type))
    assert sentence not in str(caught.value)


def test_a_quota_error_is_retried_twice() -> None:
    from openai import RateLimitError

    with FaultServer(faults.answer(429, MONEY)) as server:
        with peer(server) as client, pytest.raises(RateLimitError):
            client.chat.completions.create(model="m", messages=HI)
        assert server.requests == 3


@pytest.mark.parametrize("name", ["usage", "choices"])
def test_a_missing_field_is_none_against_its_type(name: str) -> None:
    assert getattr(whole(faults.answer(200, completion(**{name: None}))), name, "missing") is None


def test_a_stream_that_ends_too_early_is_a_success() -> None:
    assert streamed(faults.event_stream(part("Gym "))) == ["Gym "]


@pytest.mark.parametrize(
    "fault",
    [
        faults.answer(200, completion()),
        faults.answer(200, error(code=503, message="busy")),
        faults.answer(200, PAGE, content_type=HTML),
    ],
    ids=["a completion", "an error", "a page"],
)
def test_another_response_than_a_stream_is_an_empty_stream(fault: faults.Fault) -> None:
    assert streamed(fault) == []


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        (b'event: error\ndata: {"code": 500, "message": "crashed"}\n\n', ["Gym ", None]),
        (b'error: {"code": 500, "message": "crashed"}\n\n', ["Gym "]),
        (part(None, "error"), ["Gym ", None]),
    ],
    ids=["an event", "a field", "a finish_reason"],
)
def test_errors_of_a_stream_are_ignored_or_empty_chunks(told: bytes, parts: list[str | None]) -> None:
    assert streamed(faults.event_stream(part("Gym ") + told)) == parts


def test_the_error_object_of_a_stream_is_raised_without_its_code() -> None:
    from openai import APIError, APIStatusError

    with pytest.raises(APIError, match="busy") as caught:
        streamed(faults.event_stream(part("Gym ") + data(error={"code": 503, "message": "busy"})))
    assert not isinstance(caught.value, APIStatusError)


def test_a_byte_order_mark_loses_the_first_chunk() -> None:
    assert streamed(faults.event_stream(b"\xef\xbb\xbf" + GYM)) == ["at 7", None]


@pytest.mark.parametrize("odd", [b"data:\n\n", b"data: {broken\n\n"], ids=["empty data", "bad JSON"])
def test_malformed_data_is_an_error_of_the_json_module(odd: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        streamed(faults.event_stream(odd + part("Gym at 7") + END))


def test_a_body_of_single_bytes_takes_four_times_the_timeout() -> None:
    body = b" " * 11 + completion()
    with (
        FaultServer(faults.drip_body(body, every=0.4, piece=-(-len(body) // 11))) as server,
        peer(server, retries=0, timeout=1.0) as client,
    ):
        begun = time.monotonic()
        assert client.chat.completions.create(model="m", messages=HI).choices[0].message.content == "Gym at 7"
        assert time.monotonic() - begun > 4.0 - 0.4
