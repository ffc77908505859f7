"""What an error answer says, in every shape that servers use for it."""

from __future__ import annotations

import json
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk._core.response import Response, detail_of, mask, retry_after_of
from schedbot_sdk._core.retry import backoff, wait_after
from schedbot_sdk.options import RetryPolicy
from schedbot_sdk.testing import load_exchange, shipped_exchanges

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


def answer(body: object = "", status: int = 400, **headers: str) -> Response:
    raw = body if isinstance(body, str) else json.dumps(body)
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw.encode(), NOW)


@on_rows(
    "body, detail",
    [
        ({"error": {"message": "no such model", "type": "x", "code": None}}, "no such model"),
        ({"error": {"message": "slow down", "code": 429}}, "slow down"),
        ({"error": "a string"}, "a string"),
        ({"message": "flat"}, "flat"),
        ({"object": "error", "message": "flat, from an older server", "code": 40001}, "flat, from an older server"),
        ({"detail": "user not found"}, "user not found"),
        ({"detail": [{"loc": ["body", "x"], "msg": "field required", "type": "m"}]}, "field required"),
        ({"detail": [{"msg": "one"}, {"msg": "two"}]}, "one; two"),
        ([{"error": {"code": 400, "message": "in a list"}}], "in a list"),
        ({"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, "Bad Request: chat not found"),
        ({"type": "about:blank", "title": "Invalid request", "status": 422}, "Invalid request"),
        ({"title": "t", "detail": "problem details"}, "problem details"),
        ({"title": "t", "detail": "problem details", "validation": [{"message": "in it"}]}, "problem details"),
        ({"error": {"error": {"message": "nested"}}}, "nested"),
        ({"error": {"message": None, "type": "x"}, "message": "beside an empty one"}, "beside an empty one"),
        ({"error": None, "detail": "the next"}, "the next"),
        ({"error": {"code": "rate_limited", "message": "a code in words"}}, "a code in words"),
        ("plain text", "plain text"),
        ("  spread\n over   lines ", "spread over lines"),
        ("<html><head><title>502 Bad Gateway</title></head><body>x</body></html>", "502 Bad Gateway"),
        ("<html><body><h1>Not &amp; Found</h1></body></html>", "Not & Found"),
        ("<html></html>", "an HTML page"),
        ('"just a string"', "just a string"),
        ("", ""),
        ("{}", ""),
        ("[]", ""),
        ("null", "null"),
        ({"error": {}}, ""),
        ({"error": 5}, ""),
        ("\ufeff\n\n" + '{"error": "after a byte order mark"}', "after a byte order mark"),
        ("<HTML><TITLE>\n Upper\n case </TITLE></HTML>", "Upper case"),
        ('{"error": {"message": "cut', '{"error": {"message": "cut'),
    ],
)
def test_the_error_text_is_found(body: object, detail: str) -> None:
    assert detail_of(answer(body)) == detail


def test_a_page_is_known_by_its_content_type_too() -> None:
    assert detail_of(answer("Sorry! <title>Down</title>", 503, content_type="text/html; charset=utf-8")) == "Down"


def test_bytes_that_are_not_text_are_decoded_with_replacements() -> None:
    assert detail_of(Response(500, {}, b"caf\xe9 is closed")) == "caf\N{REPLACEMENT CHARACTER} is closed"


RECORDED = {
    "chat/bad-request-no-json-llama-cpp": "[json.exception.parse_error.101] parse error at line 1, column 29",
    "chat/bad-request-no-messages-llama-cpp": "'messages' is required",
    "chat/bad-request-response-format-llama-cpp": 'response_format type must be one of "text" or "json_object"',
    "chat/bad-request-schema-llama-cpp": "Unable to generate parser for this template.",
    "chat/bad-request-temperature-llama-cpp": "Field 'temperature': [json.exception.type_error.302]",
    "chat/rate-limited-llmock": "Rate limit exceeded.",
    "chat/server-error-llmock": "Internal server error.",
    "chat/unauthorized-llama-cpp": "Invalid API Key",
    "chat/unauthorized-llmock": "Unauthorized.",
    "chat/unauthorized-no-key-llama-cpp": "Invalid API Key",
    "chat/unavailable-llmock": "Service unavailable.",
    "chat/unprocessable-llmock": "body \N{RIGHTWARDS ARROW} messages: Field required",
    "users/not-found-prism": "user not found",
    "users/server-error-prism": "database error",
    "users/unavailable-prism": "database unavailable",
}


@on_rows("name, begins", RECORDED.items(), ids=RECORDED)
def test_a_recorded_error_has_its_text_and_no_json(name: str, begins: str) -> None:
    exchange = load_exchange(name)
    headers = {header.lower(): value for header, value in exchange.headers}
    detail = detail_of(Response(exchange.status, headers, exchange.body, NOW))
    assert detail.startswith(begins)
    assert not {'{"', '"}'} & {detail[:2], detail[-2:]}


def test_every_recorded_error_is_read() -> None:
    assert {e.name for e in shipped_exchanges() if e.status >= 400 and e.provenance.kind == "recorded"} == set(RECORDED)


def test_a_detail_is_trimmed() -> None:
    assert len(detail_of(answer({"detail": "x" * 10_000}))) == 300


def test_a_secret_at_the_cut_is_masked_before_it_is_cut() -> None:
    detail = detail_of(answer({"detail": "x" * 290 + " sk-abcdefghijklmnop"}))
    assert detail == "x" * 290 + " ***"


@on_rows(
    "secret",
    ["123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "sk-proj-abcdefghijklmnop", "Bearer abc.def", "bearer   x-y_z"],
)
def test_a_text_that_looks_like_a_secret_is_masked(secret: str) -> None:
    assert mask(f"got {secret}, sorry") == "got ***, sorry"
    assert secret not in detail_of(answer({"error": {"message": f"wrong key {secret}"}}))


def test_ordinary_words_are_not_masked() -> None:
    text = "task-list at 12:30, ratio 1:2, asked by ask-me, risk-free"
    assert mask(text) == text


@on_rows(
    "header, seconds",
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("Fri, 15 Jan 2027 08:00:09 GMT", 9.0),
        ("Friday, 15-Jan-27 08:00:09 GMT", 9.0),
        ("Fri Jan 15 08:00:09 2027", 9.0),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("٧", None),
        ("Fri, 32 Jan 2027 08:00:09 GMT", None),
        ("Fri, 15 Jan 2027 08:00:09 +0000", 9.0),
        ("Fri, 15 Jan 2027 08:00:09", 9.0),
        ("Fri, 15 Jan 2027 08:00:00 +9999", None),
        ("9" * 5000, None),
        ("1.5.2", None),
        ("0x10", None),
        ("5 seconds", None),
    ],
)
def test_retry_after_is_read_in_all_its_forms(header: str, seconds: float | None) -> None:
    assert retry_after_of(answer(status=429, retry_after=header)) == seconds


def test_milliseconds_and_telegrams_parameters_win() -> None:
    assert retry_after_of(answer(status=429, retry_after="9", retry_after_ms="250")) == 0.25
    retry_after = {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}
    assert retry_after_of(answer(retry_after, 429, retry_after="9")) == 3.0


@on_rows("milliseconds", ["", "nan", "-5", "soon", "inf", "9" * 40])
def test_invalid_milliseconds_are_ignored(milliseconds: str) -> None:
    assert retry_after_of(answer(status=429, retry_after="9", retry_after_ms=milliseconds)) == 9.0


@on_rows(
    "header",
    ["Fri, 15 Jan 99999999999999999999 08:00:00 GMT", "Fri, 15 Jan 2027 08:00:00 +99999999999999999999"],
    ids=["year", "zone"],
)
def test_an_impossible_date_is_ignored(header: str) -> None:
    assert retry_after_of(answer(status=429, retry_after=header)) is None


@on_rows("retry_after", ["9" * 400, "1e999", "1e12", "1000000001"])
def test_an_endless_wait_is_limited_to_a_value_that_a_clock_accepts(retry_after: str) -> None:
    body = f'{{"parameters":{{"retry_after":{retry_after}}}}}'
    assert retry_after_of(answer(body, 429)) == 1e9
    assert retry_after_of(answer(status=429, retry_after="Fri, 31 Dec 9999 08:00:00 GMT")) == 1e9


@on_rows("value", [None, "3", True, -1, list[int](), dict[str, int](), math.nan, -math.inf])
def test_invalid_parameters_are_ignored(value: object) -> None:
    assert retry_after_of(answer({"parameters": {"retry_after": value}}, 429, retry_after="9")) == 9.0


@settings(deadline=None)
@given(
    st.integers(1, 10_000),
    st.floats(0, 0.999999),
    st.floats(0, 1e6, allow_nan=False),
    st.floats(0, 1e6, allow_nan=False),
)
def test_a_back_off_stays_between_nothing_and_its_cap(failures: int, chance: float, first: float, cap: float) -> None:
    policy = RetryPolicy(initial_wait=first, max_wait=cap)
    wait = backoff(policy, failures, chance)
    assert 0 <= wait <= cap
    assert wait <= first * 2.0 ** min(failures - 1, 64)


@settings(deadline=None)
@given(st.floats(0, 1e9), st.integers(1, 50), st.floats(0, 0.999))
def test_the_wait_is_the_longer_of_the_servers_word_and_the_own_back_off(
    retry_after: float, failures: int, chance: float
) -> None:
    policy = RetryPolicy(max_wait=0.1)
    assert wait_after(retry_after, policy, failures, chance) == max(
        retry_after, wait_after(None, policy, failures, chance)
    )
    assert wait_after(None, policy, failures, chance) == backoff(policy, failures, chance)


@pytest.mark.parametrize("body", [b"1" * 200_000, b"<title" * 40_000, b"<h1" * 60_000, b"sk-" * 60_000])
def test_a_long_error_is_read_in_time_in_proportion(body: bytes) -> None:
    began = time.process_time()
    detail_of(Response(400, {}, body))
    assert time.process_time() - began < 1.0  # what costs the square of its length takes minutes
