"""Requests that wait, two bots with one token, and the record that a test reads afterwards."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.testing.servers.bot_api import ANN, ask, ids, later, say, texts, until, waiting_poll

from schedbot_sdk.testing.servers import LocalTelegram


def test_a_long_poll_really_waits_and_answers_at_once_when_an_update_comes(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    began = time.monotonic()
    later(0.3, telegram, "late")
    assert texts(ask(telegram, http, "getUpdates", timeout=10)) == ["late"]
    assert 0.25 < time.monotonic() - began < 5


def test_a_long_poll_without_updates_ends_empty_at_its_timeout(telegram: LocalTelegram, http: httpx.Client) -> None:
    began = time.monotonic()
    assert texts(ask(telegram, http, "getUpdates", timeout=1)) == []
    assert 0.9 < time.monotonic() - began < 5


def test_the_older_one_of_two_waiting_polls_gets_409(telegram: LocalTelegram, http: httpx.Client) -> None:
    with waiting_poll(telegram) as older:
        later(0.3, telegram, "for the newer")
        assert texts(ask(telegram, http, "getUpdates", timeout=10)) == ["for the newer"]
        answer = older.result(5)
    assert answer.status_code == 409
    assert answer.json()["description"].startswith("Conflict: terminated by other getUpdates request")


def test_a_negative_offset_does_not_delete_updates_that_arrive_while_its_request_waits(telegram: LocalTelegram) -> None:
    with waiting_poll(telegram, offset=-1) as poll:
        say(telegram, *(str(number) for number in range(200)))
        assert texts(poll.result(5))[0] == "0"
    assert (telegram.waiting, telegram.confirmed) == (200, [])


def test_a_negative_offset_while_another_request_waits_leaves_that_one_alone(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    with waiting_poll(telegram) as poll:
        assert texts(ask(telegram, http, "getUpdates", offset=-1)) == []
        say(telegram, "late")
        assert texts(poll.result(5)) == ["late"]


def test_with_a_backlog_two_bots_get_the_same_updates_and_no_409(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "one", "two")
    with httpx.Client(timeout=10) as other:
        for _ in range(3):
            first, second = (ask(telegram, bot, "getUpdates", offset=1, timeout=10) for bot in (http, other))
            assert (first.status_code, second.status_code) == (200, 200)
            assert texts(first)[0] == texts(second)[0] == "one"


def test_a_request_that_does_not_wait_takes_nothing_over(telegram: LocalTelegram, http: httpx.Client) -> None:
    with waiting_poll(telegram, offset=1) as poll:
        assert texts(ask(telegram, http, "getUpdates", offset=2)) == []
        assert telegram.is_polled
        say(telegram, "late")
        assert texts(poll.result(5)) == ["late"]


def test_each_new_poll_of_three_bots_ends_the_previous_one(telegram: LocalTelegram) -> None:
    with waiting_poll(telegram) as first, waiting_poll(telegram, offset=1) as second:
        assert first.result(5).status_code == 409
        with waiting_poll(telegram, offset=2) as third:
            assert second.result(5).status_code == 409
            say(telegram, "for the last")
            assert texts(third.result(5)) == ["for the last"]


def test_who_hangs_up_loses_nothing_and_is_not_waited_for_any_more(telegram: LocalTelegram, http: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        http.get(f"{telegram.base_url}/bot{telegram.token}/getUpdates?timeout=20", timeout=0.2)
    until(lambda: not telegram.is_polled)
    say(telegram, "late")
    assert telegram.waiting == 1
    assert telegram.requests == []
    assert texts(ask(telegram, http, "getUpdates")) == ["late"]


def test_without_long_polls_an_empty_answer_comes_at_once(http: httpx.Client) -> None:
    with LocalTelegram(long_polls=False) as telegram:
        began = time.monotonic()
        for _ in range(20):
            assert texts(ask(telegram, http, "getUpdates", offset=1, timeout=50)) == []
        assert time.monotonic() - began < 5
        assert [poll.timeout for poll in telegram.polls] == [50] * 20
        say(telegram, "one")
        assert texts(ask(telegram, http, "getUpdates", offset=2, timeout=50)) == ["one"]


def test_every_request_for_updates_is_recorded_with_what_it_confirmed(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "one", "two", "three")
    began = time.monotonic()
    first, second, third = ids(ask(telegram, http, "getUpdates", limit=7, timeout=3))
    ask(telegram, http, "getUpdates", offset=third)
    telegram.fail_next(502)
    ask(telegram, http, "getUpdates", offset=third + 1)
    assert [(poll.offset, poll.limit, poll.timeout, poll.confirmed) for poll in telegram.polls] == [
        (0, 7, 3, 0), (third, 100, 0, 2),
    ]  # fmt: skip
    assert began <= telegram.polls[0].at <= telegram.polls[1].at <= time.monotonic()
    assert (telegram.confirmed, telegram.waiting) == ([first, second], 1)


def test_updates_that_a_negative_offset_deletes_are_recorded_as_confirmed(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    say(telegram, "one", "two", "three")
    last = ids(ask(telegram, http, "getUpdates", offset=-1))[0]
    assert telegram.confirmed == [last - 2, last - 1]
    assert telegram.polls[0].confirmed == 2


def test_many_people_at_once_are_all_heard_once(telegram: LocalTelegram, http: httpx.Client) -> None:
    def write(writer: int) -> None:
        for number in range(200):
            telegram.user_says(ANN, f"{writer}-{number}")

    heard: list[str] = []
    offset = 1
    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(write, writer) for writer in range(8)]
        while len(heard) < 1600:
            answer = ask(telegram, http, "getUpdates", offset=offset, timeout=5)
            assert texts(answer), f"only {len(heard)} were heard"
            heard += texts(answer)
            offset = ids(answer)[-1] + 1
        for each in writing:
            each.result()
    assert sorted(heard) == sorted(f"{writer}-{number}" for writer in range(8) for number in range(200))
    for writer in range(8):
        assert [text for text in heard if text.startswith(f"{writer}-")] == [f"{writer}-{n}" for n in range(200)]
