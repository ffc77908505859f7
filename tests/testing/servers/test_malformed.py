"""Requests that are malformed get what the real server's reader of HTTP says to them, which is little."""

from __future__ import annotations

import httpx
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, ask, say

from schedbot_sdk.testing.servers import LocalTelegram

JSON = {"content-type": "application/json"}
MULTIPART = {"content-type": "multipart/form-data"}
BOUNDARY = {"content-type": "multipart/form-data; boundary=b"}
HEAD = b'--b\r\nContent-Disposition: form-data; name="document"; filename='


@on_rows(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b"1",
        b'{"text": NaN}',
        b'{"text": ' + b"9" * 5000 + b"}",
        b'{"text": ' + b"[" * 100_000,
    ],
)
def test_a_body_other_than_a_json_object_has_no_parameters(
    telegram: LocalTelegram, http: httpx.Client, body: bytes
) -> None:
    telegram.reset()
    say(telegram, "hello")
    url = f"{telegram.base_url}/bot{telegram.token}"
    assert len(http.post(f"{url}/getUpdates", content=body, headers=JSON).json()["result"]) == 1
    sent = http.post(f"{url}/sendMessage?chat_id={ANN.id}&text=query", content=body, headers=JSON)
    assert sent.json()["result"]["text"] == "query"
    assert [request.params for request in telegram.requests] == [{}, {"chat_id": str(ANN.id), "text": "query"}]


@on_rows("body", [b'{"text": "\\ud800"}', b'{"text": "\xff"}'])
def test_a_text_that_is_not_utf_8_gets_400(telegram: LocalTelegram, http: httpx.Client, body: bytes) -> None:
    telegram.reset()
    answer = http.post(f"{telegram.base_url}/bot{telegram.token}/sendMessage", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["error_code"]) == (400, 400)
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"
    assert [request.params for request in telegram.requests] == [{}]


@on_rows(
    ("headers", "body"),
    [
        (MULTIPART, b"x"),
        (BOUNDARY, b"x"),
        (BOUNDARY, HEAD + b'"a\\"\r\n\r\nBEGIN\r\n--b--\r\n'),
    ],
)
def test_a_malformed_form_gets_an_empty_400(
    telegram: LocalTelegram, http: httpx.Client, headers: dict[str, str], body: bytes
) -> None:
    telegram.reset()
    answer = http.post(f"{telegram.base_url}/bot{telegram.token}/sendDocument", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (400, b"")
    assert [request.params for request in telegram.requests] == [{}]


def test_a_form_may_have_many_fields(telegram: LocalTelegram, http: httpx.Client) -> None:
    fields = {f"a{number}": "1" for number in range(1001)}
    answer = http.post(f"{telegram.base_url}/bot{telegram.token}/getMe", data=fields)
    assert answer.status_code == 200


@on_rows("verb", ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "BREW"])
def test_another_verb_gets_501_without_a_word(telegram: LocalTelegram, http: httpx.Client, verb: str) -> None:
    answer = http.request(verb, f"{telegram.base_url}/bot{telegram.token}/getMe")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (501, "0", b"")
    assert ask(telegram, http, "getMe").status_code == 200
