"""Whatever happens to a call, no part of a token or key is in anything that a program prints, logs or reports."""

from __future__ import annotations

import asyncio
import logging
import secrets
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests._core.scripted import MESSAGES, Twin
from tests._core.shown import check, everything_about, logged
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    CallEvent,
    ChatClient,
    RequestTimeoutError,
    RetryPolicy,
    SchedbotError,
    StatusError,
    TelegramClient,
    TransportError,
    UsersClient,
)
from schedbot_sdk.options import ClientOptions
from schedbot_sdk.testing import FaultServer, faults

TWICE = RetryPolicy(max_attempts=2, initial_wait=0.001)
TOKEN = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
KEY = secrets.token_urlsafe(30)
USERS_TOKEN = secrets.token_urlsafe(24)
SECRETS = {"telegram": TOKEN, "users": USERS_TOKEN, "chat": KEY}


Act = Callable[[str], faults.Fault]
OUTCOMES: dict[str, Act] = {
    "401 in plain text": lambda echo: faults.answer(401, echo.encode(), content_type="text/plain"),
    "401 in JSON": lambda echo: faults.answer(
        401, f'{{"error":{{"message":"{echo}"}},"description":"{echo}"}}'.encode()
    ),
    "401 in HTML": lambda echo: faults.answer(401, f"<title>{echo}</title>".encode(), content_type="text/html"),
    "401 with the secret where the detail is cut": lambda echo: faults.answer(
        401, f"{'x ' * 140}{echo}".encode(), content_type="text/plain"
    ),
    "200 that is no answer": lambda echo: faults.answer(200, f'{{"{echo}":"{echo}"}}'.encode()),
    "200 with an error inside": lambda echo: faults.answer(
        200, f'{{"ok":false,"error_code":401,"description":"{echo}","error":{{"message":"{echo}"}}}}'.encode()
    ),
    "an error event": lambda echo: faults.event_stream(f'data: {{"error":{{"message":"{echo}"}}}}\n\n'.encode()),
    "503 with echoing headers": lambda echo: faults.answer(
        503, headers={"x-request-id": echo, "retry-after": "0", "x-ratelimit-remaining": echo}, content_type=echo
    ),
    "a redirect": lambda echo: faults.answer(302, headers={"location": f"https://h/bot{echo}/getMe"}),
    "reset": lambda _: faults.reset(),
    "cut body": lambda echo: faults.cut(f'{{"a":"{echo}"'.encode()),
    "garbage": lambda echo: faults.garbage(f"{echo}\r\n\r\n".encode()),
}  # fmt: skip
ECHOES_IN_ITS_HEAD = ("503 with echoing headers", "a redirect", "garbage")


@dataclass
class Observed:
    """All that could be seen of some calls."""

    errors: list[SchedbotError]
    events: list[CallEvent]
    clients: list[Any]

    def text(self) -> str:
        return "\n".join([
            *map(everything_about, self.errors),
            *map(repr, self.events),
            *(f"{client!r} {client!s} {vars(client)}" for client in self.clients),
        ])  # fmt: skip


def call(service: str, twin: Twin, url: str, *, supplied: bool, timeouts: float | None = None) -> Observed:
    if twin == "sync":
        return sync_calls(service, url, supplied=supplied, timeouts=timeouts)
    return asyncio.run(async_calls(service, url, supplied=supplied, timeouts=timeouts))


def sync_calls(service: str, url: str, *, supplied: bool, timeouts: float | None = None) -> Observed:
    seen = Observed([], [], [])
    options = ClientOptions(retry=TWICE, timeouts=timeouts, on_event=seen.events.append)
    with httpx.Client(trust_env=False) as mine:
        http = mine if supplied else None
        calls: list[Callable[[], object]] = []
        if service == "telegram":
            telegram = TelegramClient(TOKEN, base_url=url, http_client=http, **options)
            seen.clients.append(telegram)
            calls = [telegram.get_me, lambda: telegram.get_updates(offset=0, timeout=0)]
        elif service == "users":
            users = UsersClient(url, token=USERS_TOKEN, http_client=http, **options)
            seen.clients.append(users)
            calls = [lambda: users.get_user(42)]
        else:
            chat = ChatClient(lambda: KEY, base_url=url, model="m", http_client=http, **options)
            seen.clients.append(chat)

            def stream() -> object:
                with chat.stream(MESSAGES) as parts:
                    return list(parts)

            calls = [lambda: chat.complete(MESSAGES), stream]
        for work in calls:
            try:
                work()
            except SchedbotError as error:
                seen.errors.append(error)
        for client in seen.clients:
            client.close()
    return seen


async def async_calls(service: str, url: str, *, supplied: bool, timeouts: float | None = None) -> Observed:
    seen = Observed([], [], [])
    options = ClientOptions(retry=TWICE, timeouts=timeouts, on_event=seen.events.append)

    async def key() -> str:
        return KEY

    async with httpx.AsyncClient(trust_env=False) as mine:
        http = mine if supplied else None
        calls: list[Awaitable[object]] = []
        if service == "telegram":
            telegram = AsyncTelegramClient(TOKEN, base_url=url, http_client=http, **options)
            seen.clients.append(telegram)
            calls = [telegram.get_me(), telegram.get_updates(offset=0, timeout=0)]
        elif service == "users":
            users = AsyncUsersClient(url, token=USERS_TOKEN, http_client=http, **options)
            seen.clients.append(users)
            calls = [users.get_user(42)]
        else:
            chat = AsyncChatClient(key, base_url=url, model="m", http_client=http, **options)
            seen.clients.append(chat)

            async def stream() -> object:
                async with chat.stream(MESSAGES) as parts:
                    return [part async for part in parts]

            calls = [chat.complete(MESSAGES), stream()]
        for work in calls:
            try:
                await work
            except SchedbotError as error:
                seen.errors.append(error)
        for client in seen.clients:
            await client.close()
    return seen


everywhere = pytest.mark.parametrize("service", SECRETS)
both = pytest.mark.parametrize("twin", ["sync", "async"])
supply = pytest.mark.parametrize("supplied", [False, True], ids=["own", "supplied"])


@both
@supply
@everywhere
@on_rows("name", OUTCOMES)
def test_no_part_of_a_secret_shows(
    name: str,
    service: str,
    twin: Twin,
    supplied: bool,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = SECRETS[service]
    caplog.set_level(logging.DEBUG)
    with FaultServer(OUTCOMES[name](secret)) as server, warnings.catch_warnings(record=True) as warned:
        seen = call(service, twin, server.url, supplied=supplied)
    assert seen.errors
    assert any(record.name.startswith("httpcore") for record in caplog.records), "httpcore has logged its steps"
    check(seen.text(), secret)
    check("\n".join(str(warning.message) for warning in warned), secret)
    check(str(capsys.readouterr()), secret)
    if supplied and name in ECHOES_IN_ITS_HEAD:
        return  # a supplied client logs the head itself
    check(logged(caplog), secret)
    assert any(record.name == f"schedbot_sdk.{service}" for record in caplog.records)
    assert name not in ECHOES_IN_ITS_HEAD or "*" * len(secret.rpartition(":")[2]) in caplog.text


@both
@supply
@everywhere
@on_rows("name", ["refused", "silence"])
def test_no_part_of_a_secret_shows_without_a_response(
    name: str, service: str, twin: Twin, supplied: bool, caplog: pytest.LogCaptureFixture
) -> None:
    secret = SECRETS[service]
    caplog.set_level(logging.DEBUG)
    with FaultServer(faults.stall()) as server, faults.closed_port() as closed, warnings.catch_warnings(record=True):
        url = closed if name == "refused" else server.url
        seen = call(service, twin, url, supplied=supplied, timeouts=0.05)
    assert {type(error) for error in seen.errors} == {TransportError if name == "refused" else RequestTimeoutError}
    check(seen.text(), secret)
    check(logged(caplog), secret)


@both
@supply
def test_no_part_of_a_secret_shows_when_a_call_succeeds(
    twin: Twin, supplied: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ann = faults.answer(
        200,
        b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}',
        headers={} if supplied else {"x-request-id": USERS_TOKEN, "x-ratelimit-remaining": USERS_TOKEN},
    )
    with FaultServer(ann) as server:
        seen = call("users", twin, server.url, supplied=supplied)
    assert [event.kind for event in seen.events] == ["attempt", "success"]
    check(seen.text(), USERS_TOKEN)
    check(logged(caplog), USERS_TOKEN)


def test_a_redirect_is_reported_and_not_followed() -> None:
    with (
        FaultServer(faults.answer(307, headers={"location": "/elsewhere"})) as server,
        UsersClient(server.url, token=USERS_TOKEN) as users,
    ):
        with pytest.raises(StatusError, match="a redirect, which the client does not follow") as caught:
            users.get_user(42)
        assert (caught.value.status_code, server.requests) == (307, 1)


def test_a_key_that_changes_is_hidden_while_its_answer_may_still_come() -> None:
    keys = [secrets.token_urlsafe(30) for _ in range(5)]
    unused_keys = iter(keys)
    echo = faults.answer(401, " ".join(keys).encode(), content_type="text/plain")
    with FaultServer(echo) as server, ChatClient(lambda: next(unused_keys), base_url=server.url, model="m") as chat:
        for used in range(1, 6):
            with pytest.raises(SchedbotError) as caught:
                chat.complete(MESSAGES)
            assert [key for key in keys[:used] if key in everything_about(caught.value)] == []


def test_short_stand_ins_for_a_key_do_not_eat_the_words_of_a_message() -> None:
    answer = faults.answer(404, b"model not found, try ollama pull", content_type="text/plain")
    with (
        FaultServer(answer) as server,
        ChatClient("ollama", base_url=server.url, model="m") as chat,
        pytest.raises(SchedbotError, match="try ollama pull"),
    ):
        chat.complete(MESSAGES)
