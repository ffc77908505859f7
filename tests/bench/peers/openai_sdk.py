"""The openai SDK."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam, ParsedChatCompletion
from tests.bench.answers import Day, Task
from tests.bench.peer import AsyncCall, Call, Peer

MESSAGES: list[ChatCompletionMessageParam] = [{"role": "user", "content": "plan my day"}]


def whole_text(answer: ChatCompletion) -> str:
    return answer.choices[0].message.content or ""


def text(chunk: ChatCompletionChunk) -> str:
    return chunk.choices[0].delta.content or ""


@contextmanager
def completion(url: str) -> Generator[Call]:
    with OpenAI(api_key="key", base_url=f"{url}/v1") as client:
        yield lambda: whole_text(client.chat.completions.create(model="m", messages=MESSAGES))


@asynccontextmanager
async def async_completion(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncOpenAI(api_key="key", base_url=f"{url}/v1") as client:

        async def call() -> str:
            return whole_text(await client.chat.completions.create(model="m", messages=MESSAGES))

        yield call


@contextmanager
def stream(url: str) -> Generator[Call]:
    with OpenAI(api_key="key", base_url=f"{url}/stream/v1") as client:

        def call() -> str:
            with client.chat.completions.create(model="m", messages=MESSAGES, stream=True) as chunks:
                return "".join([text(chunk) for chunk in chunks])

        yield call


@asynccontextmanager
async def async_stream(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncOpenAI(api_key="key", base_url=f"{url}/stream/v1") as client:

        async def call() -> str:
            async with await client.chat.completions.create(model="m", messages=MESSAGES, stream=True) as chunks:
                return "".join([text(chunk) async for chunk in chunks])

        yield call


def tasks(answer: ParsedChatCompletion[Day]) -> list[Task]:
    day = answer.choices[0].message.parsed
    return day.tasks if day else []


@contextmanager
def parse(url: str) -> Generator[Call]:
    with OpenAI(api_key="key", base_url=f"{url}/parse/v1") as client:
        yield lambda: tasks(client.beta.chat.completions.parse(model="m", messages=MESSAGES, response_format=Day))


@asynccontextmanager
async def async_parse(url: str) -> AsyncGenerator[AsyncCall]:
    async with AsyncOpenAI(api_key="key", base_url=f"{url}/parse/v1") as client:

        async def call() -> list[Task]:
            asked = client.beta.chat.completions.parse(model="m", messages=MESSAGES, response_format=Day)
            return tasks(await asked)

        yield call


PEER = Peer(
    package="openai",
    import_line="import openai",
    client_line="from openai import OpenAI",
    extras=("aiohttp",),  # openai[aiohttp]
    build=lambda: OpenAI(api_key="key"),
    calls={"completion": completion, "stream": stream, "parse": parse},
    async_calls={"completion": async_completion, "stream": async_stream, "parse": async_parse},
)
