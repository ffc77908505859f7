"""Whoever walks through a client or a request finds a secret where it is kept, or not at all.

A client cannot send what it does not hold. Two kinds of object hold a secret, in slots, and show it in no repr.
"""

from __future__ import annotations

import asyncio
import pickle
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

import httpx
import pytest
from tests._core.scripted import MESSAGES, Twin
from tests._core.shown import check, reachable
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    RetryPolicy,
    SchedbotError,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults

ONCE = RetryPolicy(max_attempts=1)
TOKEN = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
KEY = secrets.token_urlsafe(30)
KEEPERS = frozenset({"Credential", "HeaderRedactor"})
NO_UPDATES = faults.answer(200, b'{"ok":true,"result":[]}')

Client: TypeAlias = TelegramClient | UsersClient | ChatClient | AsyncTelegramClient | AsyncUsersClient | AsyncChatClient
both = pytest.mark.parametrize("twin", ["sync", "async"])
supply = pytest.mark.parametrize("supplied", [False, True], ids=["own", "supplied"])


def look_through(client: Client, secret: str) -> None:
    """As a debugger does: every attribute, private ones too."""
    check(f"{client!r} {client!s} {vars(client)}", secret)
    kept = [thing for thing in reachable(client, KEEPERS) if type(thing).__name__ in KEEPERS]
    assert kept
    assert [keeper for keeper in kept if hasattr(keeper, "__dict__")] == []
    for thing in reachable(client, KEEPERS):
        check(f"{thing!r} {getattr(thing, '__dict__', '')}", secret)


def sync_walk(url: str, *, supplied: bool) -> None:
    with httpx.Client(trust_env=False) as mine:
        http = mine if supplied else None
        telegram = TelegramClient(TOKEN, base_url=url, retry=ONCE, http_client=http)
        users = UsersClient(url, token=KEY, retry=ONCE, http_client=http)
        chat = ChatClient(lambda: KEY, base_url=url, model="m", retry=ONCE, http_client=http)
        calls: list[tuple[Client, str, Callable[[], object]]] = [
            (telegram, TOKEN, lambda: telegram.get_updates(offset=0, timeout=0)),
            (users, KEY, lambda: users.get_user(42)),
            (chat, KEY, lambda: chat.complete(MESSAGES)),
        ]
        for client, secret, call in calls:
            look_through(client, secret)
            with suppress(SchedbotError):
                call()
            look_through(client, secret)
        for client in (telegram, users, chat):
            client.close()


async def async_walk(url: str, *, supplied: bool) -> None:
    async def key() -> str:
        return KEY

    async with httpx.AsyncClient(trust_env=False) as mine:
        http = mine if supplied else None
        telegram = AsyncTelegramClient(TOKEN, base_url=url, retry=ONCE, http_client=http)
        chat = AsyncChatClient(key, base_url=url, model="m", retry=ONCE, http_client=http)
        for client, secret in ((telegram, TOKEN), (chat, KEY)):
            look_through(client, secret)
        with suppress(SchedbotError):
            await telegram.get_updates(offset=0, timeout=0)
        with suppress(SchedbotError):
            await chat.complete(MESSAGES)
        for client, secret in ((telegram, TOKEN), (chat, KEY)):
            look_through(client, secret)
            await client.close()


@both
@supply
@on_rows("act", [NO_UPDATES, faults.answer(401), faults.reset()], ids=["success", "401", "reset"])
def test_a_walk_through_a_client_finds_its_secret_only_where_it_is_kept(
    act: faults.Fault, twin: Twin, supplied: bool
) -> None:
    with FaultServer(act) as server:
        if twin == "sync":
            sync_walk(server.url, supplied=supplied)
        else:
            asyncio.run(async_walk(server.url, supplied=supplied))


def test_the_walk_goes_far_enough_to_find_what_is_kept() -> None:
    with TelegramClient(TOKEN) as telegram:
        assert TOKEN in reachable(telegram, frozenset())


def sync_calls(url: str, http: httpx.Client | None) -> None:
    with (
        TelegramClient(TOKEN, base_url=url, retry=ONCE, http_client=http) as telegram,
        ChatClient(KEY, base_url=url, model="m", retry=ONCE, http_client=http) as chat,
    ):
        for call in (telegram.get_me, lambda: chat.complete(MESSAGES)):
            with pytest.raises(SchedbotError):
                call()


async def async_calls(url: str, http: httpx.AsyncClient | None) -> None:
    async with (
        AsyncTelegramClient(TOKEN, base_url=url, retry=ONCE, http_client=http) as telegram,
        AsyncChatClient(KEY, base_url=url, model="m", retry=ONCE, http_client=http) as chat,
    ):
        for call in (telegram.get_me(), chat.complete(MESSAGES)):
            with pytest.raises(SchedbotError):
                await call


class Onlooker:
    """Sees requests as an instrumentation of httpx does, right before they are sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.requests: list[httpx.Request] = []
        self.texts: list[str] = []
        send, async_send = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

        def look(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            self.look(request)
            return send(transport, request)

        async def async_look(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            self.look(request)
            return await async_send(transport, request)

        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", look)
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", async_look)

    def look(self, request: httpx.Request) -> None:
        self.requests.append(request)
        self.texts.append(f"{request!r} {request.url} {request.headers} {vars(request)} {request.extensions}")


@both
def test_a_request_of_our_own_holds_no_secret(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    onlooker = Onlooker(monkeypatch)
    with FaultServer(faults.answer(401)) as server:
        if twin == "sync":
            sync_calls(server.url, None)
        else:
            asyncio.run(async_calls(server.url, None))
    assert [request.url.path for request in onlooker.requests] == ["/bot~/getMe", "/chat/completions"]
    onlooker.texts.extend(f"{request.headers.raw} {pickle.dumps(request)!r}" for request in onlooker.requests)
    check("\n".join(onlooker.texts), TOKEN)
    check("\n".join(onlooker.texts), KEY)


@both
def test_a_request_of_a_supplied_client_shows_no_secret(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            await async_calls(url, http)

    onlooker = Onlooker(monkeypatch)
    with FaultServer(faults.answer(401)) as server:
        if twin == "async":
            asyncio.run(ask(server.url))
        else:
            with httpx.Client(trust_env=False) as http:
                sync_calls(server.url, http)
    assert [request.url.path for request in onlooker.requests] == ["/bot~/getMe", "/chat/completions"]
    onlooker.texts.append(repr(pickle.dumps(onlooker.requests[0])))  # a key is in the headers, and so in their pickle
    check("\n".join(onlooker.texts), TOKEN)
    check("\n".join(onlooker.texts), KEY)
