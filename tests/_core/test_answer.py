"""What an error answer says, in every shape that servers use for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk._core.answer import Answer, detail_of, mask, retry_after_of
from schedbot_sdk._core.retry import backoff, wait_after
from schedbot_sdk.options import RetryPolicy

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


def answer(body: object = "", status: int = 400, **headers: str) -> Answer:
    raw = body if isinstance(body, str) else json.dumps(body)
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw.encode(), NOW)


@pytest.mark.parametrize(
    ("body", "said"),
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
        ({"error": {"error": {"message": "nested"}}}, "nested"),
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
    ],
)
def test_the_human_sentence_is_found(body: object, said: str) -> None:
    assert detail_of(answer(body)) == said


def test_a_detail_is_trimmed() -> None:
    assert len(detail_of(answer({"detail": "x" * 10_000}))) == 300


@pytest.mark.parametrize(
    "secret",
    ["123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "sk-proj-abcdefghijklmnop", "Bearer abc.def", "bearer   x-y_z"],
)
def test_what_looks_like_a_secret_is_masked(secret: str) -> None:
    assert mask(f"got {secret}, sorry") == "got ***, sorry"
    assert secret not in detail_of(answer({"error": {"message": f"wrong key {secret}"}}))


def test_ordinary_words_are_not_masked() -> None:
    text = "task-list at 12:30, ratio 1:2, asked by ask-me, risk-free"
    assert mask(text) == text


@pytest.mark.parametrize(
    ("header", "seconds"),
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
    ],
)
def test_retry_after_is_read_in_all_its_forms(header: str, seconds: float | None) -> None:
    assert retry_after_of(answer(status=429, retry_after=header)) == seconds


def test_milliseconds_and_telegrams_parameters_win() -> None:
    assert retry_after_of(answer(status=429, retry_after="9", retry_after_ms="250")) == 0.25
    told = {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}
    assert retry_after_of(answer(told, 429, retry_after="9")) == 3.0


@pytest.mark.parametrize("value", [None, "3", True, -1, [], {}])
def test_parameters_that_are_no_number_leave_it_to_the_header(value: object) -> None:
    assert retry_after_of(answer({"parameters": {"retry_after": value}}, 429, retry_after="9")) == 9.0


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


@given(st.floats(0, 1e9), st.integers(1, 50), st.floats(0, 0.999))
def test_the_servers_word_is_obeyed_exactly(told: float, failures: int, chance: float) -> None:
    assert wait_after(told, RetryPolicy(max_wait=0.1), failures, chance) == told
