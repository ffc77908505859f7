"""The local Telegram follows what is known of the real server, over real sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from schedbot_sdk.testing.servers import LocalTelegram, Person

ANN = Person(42, "Ann")
KATE = Person(43, "Kate", "ru", "kate")


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram() as server:
        yield server


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as client:
        yield client


def ask(telegram: LocalTelegram, http: httpx.Client, method: str, **params: object) -> httpx.Response:
    return http.post(f"{telegram.base_url}/bot{telegram.token}/{method}", json=params)


def texts(response: httpx.Response) -> list[str]:
    return [update["message"]["text"] for update in response.json()["result"]]


def say(telegram: LocalTelegram, *said: str) -> None:
    for text in said:
        telegram.user_says(ANN, text)


def test_an_offset_confirms_what_is_below_it_and_the_rest_comes_again(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "one", "two", "three")
    first = ask(telegram, http, "getUpdates", offset=0)
    assert texts(first) == ["one", "two", "three"]
    second = first.json()["result"][1]["update_id"]
    assert texts(ask(telegram, http, "getUpdates", offset=second)) == ["two", "three"]
    assert telegram.waiting == 2
    assert texts(ask(telegram, http, "getUpdates", offset=second + 2)) == []
    assert telegram.waiting == 0


def test_an_unconfirmed_update_comes_again(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    assert texts(ask(telegram, http, "getUpdates")) == texts(ask(telegram, http, "getUpdates")) == ["one"]


def test_the_same_offset_again_at_once_gets_one_update_only(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one", "two")
    assert len(texts(ask(telegram, http, "getUpdates", offset=1))) == 2
    assert len(texts(ask(telegram, http, "getUpdates", offset=1))) == 1
    time.sleep(0.55)
    assert len(texts(ask(telegram, http, "getUpdates", offset=1))) == 2


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (0, 1), (-3, 1), (1000, 100), ("5x", 5), ("x", 1)])
def test_a_limit_is_clamped_and_never_refused(
    telegram: LocalTelegram, http: httpx.Client, limit: object, count: int
) -> None:
    say(telegram, *(str(number) for number in range(105)))
    assert len(texts(ask(telegram, http, "getUpdates", limit=limit))) == count


@pytest.mark.parametrize("offset", ["abc", "0", "", "0x10", 10**12])
def test_an_offset_is_read_as_the_number_that_it_begins_with(
    telegram: LocalTelegram, http: httpx.Client, offset: object
) -> None:
    say(telegram, "one")
    assert texts(ask(telegram, http, "getUpdates", offset=offset)) == ["one"]


def test_an_offset_far_above_the_newest_confirms_nothing(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    newest = ask(telegram, http, "getUpdates").json()["result"][0]["update_id"]
    assert texts(ask(telegram, http, "getUpdates", offset=newest + 11)) == ["one"]
    assert texts(ask(telegram, http, "getUpdates", offset=newest + 10)) == []
    assert telegram.waiting == 0


def test_a_negative_offset_deletes_all_but_the_last(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one", "two", "three")
    assert texts(ask(telegram, http, "getUpdates", offset=-1)) == ["three"]
    assert telegram.waiting == 1


def test_a_long_poll_really_waits_and_answers_at_once_when_an_update_comes(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    began = time.monotonic()
    threading.Timer(0.3, say, (telegram, "late")).start()
    assert texts(ask(telegram, http, "getUpdates", timeout=10)) == ["late"]
    assert 0.25 < time.monotonic() - began < 5


def test_a_long_poll_without_updates_ends_empty_at_its_timeout(telegram: LocalTelegram, http: httpx.Client) -> None:
    began = time.monotonic()
    assert texts(ask(telegram, http, "getUpdates", timeout=1)) == []
    assert 0.9 < time.monotonic() - began < 5


def test_of_two_waiting_polls_the_older_gets_409(telegram: LocalTelegram, http: httpx.Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(ask, telegram, http, "getUpdates", timeout=10)
        time.sleep(0.2)
        threading.Timer(0.3, say, (telegram, "for the newer")).start()
        with httpx.Client(timeout=10) as other:
            assert texts(ask(telegram, other, "getUpdates", timeout=10)) == ["for the newer"]
    answer = older.result(5)
    assert answer.status_code == 409
    assert answer.json()["description"].startswith("Conflict: terminated by other getUpdates request")


def test_a_wrong_token_gets_401(telegram: LocalTelegram, http: httpx.Client) -> None:
    answer = http.get(f"{telegram.base_url}/bot1:wrong/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


@pytest.mark.parametrize(
    "path", ["", "/", "/x", "/bot", "/bot{token}", "/bot{token}/", "/bot{token}/nope", "/bot{token}/a/b"]
)
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


@pytest.mark.parametrize(
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
        ("setMyCommands", {}, "can't parse commands"),
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


def test_a_body_that_is_no_json_gets_400(telegram: LocalTelegram, http: httpx.Client) -> None:
    url = f"{telegram.base_url}/bot{telegram.token}/sendMessage"
    for body in ("{", "[]", "1"):
        assert http.post(url, content=body, headers={"content-type": "application/json"}).status_code == 400


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
    assert ask(telegram, http, "answerCallbackQuery", callback_query_id=query["id"]).json()["result"] is True
    assert ask(telegram, http, "answerCallbackQuery", callback_query_id=query["id"]).status_code == 400


def test_an_edit_changes_the_message_and_the_same_again_is_refused(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    sent = ask(telegram, http, "sendMessage", chat_id=42, text="a").json()["result"]
    edit = {"chat_id": 42, "message_id": sent["message_id"], "text": "b"}
    assert ask(telegram, http, "editMessageText", **edit).json()["result"]["text"] == "b"
    assert "not modified" in ask(telegram, http, "editMessageText", **edit).json()["description"]
    assert telegram.wait_for_action(42, method="editMessageText").text == "b"


def test_a_persons_edit_comes_as_an_edited_message(telegram: LocalTelegram, http: httpx.Client) -> None:
    message_id = telegram.user_says(KATE, "one")
    telegram.user_edits(KATE, message_id, "two")
    edited = ask(telegram, http, "getUpdates").json()["result"][1]["edited_message"]
    assert (edited["message_id"], edited["text"]) == (message_id, "two")
    assert edited["from"] == {
        "id": 43, "is_bot": False, "first_name": "Kate", "username": "kate", "language_code": "ru",
    }  # fmt: skip
    assert edited["edit_date"] >= edited["date"]


def test_kinds_that_are_not_allowed_are_not_queued(telegram: LocalTelegram, http: httpx.Client) -> None:
    ask(telegram, http, "getUpdates", allowed_updates=["callback_query"])
    say(telegram, "unseen")
    assert texts(ask(telegram, http, "getUpdates")) == []


def test_a_raw_update_comes_as_it_is_and_ids_may_go_backwards(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    telegram.push_update({"update_id": 5, "poll": {"id": "x"}})
    result = ask(telegram, http, "getUpdates").json()["result"]
    assert result[1] == {"update_id": 5, "poll": {"id": "x"}}


def test_a_flood_is_told_in_body_and_header(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.flood(3, path_ends="/getMe")
    answer = ask(telegram, http, "getMe")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert answer.json()["parameters"] == {"retry_after": 3}
    assert ask(telegram, http, "getMe").status_code == 200
    assert [(r.path, r.status) for r in telegram.requests] == [("/bot~/getMe", 429), ("/bot~/getMe", 200)]


def test_the_server_stops_at_once_although_a_poll_waits(http: httpx.Client) -> None:
    server = LocalTelegram()
    server.start()
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(ask, server, http, "getUpdates", timeout=30)
        time.sleep(0.2)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 2
        assert poll.result(5).json() == {"ok": True, "result": []}
    assert not [thread for thread in threading.enumerate() if thread.name == "LocalTelegram"]
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url


def test_waiting_for_what_never_comes_is_a_timeout(telegram: LocalTelegram) -> None:
    with pytest.raises(TimeoutError, match="no sendMessage number 1 in chat 42"):
        telegram.wait_for_message(42, timeout=0.05)
