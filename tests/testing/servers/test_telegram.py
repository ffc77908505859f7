"""The local Telegram follows what is known of the real server, over real sockets."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, KATE, ask, say, until

from schedbot_sdk.testing.servers import LocalTelegram, Person


def keyboard(rows: object) -> dict[str, object]:
    return {"inline_keyboard": rows}


@on_rows("path", ["", "/", "/x", "/bot", "/bot{token}", "/bot{token}/", "/bot{token}/nope", "/bot{token}/a/b"])
def test_an_unknown_method_or_path_gets_404(telegram: LocalTelegram, http: httpx.Client, path: str) -> None:
    answer = http.get(telegram.base_url + path.format(token=telegram.token))
    assert (answer.status_code, answer.json()["error_code"]) == (404, 404)


def test_parameters_come_by_query_form_json_and_multipart(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    url = f"{telegram.base_url}/bot{telegram.token}/sendMessage"
    http.get(url, params={"chat_id": "42", "text": "query"})
    http.post(url, data={"chat_id": "42", "text": "form"})
    http.post(url, json={"chat_id": 42, "text": "json"})
    http.post(url, data={"chat_id": "42", "text": "multipart"}, files={"x": b"1"})
    http.post(url, params={"chat_id": "42"}, data={"text": "query and form"})
    assert [action.text for action in telegram.sent] == ["query", "form", "json", "multipart", "query and form"]


def test_method_names_have_no_case(telegram: LocalTelegram, http: httpx.Client) -> None:
    assert ask(telegram, http, "GETME").json()["result"]["is_bot"] is True


@on_rows(
    ("method", "params", "description"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 7, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "abc", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": 42}, "message text is empty"),
        ("sendMessage", {"chat_id": 42, "text": "  "}, "message text is empty"),
        ("sendMessage", {"chat_id": 42, "text": "\U0001f600" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_parameters": {"message_id": 99}}, "replied not found"),
        ("editMessageText", {"chat_id": 42, "message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"chat_id": 42, "message_id": 1, "text": "x"}, "can't be edited"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
        ("sendChatAction", {"chat_id": 42}, "wrong parameter action"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": keyboard(1)}, "must be of type Array"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": keyboard(["x"])}, "must be an Array of Arrays"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": keyboard([["x"]])}, "must be an Object"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": keyboard([[{"url": "x"}]])}, 'find field "text"'),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": keyboard([[{"text": 1}]])}, "of type String"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": keyboard([[{"text": "a"}]])}, "Text buttons are"),
        (
            "sendMessage",
            {"chat_id": 42, "text": "x", "reply_markup": keyboard([[{"text": "a", "callback_data": "я" * 33}]])},
            "BUTTON_DATA_INVALID",
        ),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_parameters": "x"}, "can't parse reply parameters"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_parameters": [1]}, "object expected as reply parameters"),
        ("setMyCommands", {}, "can't parse commands"),
        ("setMyCommands", {"commands": {}}, "expected an Array of BotCommand"),
        ("setMyCommands", {"commands": [1]}, "can't parse BotCommand: expected an Object"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, 'Can\'t find field "description"'),
        ("setMyCommands", {"commands": [{"command": "a b", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_bad_parameters_get_400_with_telegrams_words(
    telegram: LocalTelegram, http: httpx.Client, method: str, params: dict[str, object], description: str
) -> None:
    say(telegram, "hello")
    answer = ask(telegram, http, method, **params)
    assert answer.status_code == 400
    assert answer.json()["description"].startswith("Bad Request: ")
    assert description in answer.json()["description"]


def test_null_is_as_good_as_absent(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    assert ask(telegram, http, "sendMessage", chat_id=42, text="x", reply_markup=None).status_code == 200


def test_commands_are_kept_without_their_slash(telegram: LocalTelegram, http: httpx.Client) -> None:
    ask(telegram, http, "setMyCommands", commands=[{"command": "/today", "description": "What is on today"}])
    kept = ask(telegram, http, "getMyCommands").json()["result"]
    assert kept == [{"command": "today", "description": "What is on today"}]


def test_a_request_with_a_planned_failure_is_kept_too(telegram: LocalTelegram, http: httpx.Client) -> None:
    url = f"{telegram.base_url}/bot{telegram.token}/getUpdates"
    telegram.fail_next(502)
    http.get(url, params={"offset": "7"})
    http.post(url, json={"offset": 8})
    http.post(url, data={"offset": "9"})
    http.post(url, data={"offset": "10"}, files={"x": b"12"})
    assert [(request.status, request.params["offset"]) for request in telegram.requests] == [
        (502, "7"), (200, 8), (200, "9"), (200, "10"),
    ]  # fmt: skip
    assert telegram.requests[-1].params["x"] == {"file_name": "upload", "file_size": 2}
    assert telegram.token not in repr(telegram.requests)


def test_a_button_pressed_comes_as_a_callback_query_that_can_be_answered_once(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "hello")
    keyboard = {"inline_keyboard": [[{"text": "Confirm", "callback_data": "yes"}]]}
    sent = ask(telegram, http, "sendMessage", chat_id=42, text="Sure?", reply_markup=keyboard).json()["result"]
    assert telegram.sent[0].buttons[0].data == "yes"
    telegram.user_presses(ANN, sent["message_id"], "yes")
    query = ask(telegram, http, "getUpdates").json()["result"][-1]["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("yes", 42, "Sure?")
    answer = {"callback_query_id": query["id"], "text": "Kept"}
    assert ask(telegram, http, "answerCallbackQuery", **answer).json()["result"] is True
    assert [(action.chat_id, action.text) for action in telegram.answered] == [(42, "Kept")]
    assert ask(telegram, http, "answerCallbackQuery", callback_query_id=query["id"]).status_code == 400


def test_an_edit_changes_the_message_and_the_same_again_is_refused(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    sent = ask(telegram, http, "sendMessage", chat_id=42, text="a").json()["result"]
    edit = {"chat_id": 42, "message_id": sent["message_id"], "text": "b"}
    assert ask(telegram, http, "editMessageText", **edit).json()["result"]["text"] == "b"
    assert "not modified" in ask(telegram, http, "editMessageText", **edit).json()["description"]
    assert telegram.wait_for_action(42, method="editMessageText").text == "b"
    assert [action.text for action in telegram.edited] == ["b"]
    assert [action.text for action in telegram.sent] == ["a"]


def test_a_person_can_take_another_name(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    telegram.user_says(Person(ANN.id, "Anna", username="anna"), "two")
    one, two = (update["message"] for update in ask(telegram, http, "getUpdates").json()["result"])
    assert (one["from"]["first_name"], two["from"]["first_name"]) == ("Ann", "Anna")
    assert (two["from"]["username"], two["chat"]["username"]) == ("anna", "anna")


def test_an_edited_message_has_no_entities_of_its_old_text(telegram: LocalTelegram, http: httpx.Client) -> None:
    message_id = telegram.user_says(KATE, "see bold", entities=[{"type": "bold", "offset": 4, "length": 4}])
    telegram.user_edits(KATE, message_id, "no")
    written, edited = ask(telegram, http, "getUpdates").json()["result"]
    assert "entities" in written["message"]
    assert "entities" not in edited["edited_message"]


def test_a_persons_edit_comes_as_an_edited_message(telegram: LocalTelegram, http: httpx.Client) -> None:
    message_id = telegram.user_says(KATE, "one")
    telegram.user_edits(KATE, message_id, "two")
    edited = ask(telegram, http, "getUpdates").json()["result"][1]["edited_message"]
    assert (edited["message_id"], edited["text"]) == (message_id, "two")
    assert edited["from"] == {
        "id": 43, "is_bot": False, "first_name": "Kate", "username": "kate", "language_code": "ru",
    }  # fmt: skip
    assert edited["edit_date"] >= edited["date"]


def test_a_client_that_disconnects_inside_a_body_does_not_disturb_others(
    telegram: LocalTelegram, http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    port = int(telegram.base_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = f"POST /bot{telegram.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n"
        connection.sendall(head.encode() + b"{")
    assert ask(telegram, http, "getMe").status_code == 200
    assert [request.path for request in telegram.requests] == ["/bot~/getMe"]
    telegram.stop()
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


def test_the_server_stops_at_once_although_a_poll_waits(http: httpx.Client) -> None:
    server = LocalTelegram()
    server.start()
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(ask, server, http, "getUpdates", timeout=30)
        until(lambda: server.is_polled)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 1  # it takes 0.2 s; uvicorn would give the poll a second
        assert poll.result(5).json() == {"ok": True, "result": []}
    assert not [thread for thread in threading.enumerate() if thread.name == "LocalTelegram"]
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url


def test_waiting_for_what_never_comes_is_a_timeout(telegram: LocalTelegram) -> None:
    with pytest.raises(TimeoutError, match="no sendMessage number 1 in chat 42"):
        telegram.wait_for_message(42, timeout=0.05)
