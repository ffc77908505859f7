"""A webhook stops getUpdates, as the real one does."""

from __future__ import annotations

import httpx
from tests.testing.servers.bot_api import ask, say, texts, waiting_poll

from schedbot_sdk.testing.servers import LocalTelegram


def test_a_webhook_stops_getupdates_until_it_is_deleted(telegram: LocalTelegram, http: httpx.Client) -> None:
    with waiting_poll(telegram) as poll:
        assert ask(telegram, http, "setWebhook", url="https://bot.test/hook").json()["result"] is True
        ended = poll.result(5)
    assert (ended.status_code, ended.json()["description"]) == (409, "Conflict: terminated by setWebhook request")
    say(telegram, "one")
    refused = ask(telegram, http, "getUpdates")
    assert refused.status_code == 409
    assert refused.json()["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    info = ask(telegram, http, "getWebhookInfo").json()["result"]
    assert info == {"url": "https://bot.test/hook", "has_custom_certificate": False, "pending_update_count": 1}
    assert ask(telegram, http, "deleteWebhook").json()["result"] is True
    assert ask(telegram, http, "getWebhookInfo").json()["result"]["url"] == ""
    assert texts(ask(telegram, http, "getUpdates")) == ["one"]


def test_pending_updates_are_dropped_where_the_bot_says_so(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    ask(telegram, http, "deleteWebhook", drop_pending_updates=False)
    assert telegram.waiting == 1
    ask(telegram, http, "deleteWebhook", drop_pending_updates=True)
    assert (telegram.waiting, len(telegram.confirmed)) == (0, 1)


def test_a_webhook_needs_https_and_none_is_as_good_as_deleted(telegram: LocalTelegram, http: httpx.Client) -> None:
    answer = ask(telegram, http, "setWebhook", url="http://bot.test/hook")
    assert (answer.status_code, "HTTPS URL" in answer.json()["description"]) == (400, True)
    ask(telegram, http, "setWebhook", url="https://bot.test/hook")
    ask(telegram, http, "setWebhook", url="")
    assert ask(telegram, http, "getUpdates").status_code == 200
