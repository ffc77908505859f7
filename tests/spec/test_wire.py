"""What goes over the wire, and what comes back, is what the tables say: sync and async, over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.spec.table import ENDPOINTS, Endpoint, Row

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    AuthenticationError,
    BadRequestError,
    ChatClient,
    NotFoundError,
    RateLimitError,
    ResponseError,
    RetryPolicy,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.chat import ASSISTANT, LENGTH, STOP, SYSTEM, USER

ONCE = RetryPolicy(max_attempts=1)
TOKEN = "123456:AAE-token"
MESSAGES = [{"role": "system", "content": "You plan."}, {"role": "user", "content": "Plan my day"}]
ANSWERS: dict[str, dict[str, Any]] = {
    "getUpdates": {
        "ok": True,
        "result": [
            {
                "update_id": 1,
                "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}},
                "edited_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}},
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


@dataclass
class Seen:
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Any


class Service:
    """Answers everything with what it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.status = 200
        self.answer: object = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = dict(parse_qsl(parts.query))
                outer.seen.append(Seen(self.command, parts.path, query, headers, json.loads(body) if body else None))
                content = json.dumps(outer.answer).encode()
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
        self._thread.join()


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def service(running: Service) -> Service:
    running.seen, running.status = [], 200
    return running


def ask_sync(url: str, endpoint: str, full: bool, strict: bool = False) -> object:
    if endpoint == "getUpdates":
        with TelegramClient(TOKEN, base_url=url, retry=ONCE) as telegram:
            return telegram.get_updates(offset=5, timeout=0)
    if endpoint == "getUser":
        with UsersClient(url, retry=ONCE) as users:
            return users.get_user(42)
    with ChatClient("key", base_url=url, retry=ONCE, strict=strict) as chat:
        if full:
            with chat.stream(MESSAGES, model="m", temperature=0.7, max_tokens=9) as stream:
                return list(stream)
        return chat.complete(MESSAGES, model="m")


async def ask_async(url: str, endpoint: str, full: bool, strict: bool = False) -> object:
    if endpoint == "getUpdates":
        async with AsyncTelegramClient(TOKEN, base_url=url, retry=ONCE) as telegram:
            return await telegram.get_updates(offset=5, timeout=0)
    if endpoint == "getUser":
        async with AsyncUsersClient(url, retry=ONCE) as users:
            return await users.get_user(42)
    async with AsyncChatClient("key", base_url=url, retry=ONCE, strict=strict) as chat:
        if full:
            async with chat.stream(MESSAGES, model="m", temperature=0.7, max_tokens=9) as stream:
                return [chunk async for chunk in stream]
        return await chat.complete(MESSAGES, model="m")


def ask(twin: str, service: Service, endpoint: str, *, full: bool = False, strict: bool = False) -> object:
    if twin == "sync":
        return ask_sync(service.url, endpoint, full, strict)
    return asyncio.run(ask_async(service.url, endpoint, full, strict))


both = pytest.mark.parametrize("twin", ["sync", "async"])
JSON_TYPES: dict[str, Callable[[object], bool]] = {
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "int | float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def sent(seen: Seen, row: Row, endpoint: Endpoint) -> list[object]:
    """The values that a request has for a row; empty when it has none."""
    if row.place == "path":
        before, _, after = endpoint.path.partition(f"{{{row.name}}}")
        value = seen.path.removeprefix(before).removesuffix(after)
        return [int(value)] if value.isdecimal() else [value]
    if row.place == "query":
        return [int(value) if value.isdecimal() else value for name, value in seen.query.items() if name == row.name]
    if row.place == "header":
        return [value for name, value in seen.headers.items() if name == row.name.lower()]
    return at(seen.body, row.name)


_ABSENT: Any = object()


def at(value: Any, path: str) -> list[Any]:
    """Every value at a path such as `choices[].message.content`."""
    found: list[Any] = [value]
    for part in path.split("."):
        name = part.removesuffix("[]")
        found = [item.get(name, _ABSENT) for item in found]
        found = [item for item in found if item is not _ABSENT]
        if part.endswith("[]"):
            found = [item for items in found for item in items]
    return found


def changed(value: Any, path: str, change: Callable[[dict[str, Any], str], None]) -> Any:
    """A copy of a JSON value in which the field at the path was changed."""
    copy = json.loads(json.dumps(value))
    owner, _, last = path.rpartition(".")
    for item in at(copy, owner) if owner else [copy]:
        change(item, last)
    return copy


ROWS = [(endpoint, row) for endpoint in ENDPOINTS for row in endpoint.request]
ANSWERED = [(endpoint, row) for endpoint in ENDPOINTS for row in endpoint.response]


def names(value: object) -> str:
    return value.name if isinstance(value, Endpoint | Row) else ""


@both
@pytest.mark.parametrize(("endpoint", "row"), ROWS, ids=names)
def test_a_request_row_is_sent_in_its_place_with_its_type(
    twin: str, endpoint: Endpoint, row: Row, service: Service
) -> None:
    service.answer = ANSWERS[endpoint.name]
    ask(twin, service, endpoint.name, full=False)
    ask(twin, service, endpoint.name, full=True)
    short, full = service.seen
    for seen in service.seen:
        assert seen.method == endpoint.method
        prefix = f"/bot{TOKEN}" if endpoint.service == "telegram" else ""
        assert seen.path.startswith(prefix + endpoint.path.partition("{")[0])
    assert bool(sent(short, row, endpoint)) == row.required
    values = sent(full, row, endpoint)
    assert values
    assert all(JSON_TYPES[row.type](value) for value in values)


@both
def test_the_values_of_the_headers_are_the_tables(twin: str, service: Service) -> None:
    service.answer = ANSWERS["createChatCompletion"]
    ask(twin, service, "createChatCompletion")
    assert service.seen[0].headers["authorization"] == "Bearer key"
    assert service.seen[0].headers["content-type"] == "application/json"


@both
@pytest.mark.parametrize(("endpoint", "row"), ANSWERED, ids=names)
def test_a_response_row_that_is_missing_or_mistyped_is_noticed(
    twin: str, endpoint: Endpoint, row: Row, service: Service
) -> None:
    whole = ANSWERS[endpoint.name]
    wrong: object = {"string": 1, "array": "x", "object": "x"}.get(row.type, "x")

    def mistype(owner: dict[str, Any], name: str) -> None:
        owner[name] = wrong

    def drop(owner: dict[str, Any], name: str) -> None:
        del owner[name]

    strict = endpoint.service == "chat"
    service.answer = whole
    ask(twin, service, endpoint.name, strict=strict)
    service.answer = changed(whole, row.name, mistype)
    with pytest.raises(ResponseError):
        ask(twin, service, endpoint.name, strict=strict)
    service.answer = changed(whole, row.name, drop)
    if row.required:
        with pytest.raises(ResponseError):
            ask(twin, service, endpoint.name, strict=strict)
    else:
        ask(twin, service, endpoint.name)


CLASSES: dict[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    404: NotFoundError,
    429: RateLimitError,
    500: ServerError,
    502: ServerError,
    503: ServiceUnavailableError,
    504: ServerError,
}
CODES = [
    (endpoint, int(code), meaning)
    for endpoint in ENDPOINTS
    for text, meaning in endpoint.codes.items()
    for code in (["500", "502", "503", "504"] if text == "5xx" else [text])
    if code != "200"
]


@both
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(("endpoint", "code", "meaning"), CODES, ids=names)
def test_a_response_code_has_its_error_with_the_tables_words(
    twin: str, endpoint: Endpoint, code: int, meaning: str, full: bool, service: Service
) -> None:
    service.status, service.answer = code, {}
    with pytest.raises(SchedbotError) as caught:
        ask(twin, service, endpoint.name, full=full)
    assert type(caught.value) is CLASSES[code]
    assert meaning in str(caught.value)
    assert caught.value.operation == f"{endpoint.service}.{endpoint.name}"


def test_the_roles_and_finish_reasons_of_the_notes_have_their_constants() -> None:
    assert (SYSTEM, USER, ASSISTANT, STOP, LENGTH) == ("system", "user", "assistant", "stop", "length")


@both
@pytest.mark.parametrize("temperature", [0, 1, 0.7, 2.0])
def test_a_temperature_reaches_the_wire_as_written(twin: str, temperature: float, service: Service) -> None:
    service.answer = ANSWERS["createChatCompletion"]
    if twin == "sync":
        with ChatClient("key", base_url=service.url, model="m") as chat:
            chat.complete(MESSAGES, temperature=temperature)
    else:

        async def complete() -> None:
            async with AsyncChatClient("key", base_url=service.url, model="m") as chat:
                await chat.complete(MESSAGES, temperature=temperature)

        asyncio.run(complete())
    assert repr(service.seen[0].body["temperature"]) == repr(temperature)
