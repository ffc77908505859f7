"""Connections that the local Telegram closes after a while, as the real one does."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from tests.testing.servers.bot_api import ask, later, say, texts, until

from schedbot_sdk import RetryPolicy, TelegramClient
from schedbot_sdk.testing.servers import LocalTelegram


@pytest.fixture
def closing() -> Iterator[LocalTelegram]:
    with LocalTelegram(close_connections_after=0.4) as server:
        yield server


def test_a_request_that_waits_is_cut_off_and_a_fresh_connection_is_served(
    closing: LocalTelegram, http: httpx.Client
) -> None:
    began = time.monotonic()
    with pytest.raises(httpx.RemoteProtocolError):
        ask(closing, http, "getUpdates", timeout=20)
    assert 0.3 < time.monotonic() - began < 3
    until(lambda: not closing.is_polled)
    say(closing, "one")
    assert texts(ask(closing, http, "getUpdates", timeout=20)) == ["one"]


def test_an_idle_connection_is_closed_too(closing: LocalTelegram) -> None:
    with socket.create_connection(("127.0.0.1", int(closing.url.rpartition(":")[2])), timeout=5) as connection:
        began = time.monotonic()
        assert connection.recv(1) == b""
        assert 0.3 < time.monotonic() - began < 3


def test_the_sdk_goes_on_over_closed_connections(closing: LocalTelegram) -> None:
    later(1.0, closing, "late")
    with TelegramClient(closing.token, base_url=closing.base_url, retry=RetryPolicy(initial_wait=0)) as client:
        updates = client.get_updates(offset=0, timeout=20)
    assert [update.message.text for update in updates if update.message] == ["late"]
    assert len(closing.polls) >= 3


def test_an_answer_does_not_wait_for_the_clients_acknowledgement(telegram: LocalTelegram, http: httpx.Client) -> None:
    began = time.monotonic()
    for _ in range(50):
        assert ask(telegram, http, "getMe").status_code == 200
    # It takes 0.1 s; with Nagle's algorithm 40 ms for each.
    assert time.monotonic() - began < 1.5


def test_connections_stay_open_by_default(telegram: LocalTelegram) -> None:
    address = ("127.0.0.1", int(telegram.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=0.7) as connection, pytest.raises(TimeoutError):
        connection.recv(1)
