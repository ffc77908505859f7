"""A proxy's password, and what a caller puts into extra_headers, show no more than a token does."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import re
import secrets
import urllib.parse
from collections.abc import Callable
from typing import TypeAlias

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
    PostOptions,
    RetryPolicy,
    SchedbotError,
    StatusError,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.options import ClientOptions
from schedbot_sdk.testing import FaultServer, faults

ONCE = RetryPolicy(max_attempts=1)
TWICE = RetryPolicy(max_attempts=2, initial_wait=0.001)
VALUE = f"{secrets.token_urlsafe(12)}/+{secrets.token_urlsafe(12)}="
PASSWORD = f"{secrets.token_urlsafe(9)}/+:{secrets.token_urlsafe(9)}"
TOKEN = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"

both = pytest.mark.parametrize("twin", ["sync", "async"])
services = pytest.mark.parametrize("service", ["telegram", "users", "chat", "stream"])
FORMS: dict[str, Callable[[str], str]] = {
    "as it stands": lambda secret: secret,
    "URL-encoded": lambda secret: urllib.parse.quote(secret, safe=""),
    "URL-encoded in lower case": lambda secret: re.sub(
        "%..", lambda found: found[0].lower(), urllib.parse.quote_plus(secret)
    ),
    "in base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "in base64 for URLs without padding": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "in base64 behind a name": lambda secret: base64.b64encode(f"Bearer {secret}".encode()).decode(),
}  # fmt: skip
form = on_rows("name", FORMS)
Events: TypeAlias = list[CallEvent]


def call(service: str, twin: Twin, url: str, options: PostOptions, **made: object) -> tuple[SchedbotError, Events]:
    """The error of one call, and its events."""
    events: Events = []
    given = ClientOptions(**{"retry": ONCE, "on_event": events.append, **made})  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]

    def once() -> None:
        if twin == "sync":
            sync_call(service, url, options, given)
        else:
            asyncio.run(async_call(service, url, options, given))

    with pytest.raises(SchedbotError) as caught:
        once()
    return caught.value, events


def sync_call(service: str, url: str, options: PostOptions, given: ClientOptions) -> None:
    if service == "telegram":
        with TelegramClient(TOKEN, base_url=url, **given) as telegram:
            telegram.send_message(1, "hi", **options)
    elif service == "users":
        with UsersClient(url, **given) as users:
            users.get_user(1, extra_headers=options.get("extra_headers"), extra_query=options.get("extra_query"))
    else:
        with ChatClient("k", base_url=url, model="m", **given) as chat:
            if service == "chat":
                chat.complete(MESSAGES, **options)
            with chat.stream(MESSAGES, **options) as stream:
                list(stream)


async def async_call(service: str, url: str, options: PostOptions, given: ClientOptions) -> None:
    if service == "telegram":
        async with AsyncTelegramClient(TOKEN, base_url=url, **given) as telegram:
            await telegram.send_message(1, "hi", **options)
    elif service == "users":
        async with AsyncUsersClient(url, **given) as users:
            await users.get_user(1, extra_headers=options.get("extra_headers"), extra_query=options.get("extra_query"))
    else:
        async with AsyncChatClient("k", base_url=url, model="m", **given) as chat:
            if service == "chat":
                await chat.complete(MESSAGES, **options)
            async with chat.stream(MESSAGES, **options) as stream:
                _ = [part async for part in stream]


def echo(shown: str, status: int = 401) -> faults.Fault:
    """An answer that repeats a secret wherever an answer can."""
    words = {"message": f"you sent {shown} here", "code": shown, "type": shown, "param": shown}
    body = json.dumps({"ok": False, "error_code": status, "description": f"you sent {shown}", "error": words})
    headers = {"x-request-id": shown, "x-ratelimit-limit": shown, "server": shown}
    return faults.answer(status, body.encode(), headers=headers)


def check_all(error: SchedbotError, events: Events, caplog: pytest.LogCaptureFixture, *hidden: str) -> None:
    assert events
    for secret in hidden:
        check("\n".join([everything_about(error), *map(repr, events), logged(caplog)]), secret)


@both
@services
@form
def test_the_value_of_an_extra_header_shows_nowhere(
    name: str, service: str, twin: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = FORMS[name](VALUE)
    options = PostOptions(extra_headers={"X-Own-Door": VALUE, "Authorization": f"Bearer {VALUE}"})
    with FaultServer(echo(shown)) as server:
        error, events = call(service, twin, server.url, options)
    assert isinstance(error, StatusError)
    assert "you sent" in error.detail
    check_all(error, events, caplog, VALUE, shown)


@both
@services
@form
def test_the_password_of_a_proxy_shows_nowhere(
    name: str, service: str, twin: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = FORMS[name](f"ann:{PASSWORD}")
    with FaultServer(echo(shown, 407)) as server:
        proxy = server.url.replace("http://", f"http://ann:{urllib.parse.quote(PASSWORD, safe='')}@")
        error, events = call(service, twin, "http://service.example", PostOptions(), proxy=proxy)
    assert isinstance(error, StatusError)
    assert error.status_code == 407
    basic = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
    # In base64 its ends depend on what stands beside it.
    check_all(error, events, caplog, PASSWORD, urllib.parse.quote(PASSWORD, safe=""), basic, shown[10:-4])


@both
def test_the_password_of_a_proxy_of_the_environment_shows_nowhere(
    twin: Twin, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(echo(PASSWORD, 407)) as server:
        proxy = server.url.replace("http://", f"http://ann:{urllib.parse.quote(PASSWORD, safe='')}@")
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        error, events = call("users", twin, "http://service.example", PostOptions())
    assert isinstance(error, StatusError)
    check_all(error, events, caplog, PASSWORD)


@both
def test_a_key_in_extra_query_is_hidden_although_the_server_repeats_it(
    twin: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(echo(VALUE)) as server:
        error, events = call("users", twin, server.url, PostOptions(extra_query={"key": VALUE}))
    check_all(error, events, caplog, VALUE)


@both
def test_a_harmless_header_leaves_the_words_of_an_error_alone(twin: Twin) -> None:
    harmless = {"X-Flag": "1", "X-Form": "application/json", "X-Request-Id": "own-id-1234567"}
    with FaultServer(echo("own-id-1234567 1 true application/json")) as server:
        error, _ = call("chat", twin, server.url, PostOptions(extra_headers=harmless))
    assert isinstance(error, StatusError)
    assert error.detail == "you sent own-id-1234567 1 true application/json here"
    assert error.request_id == "own-id-1234567 1 true application/json"


@both
@on_rows(
    "given",
    [{"X-Api-Key": VALUE}, {"X-Api-Key": VALUE.encode()}, [("x-api-key", VALUE)], VALUE],
    ids=["a dict", "a dict of bytes", "a list", "a text"],
)
@on_rows("keyword", ["extra_headers", "extra_query", "extra_header", "headers"])
def test_a_refusal_of_a_keyword_shows_no_value_in_its_frames(keyword: str, given: object, twin: Twin) -> None:
    wrong: PostOptions = {keyword: given, "deadline": -1}  # type: ignore[misc]  # pyright: ignore[reportAssignmentType]

    def once() -> None:
        if twin == "sync":
            TelegramClient(TOKEN).send_message(1, "hi", **wrong)
        else:
            asyncio.run(AsyncTelegramClient(TOKEN).send_message(1, "hi", **wrong))

    with pytest.raises((SchedbotError, TypeError)) as caught:
        once()
    check(everything_about(caught.value), VALUE)


@services
def test_a_call_that_is_cancelled_shows_no_extra_header(service: str) -> None:
    async def main(url: str) -> None:
        options = PostOptions(extra_headers={"Authorization": f"Bearer {VALUE}", "X-Door": VALUE})
        async with asyncio.timeout(0.1):
            await async_call(service, url, options, ClientOptions(retry=ONCE))

    with FaultServer(faults.stall()) as server, pytest.raises(TimeoutError) as caught:
        asyncio.run(main(server.url))
    assert isinstance(caught.value.__cause__, asyncio.CancelledError)
    check(everything_about(caught.value), VALUE)


@services
def test_a_call_that_is_interrupted_shows_no_extra_header(service: str) -> None:
    def interrupt(event: CallEvent) -> None:
        raise KeyboardInterrupt

    options = PostOptions(extra_headers={"Authorization": f"Bearer {VALUE}"})
    with FaultServer(faults.stall()) as server, pytest.raises(KeyboardInterrupt) as caught:
        sync_call(service, server.url, options, ClientOptions(retry=ONCE, on_event=interrupt))
    check(everything_about(caught.value), VALUE)


@both
def test_a_callers_own_dict_stays_as_it_was(twin: Twin) -> None:
    headers = {"X-Api-Key": VALUE}
    with FaultServer(faults.answer(401)) as server:
        call("users", twin, server.url, PostOptions(extra_headers=headers))
    assert headers == {"X-Api-Key": VALUE}
    assert repr(headers) == repr({"X-Api-Key": VALUE})


@both
def test_a_stream_that_is_asked_for_in_another_form_keeps_what_the_caller_added(twin: Twin) -> None:
    refused = faults.answer(400, b'{"error": {"message": "unknown field stream_options"}}')
    with FaultServer(refused, echo(VALUE)) as server:
        options = PostOptions(extra_headers={"X-Api-Key": VALUE})
        error, events = call("stream", twin, server.url, options)
        assert server.requests == 2
    check("\n".join([everything_about(error), *map(repr, events)]), VALUE)
