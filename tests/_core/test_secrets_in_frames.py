"""A traceback with local variables holds no part of a secret, whatever ended the call and whoever raised it."""

from __future__ import annotations

import asyncio
import secrets
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Literal, Unpack

import httpx
import httpx2
import pytest
from tests._core.scripted import MESSAGES, Twin
from tests._core.shown import check, everything_about
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    CallOptions,
    ChatClient,
    ConfigurationError,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults.steps import Head, Send, Stall

TOKEN = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
KEY = secrets.token_urlsafe(30)
PASSWORD = secrets.token_urlsafe(20)
ECHO = f"{TOKEN} {KEY}".encode()
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n: ' + ECHO

Whose = Literal["own", "httpx", "httpx2"]
Work = Literal["updates", "complete", "stream"]
both = pytest.mark.parametrize("twin", ["sync", "async"])
works = pytest.mark.parametrize("work", ["updates", "complete", "stream"])
everybody = pytest.mark.parametrize("whose", ["own", "httpx", "httpx2"])

ECHOING_HEAD = Head(200, (("content-length", "999"), ("x-request-id", ECHO.decode())))
HALTS: dict[str, tuple[faults.Fault, CallOptions]] = {
    "before the answer": (faults.stall(), CallOptions()),
    "in its head": (faults.drip_head(), CallOptions()),
    "in its body": (faults.Fault((ECHOING_HEAD, Send(ECHO), Stall())), CallOptions()),
    "in a stream": (faults.event_stream(PART, then="stall"), CallOptions()),
    "while the request is written": (faults.unread(), CallOptions(extra_headers={"x-long": "x" * 12_000_000})),
}


def sync_client(whose: Whose) -> httpx.Client | httpx2.Client | None:
    if whose == "own":
        return None
    return httpx.Client(trust_env=False) if whose == "httpx" else httpx2.Client(trust_env=False)


def async_client(whose: Whose) -> httpx.AsyncClient | httpx2.AsyncClient | None:
    if whose == "own":
        return None
    return httpx.AsyncClient(trust_env=False) if whose == "httpx" else httpx2.AsyncClient(trust_env=False)


def call(work: Work, url: str, http: httpx.Client | httpx2.Client | None, **options: Unpack[CallOptions]) -> object:
    with (
        TelegramClient(TOKEN, base_url=url, http_client=http) as telegram,
        ChatClient(KEY, base_url=url, model="m", http_client=http) as chat,
    ):
        if work == "updates":
            return telegram.get_updates(offset=0, timeout=9, **options)
        if work == "complete":
            return chat.complete(MESSAGES, **options)
        with chat.stream(MESSAGES, **options) as stream:
            return list(stream)


async def async_call(
    work: Work, url: str, http: httpx.AsyncClient | httpx2.AsyncClient | None, **options: Unpack[CallOptions]
) -> object:
    async with (
        AsyncTelegramClient(TOKEN, base_url=url, http_client=http) as telegram,
        AsyncChatClient(KEY, base_url=url, model="m", http_client=http) as chat,
    ):
        if work == "updates":
            return await telegram.get_updates(offset=0, timeout=9, **options)
        if work == "complete":
            return await chat.complete(MESSAGES, **options)
        async with chat.stream(MESSAGES, **options) as stream:
            return [part async for part in stream]


def wait_for_a_call(server: FaultServer) -> None:
    while not server.connections:
        time.sleep(0.005)
    time.sleep(0.06)  # until it waits for what will not come


@contextmanager
def interrupt_a_call(server: FaultServer) -> Generator[None]:
    main = threading.get_ident()

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def send() -> None:
        wait_for_a_call(server)
        signal.pthread_kill(main, signal.SIGALRM)

    before = signal.signal(signal.SIGALRM, interrupt)
    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    try:
        yield
    finally:
        sender.join(5)
        signal.signal(signal.SIGALRM, before)


def interrupted(work: Work, server: FaultServer, whose: Whose, options: CallOptions) -> BaseException:
    http = sync_client(whose)
    try:
        with pytest.raises(KeyboardInterrupt) as caught, interrupt_a_call(server):
            call(work, server.url, http, **options)
    finally:
        if http is not None:
            http.close()
    return caught.value


async def cancelled(work: Work, server: FaultServer, whose: Whose, options: CallOptions) -> BaseException:
    http = async_client(whose)
    task = asyncio.create_task(async_call(work, server.url, http, **options))
    await asyncio.to_thread(wait_for_a_call, server)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    if http is not None:
        await http.aclose()
    return caught.value


@both
@works
@everybody
@on_rows("halt", list(HALTS)[:-1])
def test_an_interrupted_call_leaves_no_secret_in_its_traceback(halt: str, whose: Whose, work: Work, twin: Twin) -> None:
    check_interrupted(halt, whose, work, twin)


@both
@works
@everybody
@pytest.mark.slow
def test_a_call_that_is_interrupted_while_it_sends_leaves_no_secret_in_its_traceback(
    whose: Whose, work: Work, twin: Twin
) -> None:
    check_interrupted(list(HALTS)[-1], whose, work, twin)


def check_interrupted(halt: str, whose: Whose, work: Work, twin: Twin) -> None:
    act, options = HALTS[halt]
    with FaultServer(act) as server:
        if twin == "sync":
            error = interrupted(work, server, whose, options)
        else:
            error = asyncio.run(cancelled(work, server, whose, options))
    check(everything_about(error), TOKEN)
    check(everything_about(error), KEY)


def call_with_a_closed_client(work: Work, whose: Whose) -> None:
    http = sync_client(whose)
    assert http is not None
    http.close()
    call(work, "http://127.0.0.1:9", http)


async def async_call_with_a_closed_client(work: Work, whose: Whose) -> None:
    http = async_client(whose)
    assert http is not None
    await http.aclose()
    await async_call(work, "http://127.0.0.1:9", http)


@both
@works
@on_rows("whose", ["httpx", "httpx2"])
def test_a_closed_supplied_client_shows_no_secret(whose: Whose, work: Work, twin: Twin) -> None:
    ask = {
        "sync": lambda: call_with_a_closed_client(work, whose),
        "async": lambda: asyncio.run(async_call_with_a_closed_client(work, whose)),
    }
    with pytest.raises(ConfigurationError, match="closed") as caught:
        ask[twin]()
    check(everything_about(caught.value), TOKEN)
    check(everything_about(caught.value), KEY)


@works
def test_an_exception_of_a_transport_of_the_users_own_says_where_it_came_from_and_tells_no_secret(work: Work) -> None:
    def broken_transport(request: httpx.Request) -> httpx.Response:
        raise LookupError("a bug")

    with (
        httpx.Client(transport=httpx.MockTransport(broken_transport)) as http,
        pytest.raises(LookupError, match="a bug") as caught,
    ):
        call(work, "http://127.0.0.1:9", http)
    assert caught.traceback[-1].name == "broken_transport"
    check(everything_about(caught.value), TOKEN)
    check(everything_about(caught.value), KEY)


PROXY = f"http://user:{PASSWORD}@127.0.0.1:9"


async def complete_with_a_bad_key() -> object:
    async def key() -> str:
        return KEY + "\n"

    async with AsyncChatClient(key, model="m") as chat:
        return await chat.complete(MESSAGES)


REFUSED: dict[str, Callable[[], object]] = {
    "a token with a line feed": lambda: TelegramClient(TOKEN + "\n"),
    "a token with a line feed, async": lambda: AsyncTelegramClient(TOKEN + "\n"),
    "a key with a space": lambda: ChatClient(KEY + " "),
    "a key with a space, async": lambda: AsyncChatClient(KEY + " "),
    "a users token with a line feed": lambda: UsersClient("http://u", token=KEY + "\n"),
    "a token beside a wrong address": lambda: TelegramClient(TOKEN, base_url="nonsense"),
    "a key function with a bad key": lambda: ChatClient(lambda: KEY + "\n", model="m").complete(MESSAGES),
    "an async key function with a bad key": lambda: asyncio.run(complete_with_a_bad_key()),
    "from_env with a bad token": lambda: TelegramClient.from_env(token=TOKEN + "\n"),
    "from_env with a bad token, async": lambda: AsyncTelegramClient.from_env(token=TOKEN + "\n"),
    "from_env with a bad users token": lambda: UsersClient.from_env(base_url="http://u", token=KEY + " "),
    "from_env with a bad users token, async": lambda: AsyncUsersClient.from_env(base_url="http://u", token=KEY + " "),
    "from_env with a bad key": lambda: ChatClient.from_env(api_key=KEY + "\n"),
    "from_env with a bad key, async": lambda: AsyncChatClient.from_env(api_key=KEY + "\n"),
    "from_env with a bad address": lambda: TelegramClient.from_env(token=TOKEN, base_url="nonsense"),
    "a bad users token, async": lambda: AsyncUsersClient("http://u", token=KEY + "\n"),
    "a bad option": lambda: ChatClient(KEY, max_connections=0),
    "an unknown keyword of a call": lambda: TelegramClient(TOKEN).get_me(nonsense=1),  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    "a proxy that is none": lambda: TelegramClient(TOKEN, proxy=PROXY.replace("http", "nonsense")),
    "a proxy that is none, async": lambda: AsyncTelegramClient(TOKEN, proxy=PROXY.replace("http", "nonsense")),
    "a proxy whose port is none": lambda: ChatClient(KEY, proxy=PROXY.replace(":9", ":nine")),
    "a proxy beside a bad option": lambda: UsersClient("http://u", proxy=PROXY, max_connections=0),
    "a proxy beside a bad option, async": lambda: AsyncChatClient(KEY, proxy=PROXY, max_connections=0),
}


@on_rows("name", REFUSED)
def test_a_refusal_has_no_secret_in_its_traceback(name: str) -> None:
    with pytest.raises((ConfigurationError, TypeError)) as caught:
        REFUSED[name]()
    for secret in (TOKEN, KEY, PASSWORD):
        check(everything_about(caught.value), secret)


@pytest.mark.parametrize(
    ("name", "make"),
    [("TELEGRAM_BOT_TOKEN", TelegramClient.from_env), ("OPENAI_API_KEY", AsyncChatClient.from_env)],
)
def test_a_bad_value_of_the_environment_is_not_repeated(
    name: str, make: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"{TOKEN} {KEY}")
    with pytest.raises(ConfigurationError) as caught:
        make()
    check(everything_about(caught.value), TOKEN)
    check(everything_about(caught.value), KEY)


def test_a_key_function_that_fails_shows_its_own_frames_and_no_key_that_it_gave_before() -> None:
    def no_key() -> str:
        raise LookupError("the vault is closed")

    keys: list[Callable[[], str]] = [no_key, lambda: KEY]
    with (
        FaultServer(faults.answer(401)) as server,
        ChatClient(lambda: keys.pop()(), base_url=server.url, model="m") as chat,
    ):
        with pytest.raises(Exception, match="401"):
            chat.complete(MESSAGES)
        with pytest.raises(LookupError, match="vault") as caught:
            chat.complete(MESSAGES)
    assert caught.traceback[-1].name == "no_key"
    check(everything_about(caught.value), KEY)


def test_a_secret_that_shows_is_found() -> None:
    def fail(key: str) -> None:
        raise LookupError

    with pytest.raises(LookupError) as caught:
        asyncio.run(asyncio.wait_for(asyncio.to_thread(fail, KEY), 5))
    with pytest.raises(AssertionError):
        check(everything_about(caught.value), KEY)
