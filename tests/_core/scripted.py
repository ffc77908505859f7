"""A server played by a script, and a clock that only moves when somebody sleeps: the same for both twins."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import httpx
import pytest
from typing_extensions import override

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    CallEvent,
    CallOptions,
    ChatClient,
    RetryPolicy,
    SchedbotError,
    TelegramClient,
    Timeouts,
    UsersClient,
)
from schedbot_sdk._core import runtime

NOW = 1_800_000_000.0
TOKEN = "123456:AAE-scripted_token"
MESSAGES = [{"role": "user", "content": "plan my day"}]

Action: TypeAlias = Literal["updates", "user", "complete", "stream", "send", "call get", "call set"]
Twin: TypeAlias = Literal["sync", "async"]


@dataclass(frozen=True)
class Reply:
    """One scripted answer; `takes` seconds pass on the clock before it comes."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    takes: float = 0.0


Step: TypeAlias = "Reply | type[httpx.RequestError]"


@dataclass
class Clock:
    """Time and chance that a test decides."""

    now: float = 1000.0
    chance: float = 0.5
    slept: list[float] = field(default_factory=list[float])

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def runtime(self) -> runtime.Runtime:
        return runtime.Runtime(
            monotonic=lambda: self.now,
            time=lambda: NOW,
            random=lambda: self.chance,
            sleep=self.sleep,
            async_sleep=self.async_sleep,
        )


class ScriptedServer(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers by the script, then fails the test that asks for more."""

    def __init__(self, steps: list[Step], clock: Clock) -> None:
        self._steps = list(steps)
        self._clock = clock
        self.requests: list[httpx.Request] = []

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert self._steps, f"request {len(self.requests)} was not in the script"
        step = self._steps.pop(0)
        if isinstance(step, Reply):
            self._clock.now += step.takes
            return httpx.Response(step.status, headers=dict(step.headers), content=step.body.encode())
        raise step("scripted", request=request)

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._answer(request)

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._answer(request)


@dataclass
class Outcome:
    """What a call came to."""

    value: object
    error: SchedbotError | None
    requests: list[httpx.Request]
    waits: list[float]
    events: list[CallEvent]


def play(
    twin: Twin,
    action: Action,
    steps: list[Step],
    *,
    retry: RetryPolicy | None = None,
    timeouts: Timeouts | None = None,
    chance: float = 0.5,
    options: CallOptions | None = None,
    idempotent: bool = False,
) -> Outcome:
    """Carry out one call of one twin against a script."""
    clock = Clock(chance=chance)
    server = ScriptedServer(steps, clock)
    events: list[CallEvent] = []
    call_options = options or CallOptions()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "SYSTEM", clock.runtime())
        value: object = None
        error: SchedbotError | None = None
        try:
            if twin == "sync":
                value = _sync(action, server, retry, timeouts, events.append, call_options, idempotent)
            else:
                value = asyncio.run(_async(action, server, retry, timeouts, events.append, call_options, idempotent))
        except SchedbotError as raised:
            error = raised
    return Outcome(value, error, server.requests, clock.slept, events)


def _sync(
    action: Action,
    server: ScriptedServer,
    retry: RetryPolicy | None,
    timeouts: Timeouts | None,
    on_event: Callable[[CallEvent], None],
    options: CallOptions,
    idempotent: bool,
) -> object:
    with httpx.Client(transport=server) as http:
        telegram = TelegramClient(
            TOKEN, base_url="http://t.test", retry=retry, timeouts=timeouts, http_client=http, on_event=on_event
        )
        users = UsersClient("http://u.test", retry=retry, timeouts=timeouts, http_client=http, on_event=on_event)
        chat = ChatClient(
            "key", base_url="http://c.test/v1", model="m", retry=retry, timeouts=timeouts, http_client=http,
            on_event=on_event,
        )  # fmt: skip
        match action:
            case "updates":
                return telegram.get_updates(offset=1, timeout=20, **options)
            case "user":
                return users.get_user(42, **options).first_name
            case "complete":
                return chat.complete(MESSAGES, idempotent=idempotent, **options).text
            case "stream":
                with chat.stream(MESSAGES, idempotent=idempotent, **options) as stream:
                    return list(stream.text())
            case "send":
                return telegram.send_message(1, "hi", idempotent=idempotent, **options).message_id
            case "call get":
                return telegram.call(
                    "getChatMemberCount", {"chat_id": 1}, returns=int, idempotent=idempotent, **options
                )
            case "call set":
                return telegram.call("setMyName", {"name": "n"}, returns=bool, idempotent=idempotent, **options)


async def _async(
    action: Action,
    server: ScriptedServer,
    retry: RetryPolicy | None,
    timeouts: Timeouts | None,
    on_event: Callable[[CallEvent], None],
    options: CallOptions,
    idempotent: bool,
) -> object:
    async with httpx.AsyncClient(transport=server) as http:
        telegram = AsyncTelegramClient(
            TOKEN, base_url="http://t.test", retry=retry, timeouts=timeouts, http_client=http, on_event=on_event
        )
        users = AsyncUsersClient("http://u.test", retry=retry, timeouts=timeouts, http_client=http, on_event=on_event)
        chat = AsyncChatClient(
            "key", base_url="http://c.test/v1", model="m", retry=retry, timeouts=timeouts, http_client=http,
            on_event=on_event,
        )  # fmt: skip
        match action:
            case "updates":
                return await telegram.get_updates(offset=1, timeout=20, **options)
            case "user":
                return (await users.get_user(42, **options)).first_name
            case "complete":
                return (await chat.complete(MESSAGES, idempotent=idempotent, **options)).text
            case "stream":
                async with chat.stream(MESSAGES, idempotent=idempotent, **options) as stream:
                    return [text async for text in stream.text()]
            case "send":
                return (await telegram.send_message(1, "hi", idempotent=idempotent, **options)).message_id
            case "call get":
                return await telegram.call(
                    "getChatMemberCount", {"chat_id": 1}, returns=int, idempotent=idempotent, **options
                )
            case "call set":
                return await telegram.call("setMyName", {"name": "n"}, returns=bool, idempotent=idempotent, **options)


def envelope(result: object) -> str:
    """A Telegram answer that succeeded."""
    return json.dumps({"ok": True, "result": result})


def telegram_error(code: int, description: str, **parameters: float) -> str:
    """A Telegram answer that failed."""
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return json.dumps(body | ({"parameters": parameters} if parameters else {}))
