"""How long a server asks to wait, in every place where servers say it."""

from __future__ import annotations

import json

import pytest
from tests.rows import on_rows

from schedbot_sdk._core.retry_after import parse_retry_after

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT
GOOGLE = "type.googleapis.com/google.rpc.RetryInfo"


def parsed(
    body: object = b"", headers: dict[str, str] | None = None, *, status: int = 429, now: float = NOW
) -> float | None:
    """What a refusal says."""
    return parse_retry_after(status, headers or {}, body if isinstance(body, bytes) else json.dumps(body).encode(), now)


def test_a_date_counts_from_the_date_of_the_answer_and_without_one_from_the_own_clock() -> None:
    until = {"retry-after": "Fri, 15 Jan 2027 08:00:09 GMT"}
    sent = {**until, "date": "Fri, 15 Jan 2027 08:00:02 GMT"}
    for now in (0.0, NOW - 86_400, NOW + 86_400):
        assert parsed(headers=sent, now=now) == 7
    assert parsed(headers=until) == 9
    for unreadable in ("", "today", "Fri, 15 Jan 99999 08:00:00 GMT", "1800000000"):
        assert parsed(headers={**until, "date": unreadable}) == 9


def test_a_date_may_have_any_of_the_formats_that_servers_write() -> None:
    for text in (
        "Fri, 15 Jan 2027 08:00:09 GMT",
        "Friday, 15-Jan-27 08:00:09 GMT",
        "Fri Jan 15 08:00:09 2027",
        "Fri, 15 Jan 2027 11:00:09 +0300",
        "2027-01-15T08:00:09Z",
    ):
        assert parsed(headers={"retry-after": text}) == 9, text


def test_a_cached_answer_is_as_old_as_it_says() -> None:
    headers = {"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT", "date": "Fri, 15 Jan 2027 08:00:00 GMT", "age": "40"}
    assert parsed(headers=headers) == 20
    assert parsed(headers={**headers, "age": "old"}) == 60


def test_a_past_date_means_no_wait() -> None:
    assert parsed(headers={"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert parsed(headers={"retry-after": "0"}) == 0


def test_a_word_of_no_wait_does_not_hide_one_that_says_to_wait() -> None:
    assert parsed({"error": {"retry_after": 5}}, {"retry-after": "0"}) == 5
    assert parsed(headers={"retry-after-ms": "0", "retry-after": "3"}) == 3


@on_rows(
    "delay, seconds",
    [
        ("27s", 27), ("0.4s", 0.4), ("45.837906927s", 45.837906927), ("0s", 0), ("1m30s", 90), ("2m59.56s", 179.56),
        ("373.801628ms", 0.373801628), ("1h", 3600), ({"seconds": 27, "nanos": 500_000_000}, 27.5),
        ({"seconds": "27"}, 27), (27, 27), ("27", 27), ("9" * 12 + "s", 1e9), (1e308, 1e9),
        ("soon", None), ("-3s", None), ("s", None), ("", None), (None, None), (True, None),
        (list[int](), None), (dict[str, int](), None),
        ("9" * 400 + "s", None), (float("nan"), None),
    ],
)  # fmt: skip
def test_googles_retry_delay_is_read_in_all_its_forms(delay: object, seconds: float | None) -> None:
    error = {"code": 429, "details": [{"@type": "other"}, {"@type": GOOGLE, "retryDelay": delay}]}
    for body in ({"error": error}, [{"error": error}], error):
        assert parsed(body) == (seconds if seconds is None else pytest.approx(seconds))


@on_rows(
    "body, seconds",
    [
        ({"retry_after": 5}, 5),
        ({"error": {"retry_after_ms": 250}}, 0.25),
        ({"error": {"retryAfterMs": "1500"}}, 1.5),
        ({"detail": {"Retry-After": "6"}}, 6),
        ({"error": {"metadata": {"headers": {"Retry-After": "30"}}}}, 30),
        ({"error": {"metadata": {"retry_after_seconds": 4}}}, 4),
        ({"error": {"metadata": {"raw": json.dumps({"error": {"details": [{"retryDelay": "8s"}]}})}}}, 8),
        ({"error": {"details": [{"metadata": {"quotaResetDelay": "2.5s"}}]}}, 2.5),
        ({"error": {"resets_in_seconds": 12}}, 12),
        ({"error": {"message": "Rate limit reached. Please try again in 1.5s. Visit us."}}, 1.5),
        ({"error": {"message": "Please try again in 2m59.56s."}}, 179.56),
        ({"error": {"message": "Try again in 446ms"}}, 0.446),
        ({"error": {"message": "Please retry after 7 seconds."}}, 7),
        ({"error": "Please retry in 26.660853464s."}, 26.660853464),
        ([{"error": {"message": "try again in 1 minute"}}], 60),
        (b"Too many requests, try again in 20s", 20),
        ({"error": {"message": "try again in a moment"}}, None),
        ({"error": {"message": "we retry 3s later, and you?"}}, None),
        (b"retry_after: {broken", None),
        (b"[" * 5000 + b"retry", None),
        ({"retry_after": -1}, None),
    ],
)
def test_a_wait_is_found_in_the_shapes_of_other_servers(body: object, seconds: float | None) -> None:
    assert parsed(body) == (seconds if seconds is None else pytest.approx(seconds))


def test_a_sentence_counts_only_where_the_status_is_about_waiting() -> None:
    body = {"error": {"message": "the model may try again in 5s"}}
    assert parsed(body, status=503) == 5
    for status in (400, 404, 500):
        assert parsed(body, status=status) is None


def test_a_long_body_is_searched_in_little_time() -> None:
    deep: object = {"retryDelay": "3s"}
    for _ in range(50):
        deep = {"error": deep}
    assert parsed(deep) is None
    assert parsed({"error": [{"retry": number} for number in range(10_000)]}) is None


def test_a_header_that_a_proxy_repeated_counts_once_and_a_sentence_may_say_wait() -> None:
    assert parsed(headers={"retry-after": "120, 120"}) == 120
    assert parsed(headers={"retry-after": "120, 60"}) is None
    assert parsed(b"Please wait 20 seconds", status=503) == 20
    assert parsed(b"wait for 1.5s and go on") == 1.5
