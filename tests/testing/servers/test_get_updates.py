"""What a getUpdates request confirms and gets, as far as it is known of the real server."""

from __future__ import annotations

import time

import httpx
from tests.rows import on_rows
from tests.testing.servers.bot_api import ask, ids, say, texts

from schedbot_sdk.testing.servers import LocalTelegram


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


@on_rows(("limit", "count"), [(1, 1), (2, 2), (0, 1), (-3, 1), (1000, 100), ("5x", 5), ("x", 1)])
def test_a_limit_is_clamped_and_never_refused(
    telegram: LocalTelegram, http: httpx.Client, limit: object, count: int
) -> None:
    telegram.reset()
    say(telegram, *(str(number) for number in range(105)))
    assert len(texts(ask(telegram, http, "getUpdates", limit=limit))) == count


@on_rows("offset", ["abc", "0", "", "0x10", 10**12])
def test_an_offset_is_read_as_the_number_that_it_begins_with(
    telegram: LocalTelegram, http: httpx.Client, offset: object
) -> None:
    telegram.reset()
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


@on_rows("offset", ["9" * 5000, "-" + "9" * 5000, "0" * 5000 + "1", "1" + "x" * 5000])
def test_an_offset_of_any_length_is_read(telegram: LocalTelegram, http: httpx.Client, offset: str) -> None:
    telegram.reset()
    say(telegram, "one")
    assert texts(ask(telegram, http, "getUpdates", offset=offset)) == ["one"]


@on_rows(("timeout", "understood"), [(-5, 0), (0, 0), ("x", 0), ("", 0), ("7 s", 7), (50, 50), (51, 50), (10**12, 50)])
def test_a_timeout_is_clamped_and_never_refused(
    telegram: LocalTelegram, http: httpx.Client, timeout: object, understood: int
) -> None:
    telegram.reset()
    say(telegram, "one")
    assert texts(ask(telegram, http, "getUpdates", timeout=timeout)) == ["one"]
    assert [poll.timeout for poll in telegram.polls] == [understood]


def test_an_offset_far_below_the_oldest_confirms_nothing(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one", "two")
    assert texts(ask(telegram, http, "getUpdates", offset=3)) == ["one", "two"]
    assert (telegram.waiting, telegram.confirmed) == (2, [])


def test_a_negative_offset_beyond_the_queue_deletes_nothing(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one", "two")
    assert texts(ask(telegram, http, "getUpdates", offset=-5)) == ["one", "two"]
    assert texts(ask(telegram, http, "getUpdates", offset=-(2**31))) == ["one", "two"]


def test_the_same_offset_again_at_once_gets_one_update_even_when_the_first_got_none(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    assert texts(ask(telegram, http, "getUpdates", offset=1)) == []
    say(telegram, "one", "two")
    assert texts(ask(telegram, http, "getUpdates", offset=1)) == ["one"]
    assert texts(ask(telegram, http, "getUpdates", offset=2)) == ["one", "two"]
    assert [poll.limit for poll in telegram.polls] == [100, 1, 100]


def test_an_answer_is_at_most_4_mib_so_a_short_batch_is_not_the_last(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, *("x" * 2**20 for _ in range(5)))
    first = ask(telegram, http, "getUpdates")
    assert (len(ids(first)), telegram.waiting) == (3, 5)
    assert len(first.content) <= 4 * 2**20
    assert len(ids(ask(telegram, http, "getUpdates", offset=ids(first)[-1] + 1))) == 2


def test_an_update_that_is_larger_than_an_answer_may_be_comes_alone(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "x" * 5 * 2**20, "small")
    assert len(ids(ask(telegram, http, "getUpdates"))) == 1
