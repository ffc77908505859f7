"""httpx by hand, and our models: the least that a careful program would write itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

import httpx
from tests.bench.peer import AsyncCall, Call, Peer

from schedbot_sdk.chat import ChatCompletion, ChatCompletionChunk
from schedbot_sdk.telegram import GetUpdatesResponse, Update

BODY = {"model": "m", "messages": [{"role": "user", "content": "plan my day"}]}
HEADERS = {"Authorization": "Bearer key"}
ASKED = {"offset": 1, "timeout": 10}


def text_of(line: str) -> str:
    """What a line of a stream adds to the text."""
    if not line.startswith("data: ") or line == "data: [DONE]":
        return ""
    return ChatCompletionChunk.model_validate_json(line[6:]).choices[0].delta.content or ""


@contextmanager
def completion(url: str) -> Generator[Call]:
    with httpx.Client() as http:

        def call() -> str:
            answer = http.post(f"{url}/v1/chat/completions", json=BODY, headers=HEADERS).raise_for_status()
            return ChatCompletion.model_validate_json(answer.content).choices[0].message.content

        yield call


@asynccontextmanager
async def async_completion(url: str) -> AsyncGenerator[AsyncCall]:
    async with httpx.AsyncClient() as http:

        async def call() -> str:
            answer = await http.post(f"{url}/v1/chat/completions", json=BODY, headers=HEADERS)
            answer.raise_for_status()
            return ChatCompletion.model_validate_json(answer.content).choices[0].message.content

        yield call


@contextmanager
def stream(url: str) -> Generator[Call]:
    with httpx.Client() as http:

        def call() -> str:
            address = f"{url}/stream/v1/chat/completions"
            with http.stream("POST", address, json=BODY | {"stream": True}, headers=HEADERS) as answer:
                answer.raise_for_status()
                return "".join([text_of(line) for line in answer.iter_lines()])

        yield call


@asynccontextmanager
async def async_stream(url: str) -> AsyncGenerator[AsyncCall]:
    async with httpx.AsyncClient() as http:

        async def call() -> str:
            address = f"{url}/stream/v1/chat/completions"
            async with http.stream("POST", address, json=BODY | {"stream": True}, headers=HEADERS) as answer:
                answer.raise_for_status()
                return "".join([text_of(line) async for line in answer.aiter_lines()])

        yield call


@contextmanager
def get_updates(url: str) -> Generator[Call]:
    with httpx.Client() as http:

        def call() -> list[Update]:
            answer = http.get(f"{url}/bot1:token/getUpdates", params=ASKED).raise_for_status()
            return GetUpdatesResponse.model_validate_json(answer.content).result

        yield call


@asynccontextmanager
async def async_get_updates(url: str) -> AsyncGenerator[AsyncCall]:
    async with httpx.AsyncClient() as http:

        async def call() -> list[Update]:
            answer = (await http.get(f"{url}/bot1:token/getUpdates", params=ASKED)).raise_for_status()
            return GetUpdatesResponse.model_validate_json(answer.content).result

        yield call


PEER = Peer(
    package="httpx",
    import_line="import httpx, pydantic",
    client_line="import httpx, pydantic",
    extras=("click",),  # httpx[cli]
    build=httpx.Client,
    calls={"completion": completion, "stream": stream, "getUpdates": get_updates},
    async_calls={"completion": async_completion, "stream": async_stream, "getUpdates": async_get_updates},
)
