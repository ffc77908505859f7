"""The foreign bot's own tests: recorded fixtures for what services say, local servers for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import respx
from plan_bot import PlanBot

from schedbot_sdk import ChatClient, RetryPolicy, TelegramClient, UsersClient
from schedbot_sdk.telegram import GetUpdatesResponse, Update
from schedbot_sdk.testing import LocalChat, LocalTelegram, LocalUsers, Person, load_exchange, replay


@pytest.fixture
def bot() -> Iterator[PlanBot]:
    once = RetryPolicy(max_attempts=1)
    with (
        TelegramClient("1:token", base_url="http://telegram.test") as telegram,
        UsersClient("http://users.test", retry=once) as users,
        ChatClient("key", base_url="http://chat.test/v1", model="m") as chat,
    ):
        yield PlanBot(telegram, users, chat)


def first_update() -> Update:
    return GetUpdatesResponse.model_validate_json(load_exchange("telegram/updates").text).result[0]


def test_a_known_user_gets_a_plan(bot: PlanBot, respx_mock: respx.MockRouter) -> None:
    replay(respx_mock, "users/ok", "chat/ok", "telegram/send-message")
    assert bot.answer(first_update())
    assert [call.request.url.host for call in respx_mock.calls] == ["users.test", "chat.test", "telegram.test"]


@pytest.mark.parametrize(
    ("fixture", "said"), [("users/not-found", b"Who are you?"), ("users/unavailable", b"Try again later.")]
)
def test_a_failure_becomes_a_sentence(bot: PlanBot, respx_mock: respx.MockRouter, fixture: str, said: bytes) -> None:
    replay(respx_mock, fixture, "telegram/send-message")
    assert bot.answer(first_update())
    assert said in respx_mock.calls.last.request.content


def test_the_whole_over_real_sockets(tmp_path: Path) -> None:
    with LocalTelegram() as telegram, LocalUsers(tmp_path / "users.sqlite") as users, LocalChat() as chat:
        users.add(42, "Ann", "Europe/Berlin")
        telegram.user_says(Person(42, "Ann"), "gym tomorrow at 7")
        telegram.user_says(Person(7, "Eve"), "gym tomorrow at 7")
        with (
            TelegramClient(telegram.token, base_url=telegram.base_url) as telegram_client,
            UsersClient(users.base_url) as users_client,
            ChatClient(chat.api_key, base_url=chat.base_url, model=chat.model) as chat_client,
        ):
            bot = PlanBot(telegram_client, users_client, chat_client)
            assert (bot.step(), bot.step()) == (2, 0)
        assert "Gym" in telegram.wait_for_message(42).text
        assert telegram.wait_for_message(7).text == "Who are you?"
        assert telegram.waiting == 0
