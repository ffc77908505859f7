"""Local servers stop at once, whatever waits in them, and go back to where they were after the start."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, KATE, ask, say, texts, waiting_poll

from schedbot_sdk import ChatClient, NotFoundError, TelegramClient, UsersClient
from schedbot_sdk.testing.servers import LocalChat, LocalServer, LocalTelegram, LocalUsers

STOPPED = 0.05


def took(server: LocalServer) -> float:
    before = time.perf_counter()
    server.stop()
    return time.perf_counter() - before


def servers(folder: Path) -> dict[str, Callable[[], LocalServer]]:
    return {"telegram": LocalTelegram, "users": lambda: LocalUsers(folder / "users.sqlite3"), "chat": LocalChat}


@on_rows("kind", ["telegram", "users", "chat"])
def test_a_server_stops_at_once_with_kept_connections_too(tmp_path: Path, kind: str) -> None:
    times: list[float] = []
    for _ in range(5):
        server = servers(tmp_path)[kind]()
        server.start()
        with httpx.Client() as http:
            http.get(f"{server.url}/nowhere")
            times.append(took(server))
    assert min(times) < STOPPED


def test_a_server_stops_at_once_while_a_poll_waits_which_is_answered() -> None:
    times: list[float] = []
    for _ in range(5):
        telegram = LocalTelegram()
        telegram.start()
        with waiting_poll(telegram) as poll:
            times.append(took(telegram))
            assert poll.result(5).json() == {"ok": True, "result": []}
    assert min(times) < STOPPED


def open_stream(chat: LocalChat) -> socket.socket:
    """A stream of which nobody reads more than the beginning."""
    chat.say_next("word " * 100_000)
    body = json.dumps({"model": chat.model, "stream": True, "messages": [{"role": "user", "content": "x"}]})
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {chat.api_key}\r\n"
    connection = socket.create_connection(("127.0.0.1", int(chat.url.rpartition(":")[2])), timeout=5)
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    return connection


def test_a_server_stops_at_once_while_streams_are_open_and_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    times: list[float] = []
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            chat = LocalChat()
            chat.start()
            with open_stream(chat), open_stream(chat):
                times.append(took(chat))
    assert min(times) < STOPPED
    assert caplog.records == []


def test_a_server_stops_at_once_while_a_look_up_waits_for_a_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedbot_sdk.testing.servers.users._LOCK_TIMEOUT_SECONDS", 30.0)
    times: list[float] = []
    for number in range(5):
        users = LocalUsers(tmp_path / f"{number}.sqlite3")
        users.add(42, "Ann", "Europe/Berlin")
        users.start()
        with closing(sqlite3.connect(users.database, isolation_level=None)) as other, ThreadPoolExecutor(1) as pool:
            other.execute("BEGIN EXCLUSIVE")
            asked = pool.submit(httpx.get, f"{users.url}/users/42", timeout=5)
            time.sleep(0.05)
            assert not asked.done()
            times.append(took(users))
            assert isinstance(asked.exception(5), httpx.TransportError)
    assert min(times) < STOPPED


class Busy(LocalServer):
    """Accepts nobody while it works, so that it accepts those who came meanwhile as it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = threading.Event()

    def _routes(self) -> list[BaseRoute]:
        return [Route("/", self._work)]

    async def _work(self, _: Request) -> Response:
        self.is_busy.set()
        time.sleep(0.1)  # noqa: ASYNC251  # it is to block the loop
        return Response()


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_server_that_stops_while_clients_connect_leaves_no_connection_open() -> None:
    for _ in range(3):
        server = Busy()
        server.start()
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        with ExitStack() as connections:
            first = connections.enter_context(socket.create_connection(address, timeout=5))
            first.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert server.is_busy.wait(5)
            for _ in range(20):
                connections.enter_context(socket.create_connection(address, timeout=5))
            server.stop()
    gc.collect()  # a connection that nobody closed says so now


def test_a_stopped_server_leaves_no_thread_and_can_start_again() -> None:
    with LocalTelegram() as telegram:
        say(telegram, "one")
    assert not [thread for thread in threading.enumerate() if thread.name == "LocalTelegram"]
    with telegram, httpx.Client() as http:
        assert texts(ask(telegram, http, "getUpdates")) == ["one"]


def test_a_telegram_that_was_reset_is_as_it_was_after_the_start(telegram: LocalTelegram, http: httpx.Client) -> None:
    url = telegram.base_url

    def state() -> list[object]:
        seen: list[object] = [telegram.base_url, list(telegram.requests), telegram.actions, telegram.waiting]
        return [*seen, telegram.polls, telegram.confirmed, telegram.is_polled]

    fresh = state()
    say(telegram, "one", "two")
    telegram.block(KATE)
    telegram.migrate(KATE.id, -1001)
    ask(telegram, http, "sendMessage", chat_id=ANN.id, text="x")
    ask(telegram, http, "getUpdates", offset=-1)
    ask(telegram, http, "setMyCommands", commands=[{"command": "a", "description": "b"}])
    ask(telegram, http, "setWebhook", url="https://bot.test/hook")
    telegram.fail_next(500, times=9)
    telegram.fail_for(60, 502)
    telegram.reset()
    assert state() == fresh
    assert ask(telegram, http, "getMyCommands").json()["result"] == []
    assert ask(telegram, http, "getWebhookInfo").json()["result"]["url"] == ""
    assert ask(telegram, http, "sendMessage", chat_id=ANN.id, text="x").status_code == 400
    say(telegram, "three")
    update = ask(telegram, http, "getUpdates").json()["result"][0]
    assert (update["update_id"], update["message"]["message_id"]) == (100_000_001, 1)
    assert telegram.base_url == url


def test_a_poll_that_waits_ends_with_the_reset_and_is_not_counted(telegram: LocalTelegram) -> None:
    with waiting_poll(telegram) as poll:
        telegram.reset()
        assert poll.result(5).json() == {"ok": True, "result": []}
    assert (telegram.requests, telegram.polls, telegram.is_polled) == ([], [], False)


def test_a_bot_goes_on_after_a_reset() -> None:
    async def main() -> None:
        with LocalTelegram() as telegram, TelegramClient(telegram.token, base_url=telegram.base_url) as client:
            for _ in range(3):
                say(telegram, "hello")
                assert [update.kind for update in client.get_updates(offset=0, timeout=0)] == ["message"]
                client.send_message(ANN.id, "hi")
                assert (await asyncio.to_thread(telegram.wait_for_message, ANN.id)).message_id == 2
                telegram.reset()

    asyncio.run(main())


def test_a_chat_server_that_was_reset_has_neither_words_nor_failures_nor_unknown_fields() -> None:
    question = [{"role": "user", "content": "Gym tomorrow at 7:00"}]
    with LocalChat() as chat, ChatClient(chat.api_key, base_url=chat.base_url, model=chat.model) as client:
        first = client.complete(question)
        with open_stream(chat):
            chat.say_next("a", "b")
            chat.do_without("temperature")
            chat.fail_next(500, times=5)
            chat.reset()
        again = client.complete(question, temperature=0.5)
        assert (again.id, again.text) == (first.id, first.text)
        assert len(chat.requests) == 1
        assert chat.abandoned == 0


def users_of(server: LocalUsers) -> dict[int, str]:
    with UsersClient(server.base_url) as client:
        found: dict[int, str] = {}
        for number in (42, 43):
            try:
                found[number] = client.get_user(number).timezone
            except NotFoundError:
                continue
        return found


def test_a_users_service_that_was_reset_has_the_users_of_the_start(tmp_path: Path) -> None:
    users = LocalUsers(tmp_path / "users.sqlite3")
    users.add(42, "Ann", "Europe/Berlin")
    with users:
        users.add(42, "Ann", "Asia/Tokyo")
        users.add(43, "Boris", "Europe/Moscow")
        users.fail_next(503, times=9)
        users.reset()
        assert (users_of(users), len(users.requests)) == ({42: "Europe/Berlin"}, 2)
        users.database.write_bytes(b"This is no database, and it is long enough to be taken for one." * 20)
        users.reset()
        assert users_of(users) == {42: "Europe/Berlin"}
        users.database.unlink()
        users.reset()
        assert users_of(users) == {42: "Europe/Berlin"}


def test_a_users_service_that_started_without_a_file_is_empty_after_the_reset(tmp_path: Path) -> None:
    with LocalUsers(tmp_path / "users.sqlite3") as users:
        users.reset()
        assert not users.database.exists()
        users.add(42, "Ann", "Europe/Berlin")
        users.reset()
        assert users_of(users) == {}


def test_a_file_other_than_a_database_stays_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "users.sqlite3"
    path.write_bytes(b"not a database" * 100)
    with LocalUsers(path) as users:
        users.reset()
        assert httpx.get(f"{users.base_url}/users/42").status_code == 500


def test_a_locked_file_is_not_reset_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schedbot_sdk.testing.servers.sqlite_snapshot._LOCK_TIMEOUT_SECONDS", 0.0)
    with LocalUsers(tmp_path / "users.sqlite3") as users:
        users.add(42, "Ann", "Europe/Berlin")
        with closing(sqlite3.connect(users.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                users.reset()


def test_another_verb_is_a_405_of_the_users_service_that_says_what_is_allowed(tmp_path: Path) -> None:
    with LocalUsers(tmp_path / "users.sqlite3") as users:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = httpx.request(method, f"{users.base_url}/users/42")
            assert answer.status_code == 405
            assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
            assert "detail" in answer.json()


def test_a_wait_that_blocked_an_event_loop_says_so_and_another_one_does_not(telegram: LocalTelegram) -> None:
    async def main() -> None:
        with pytest.raises(TimeoutError, match=r"event loop.*asyncio\.to_thread"):
            telegram.wait_for_message(ANN.id, timeout=0.05)
        with pytest.raises(TimeoutError, match="event loop"):
            telegram.wait_for_action(ANN.id, method="sendDocument", timeout=0.05)
        with pytest.raises(TimeoutError) as waited:
            await asyncio.to_thread(telegram.wait_for_message, ANN.id, 0.05)
        assert "event loop" not in str(waited.value)

    asyncio.run(main())
    with pytest.raises(TimeoutError) as waited:
        telegram.wait_for_message(ANN.id, timeout=0.05)
    assert "event loop" not in str(waited.value)


def test_a_message_that_was_sent_earlier_is_found_in_an_event_loop_too(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "hello")
    ask(telegram, http, "sendMessage", chat_id=ANN.id, text="hi")

    async def main() -> str:
        return telegram.wait_for_message(ANN.id).text

    assert asyncio.run(main()) == "hi"
