"""The local Telegram fails as the real one does: in its envelope, as the nginx before it, or without a word."""

from __future__ import annotations

import json
import socket
import time

import httpx
import pytest
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, KATE, ask, say, texts, until

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RetryPolicy,
    TelegramClient,
)
from schedbot_sdk.testing.servers import LocalTelegram


def test_a_wrong_token_gets_401(telegram: LocalTelegram, http: httpx.Client) -> None:
    answer = http.get(f"{telegram.base_url}/bot1:wrong/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


def test_a_flood_has_its_wait_in_body_and_header(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.flood(3, path_ends="/getMe")
    answer = ask(telegram, http, "getMe")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert answer.json()["parameters"] == {"retry_after": 3}
    assert ask(telegram, http, "getMe").status_code == 200
    assert [(r.path, r.status) for r in telegram.requests] == [("/bot~/getMe", 429), ("/bot~/getMe", 200)]


@on_rows(
    ("status", "description"),
    [
        (429, "Too Many Requests: retry later"),
        (401, "Unauthorized"),
        (500, "Internal Server Error"),
        (599, "status 599"),
    ],
)
def test_a_scripted_failure_has_telegrams_envelope(
    telegram: LocalTelegram, http: httpx.Client, status: int, description: str
) -> None:
    telegram.fail_next(status)
    answer = ask(telegram, http, "getMe")
    assert answer.status_code == status
    assert answer.json() == {"ok": False, "error_code": status, "description": description}
    assert ask(telegram, http, "getMe").status_code == 200


def test_a_scripted_failure_may_be_a_proxys_page(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.fail_next(502, body="<html>Bad Gateway</html>", retry_after=2)
    answer = ask(telegram, http, "getMe")
    assert (answer.status_code, answer.text) == (502, "<html>Bad Gateway</html>")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["retry-after"] == "2"


def test_no_failure_at_all_cannot_be_asked_for(telegram: LocalTelegram, http: httpx.Client) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        telegram.fail_next(500, times=0)
    assert ask(telegram, http, "getMe").status_code == 200


@on_rows(
    ("token", "status", "description"),
    [
        ("100000:another", 401, "Unauthorized"),
        ("7:x", 401, "Unauthorized"),
        ("0123:x", 401, "Unauthorized: invalid token specified"),
        (f"1:{'x' * 80}", 401, "Unauthorized: invalid token specified"),
        (f"{2**54}:x", 401, "Unauthorized: invalid token specified"),
        ("token", 404, "Not Found"),
        ("123", 404, "Not Found"),
        ("abc:def", 404, "Not Found"),
        (":x", 404, "Not Found"),
    ],
)
def test_a_malformed_token_gets_401_or_404(
    telegram: LocalTelegram, http: httpx.Client, token: str, status: int, description: str
) -> None:
    telegram.reset()
    answer = http.get(f"{telegram.base_url}/bot{token}/getMe")
    assert answer.status_code == status
    assert answer.json() == {"ok": False, "error_code": status, "description": description}
    assert [request.path for request in telegram.requests] == ["/bot~/getMe"]


@on_rows(("status", "said"), [(502, "502 Bad Gateway"), (504, "504 Gateway Time-out")])
def test_the_errors_of_the_nginx_before_telegram_are_html(
    telegram: LocalTelegram, http: httpx.Client, status: int, said: str
) -> None:
    telegram.fail_next(status)
    answer = ask(telegram, http, "getMe")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert f"<title>{said}</title>" in answer.text
    assert answer.text.startswith("<html>")


def test_invalid_http_gets_an_empty_400(telegram: LocalTelegram, http: httpx.Client) -> None:
    with socket.create_connection(("127.0.0.1", int(telegram.url.rpartition(":")[2])), timeout=5) as connection:
        connection.sendall(b"what is this?\r\n\r\n")
        answer = b""
        while received := connection.recv(4096):
            answer += received
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert (b"content-length: 0" in head.lower(), body) == (True, b"")
    assert ask(telegram, http, "getMe").status_code == 200


@on_rows("body", ["", "OK", "<html>log in</html>", '{"ok": true'])
def test_a_200_may_have_a_body_that_is_not_json(telegram: LocalTelegram, http: httpx.Client, body: str) -> None:
    telegram.fail_next(200, body=body)
    answer = ask(telegram, http, "getMe")
    assert (answer.status_code, answer.text, "content-type" in answer.headers) == (200, body, body != "")
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_chat_that_became_a_supergroup_tells_its_new_id(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    telegram.migrate(ANN.id, -1001)
    answer = ask(telegram, http, "sendMessage", chat_id=ANN.id, text="x")
    assert answer.status_code == 400
    assert answer.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1001},
    }
    sent = ask(telegram, http, "sendMessage", chat_id=-1001, text="there").json()["result"]
    assert (sent["chat"]["type"], telegram.sent[0].chat_id) == ("supergroup", -1001)


@on_rows(("method", "params"), [("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})])
def test_a_person_who_blocked_the_bot_is_not_reached_until_they_write_again(
    telegram: LocalTelegram, http: httpx.Client, method: str, params: dict[str, object]
) -> None:
    say(telegram, "hello")
    telegram.user_says(KATE, "hello")
    telegram.block(ANN)
    answer = ask(telegram, http, method, chat_id=ANN.id, **params)
    assert answer.json() == {
        "ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user",
    }  # fmt: skip
    assert answer.status_code == 403
    assert ask(telegram, http, method, chat_id=KATE.id, **params).status_code == 200
    say(telegram, "I am back")
    assert ask(telegram, http, method, chat_id=ANN.id, **params).status_code == 200


def test_the_bot_gets_an_update_when_a_user_blocks_or_unblocks_it(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    telegram.block(ANN)
    telegram.block(ANN)
    say(telegram, "I am back")
    message, blocked, back, another = ask(telegram, http, "getUpdates").json()["result"]
    assert (message["message"]["text"], another["message"]["text"]) == ("hello", "I am back")
    statuses = [
        (told["my_chat_member"]["old_chat_member"]["status"], told["my_chat_member"]["new_chat_member"]["status"])
        for told in (blocked, back)
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert blocked["my_chat_member"]["from"]["id"] == ANN.id
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        kinds = [update.kind for update in client.get_updates(offset=1, timeout=0)]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


def test_in_an_outage_everything_fails_until_it_is_over(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    began = time.monotonic()
    telegram.fail_for(0.5, 502)
    statuses = {ask(telegram, http, "getUpdates").status_code, ask(telegram, http, "getMe").status_code}
    assert statuses == {502}
    until(lambda: ask(telegram, http, "getMe").status_code == 200)
    assert 0.45 < time.monotonic() - began < 3
    assert texts(ask(telegram, http, "getUpdates")) == ["one"]


def test_an_outage_may_be_of_one_method_and_come_before_another_failure(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    telegram.fail_for(60, 500, path_ends="/getUpdates")
    telegram.fail_next(429, retry_after=3)
    assert [ask(telegram, http, name).status_code for name in ("getUpdates", "getMe", "getMe", "getUpdates")] == [
        500, 429, 200, 500,
    ]  # fmt: skip


@on_rows("seconds", [0, -1, float("nan")])
def test_no_outage_at_all_cannot_be_asked_for(telegram: LocalTelegram, seconds: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        telegram.fail_for(seconds, 502)


def test_the_sdk_tells_these_refusals_apart(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    telegram.user_says(KATE, "hello")
    telegram.block(ANN)
    telegram.migrate(KATE.id, -1001)
    once = RetryPolicy(max_attempts=1)
    with TelegramClient(telegram.token, base_url=telegram.base_url, retry=once) as client:
        with pytest.raises(PermissionDeniedError, match="blocked by the user"):
            client.send_message(ANN.id, "x")
        with pytest.raises(BadRequestError, match="upgraded to a supergroup"):
            client.send_message(KATE.id, "x")
        ask(telegram, http, "setWebhook", url="https://bot.test/hook")
        with pytest.raises(ConflictError, match="webhook"):
            client.get_updates(offset=0, timeout=0)
    for token, error in (("100000:another", AuthenticationError), ("0123:x", AuthenticationError)):
        with TelegramClient(token, base_url=telegram.base_url) as client, pytest.raises(error):
            client.get_me()
    telegram.fail_next(404)
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client, pytest.raises(NotFoundError):
        client.get_me()
