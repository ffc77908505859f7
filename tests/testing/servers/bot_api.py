"""The Bot API as a bot without any library speaks it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import httpx

from schedbot_sdk.testing.servers import LocalTelegram, Person

ANN = Person(42, "Ann")
KATE = Person(43, "Kate", "ru", "kate")


def ask(telegram: LocalTelegram, http: httpx.Client, method: str, **params: object) -> httpx.Response:
    return http.post(f"{telegram.base_url}/bot{telegram.token}/{method}", json=params)


def texts(response: httpx.Response) -> list[str]:
    return [update["message"]["text"] for update in response.json()["result"]]


def ids(response: httpx.Response) -> list[int]:
    return [update["update_id"] for update in response.json()["result"]]


def say(telegram: LocalTelegram, *said: str) -> None:
    for text in said:
        telegram.user_says(ANN, text)


def later(seconds: float, telegram: LocalTelegram, text: str) -> None:
    timer = threading.Timer(seconds, say, (telegram, text))
    timer.daemon = True
    timer.start()


def until(is_so: Callable[[], bool], seconds: float = 5) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, "it never came to that"
        time.sleep(0.005)


@contextmanager
def waiting_poll(telegram: LocalTelegram, **params: object) -> Generator[Future[httpx.Response]]:
    """A getUpdates request that waits, on a connection of its own."""
    with ThreadPoolExecutor(1) as pool, httpx.Client(timeout=20) as http:
        asked = len(telegram.polls)
        future = pool.submit(ask, telegram, http, "getUpdates", **{"timeout": 10, **params})
        until(lambda: len(telegram.polls) > asked and telegram.is_polled)
        yield future
