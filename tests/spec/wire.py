"""A service on a real socket that records its requests, and one call of each table, sync and async."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    RetryPolicy,
    TelegramClient,
    UsersClient,
)

__all__ = ["EXPECTED", "MESSAGES", "RESPONSES", "TOKEN", "ReceivedRequest", "Service", "at", "both", "call"]

ONCE = RetryPolicy(max_attempts=1)
TOKEN = "123456:AAE-token"
MESSAGES = [{"role": "system", "content": "You plan."}, {"role": "user", "content": "Plan my day"}]
EXPECTED: dict[str, dict[str, list[object]]] = {
    "getUpdates": {"offset": [5], "timeout": [0]},
    "getUser": {"telegram_id": [42]},
    "createChatCompletion": {
        "Authorization": ["Bearer key"],
        "Content-Type": ["application/json"],
        "model": ["m"],
        "messages": [MESSAGES],
        "messages[].role": ["system", "user"],
        "messages[].content": ["You plan.", "Plan my day"],
        "temperature": [0.7],
        "max_tokens": [9],
        "stream": [True],
    },
}
"""The values of a full call of each table, by row."""
_MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
RESPONSES: dict[str, dict[str, Any]] = {
    "getUpdates": {
        "ok": True,
        "result": [
            {
                "update_id": 1,
                "message": _MESSAGE,
                "edited_message": _MESSAGE,
                "callback_query": {"id": "1", "from": {"id": 1, "first_name": "Ann"}},
            }
        ],
    },
    "getUser": {
        "telegram_id": 42,
        "username": "ann",
        "first_name": "Ann",
        "last_name": "Lee",
        "timezone": "Europe/Berlin",
    },
    "createChatCompletion": {
        "id": "c1",
        "model": "m",
        "choices": [{"message": {"role": "assistant", "content": "done"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    },
}
"""A response with every row of its table."""
both = pytest.mark.parametrize("twin", ["sync", "async"])


@dataclass(frozen=True)
class ReceivedRequest:
    """One request, as received."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: Any


class Service:
    """Answers every request with the response that a test sets, and records the requests."""

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        self.status = 200
        self.response: object = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = parse_qsl(parts.query, keep_blank_values=True)
                outer.requests.append(
                    ReceivedRequest(self.command, parts.path, query, headers, json.loads(body) if body else None)
                )
                content = json.dumps(outer.response).encode()
                self.send_response(outer.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = handle_any  # noqa: N815
            do_POST = handle_any  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def call(
    twin: str, service: Service, endpoint: str, *, streamed: bool = False, strict: bool = False, **options: Any
) -> Any:
    """Call the table's endpoint once, without retries; `options` are those of a chat request."""
    if twin == "sync":
        return _call(service.url, endpoint, streamed, strict, options)
    return asyncio.run(_call_async(service.url, endpoint, streamed, strict, options))


def _call(url: str, endpoint: str, streamed: bool, strict: bool, options: dict[str, Any]) -> object:
    if endpoint == "getUpdates":
        with TelegramClient(TOKEN, base_url=url, retry=ONCE) as telegram:
            return telegram.get_updates(offset=5, timeout=0)
    if endpoint == "getUser":
        with UsersClient(url, retry=ONCE) as users:
            return users.get_user(42)
    with ChatClient("key", base_url=url, model="m", retry=ONCE, strict=strict) as chat:
        if streamed:
            with chat.stream(MESSAGES, **options) as stream:
                return list(stream)
        return chat.complete(MESSAGES, **options)


async def _call_async(url: str, endpoint: str, streamed: bool, strict: bool, options: dict[str, Any]) -> object:
    if endpoint == "getUpdates":
        async with AsyncTelegramClient(TOKEN, base_url=url, retry=ONCE) as telegram:
            return await telegram.get_updates(offset=5, timeout=0)
    if endpoint == "getUser":
        async with AsyncUsersClient(url, retry=ONCE) as users:
            return await users.get_user(42)
    async with AsyncChatClient("key", base_url=url, model="m", retry=ONCE, strict=strict) as chat:
        if streamed:
            async with chat.stream(MESSAGES, **options) as stream:
                return [chunk async for chunk in stream]
        return await chat.complete(MESSAGES, **options)


_ABSENT: Any = object()


def at(value: Any, path: str) -> list[Any]:
    """Every value at a path such as `choices[].message.content`; empty if there is no value."""
    found: list[Any] = [value]
    for part in path.split("."):
        found = [item.get(part.removesuffix("[]"), _ABSENT) for item in found]
        found = [item for item in found if item is not _ABSENT]
        if part.endswith("[]"):
            found = [item for items in found for item in items]
    return found
