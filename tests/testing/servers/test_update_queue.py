"""What is queued, under which id, for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, ask, ids, say, texts, waiting_poll

from schedbot_sdk.testing.servers import LocalTelegram


def test_kinds_that_are_not_allowed_are_not_queued(telegram: LocalTelegram, http: httpx.Client) -> None:
    ask(telegram, http, "getUpdates", allowed_updates=["callback_query"])
    say(telegram, "unseen")
    assert texts(ask(telegram, http, "getUpdates")) == []


def test_a_raw_update_comes_as_it_is_and_ids_may_go_backwards(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one")
    telegram.push_update({"update_id": 5, "poll": {"id": "x"}})
    result = ask(telegram, http, "getUpdates").json()["result"]
    assert result[1] == {"update_id": 5, "poll": {"id": "x"}}


def test_an_update_is_as_it_was_when_it_was_pushed(telegram: LocalTelegram, http: httpx.Client) -> None:
    poll = {"id": "x"}
    telegram.push_update({"update_id": 5, "poll": poll})
    poll["id"] = "y"
    assert ask(telegram, http, "getUpdates").json()["result"] == [{"update_id": 5, "poll": {"id": "x"}}]


@on_rows("value", [float("nan"), "\ud800", object()])
def test_an_update_that_no_json_can_hold_is_refused_where_it_is_pushed(telegram: LocalTelegram, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        telegram.push_update({"update_id": 5, "poll": value})
    assert telegram.waiting == 0


@on_rows("kinds", ["callback_query", ["callback_query", 1], "[", 5])
def test_kinds_that_are_not_a_list_of_names_are_ignored(
    telegram: LocalTelegram, http: httpx.Client, kinds: object
) -> None:
    ask(telegram, http, "getUpdates", allowed_updates=kinds)
    say(telegram, "seen")
    assert texts(ask(telegram, http, "getUpdates")) == ["seen"]


def test_ids_can_go_backwards_and_a_waiting_request_gets_the_lower_ones(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "before")
    newest = ids(ask(telegram, http, "getUpdates"))[0]
    with waiting_poll(telegram, offset=newest + 1) as poll:
        telegram.restart_ids(1000)
        say(telegram, "after")
        assert ids(poll.result(5)) == [1000]
    # The old offset is far above the newest id now: it confirms nothing any more.
    assert ids(ask(telegram, http, "getUpdates", offset=newest + 1)) == [1000]
    assert ids(ask(telegram, http, "getUpdates", offset=1001)) == []
    assert telegram.confirmed == [newest, 1000]


def test_ids_can_go_on_from_higher_ones(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.restart_ids(2_000_000_000)
    say(telegram, "one", "two")
    assert ids(ask(telegram, http, "getUpdates")) == [2_000_000_000, 2_000_000_001]


def test_ids_restart_only_when_nothing_waits_and_with_an_id_that_telegram_gives(telegram: LocalTelegram) -> None:
    for wrong in (0, -1, 2**31 - 1):
        with pytest.raises(ValueError, match=f"got {wrong}"):
            telegram.restart_ids(wrong)
    say(telegram, "one")
    with pytest.raises(RuntimeError, match="1 updates are pending"):
        telegram.restart_ids(7)


def test_lower_ids_that_wait_beside_higher_ones_are_confirmed_by_themselves(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "high")
    for number in (5, 6):
        telegram.push_update({"update_id": number, "poll": {"id": "x"}})
    assert ids(ask(telegram, http, "getUpdates", offset=6))[1:] == [6]
    assert telegram.confirmed == [5]


def test_kinds_stay_as_they_were_asked_for_until_others_are(telegram: LocalTelegram, http: httpx.Client) -> None:
    ask(telegram, http, "getUpdates", allowed_updates=["CALLBACK_QUERY"])
    ask(telegram, http, "getUpdates")
    say(telegram, "unseen")
    assert telegram.waiting == 0
    ask(telegram, http, "getUpdates", allowed_updates=[])
    say(telegram, "seen")
    assert telegram.waiting == 1


def test_unknown_kinds_are_ignored(telegram: LocalTelegram, http: httpx.Client) -> None:
    ask(telegram, http, "getUpdates", allowed_updates=["mesage"])
    say(telegram, "seen")
    assert texts(ask(telegram, http, "getUpdates", offset=1)) == ["seen"]


class Clock:
    """A server's clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 12, 31, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@on_rows(
    ("kind", "seconds"),
    [
        ("message", 86_400),
        ("edited_message", 86_400),
        ("poll", 86_400),
        ("callback_query", 150),
        ("pre_checkout_query", 150),
        ("inline_query", 30),
        ("chosen_inline_result", 600),
    ],
)
def test_an_update_that_is_not_fetched_in_time_expires(http: httpx.Client, kind: str, seconds: int) -> None:
    clock = Clock()
    with LocalTelegram(now=clock) as telegram:
        telegram.push_update({"update_id": 7, kind: {}})
        clock.time += timedelta(seconds=seconds)
        assert ids(ask(telegram, http, "getUpdates")) == [7]
        clock.time += timedelta(seconds=1)
        assert ids(ask(telegram, http, "getUpdates", offset=2)) == []
        assert (telegram.waiting, telegram.confirmed) == (0, [])


def test_the_later_one_of_two_updates_of_a_kind_expires_later(http: httpx.Client) -> None:
    clock = Clock()
    with LocalTelegram(now=clock) as telegram:
        telegram.push_update({"update_id": 7, "inline_query": {}})
        clock.time += timedelta(seconds=10)
        telegram.push_update({"update_id": 8, "inline_query": {}})
        clock.time += timedelta(seconds=30)
        assert ids(ask(telegram, http, "getUpdates")) == [8]


def test_an_update_with_a_longer_life_stays_when_a_later_one_expires(http: httpx.Client) -> None:
    clock = Clock()
    with LocalTelegram(now=clock) as telegram:
        say(telegram, "one")
        sent = ask(telegram, http, "sendMessage", chat_id=ANN.id, text="Sure?").json()["result"]
        telegram.user_presses(ANN, sent["message_id"], "yes")
        say(telegram, "two")
        clock.time += timedelta(minutes=3)
        assert telegram.waiting == 2
        assert texts(ask(telegram, http, "getUpdates")) == ["one", "two"]


def test_messages_have_the_date_of_the_servers_clock(http: httpx.Client) -> None:
    clock = Clock()
    with LocalTelegram(now=clock) as telegram:
        say(telegram, "one")
        update = ask(telegram, http, "getUpdates").json()["result"][0]
        sent = ask(telegram, http, "sendMessage", chat_id=ANN.id, text="two").json()["result"]
    assert update["message"]["date"] == sent["date"] == int(clock.time.timestamp())
