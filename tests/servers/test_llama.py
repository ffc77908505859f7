"""The chat client against llama.cpp's own server with a real, small model. Shapes are asserted, never its sense."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import monotonic
from typing import Annotated, Literal

import pytest
from examples.schedule_bot.local_llm import LocalLlm
from pydantic import BaseModel, Field, RootModel, ValidationError

from schedbot_sdk import (
    AsyncChatClient,
    AuthenticationError,
    BadRequestError,
    ChatClient,
    DeadlineExceededError,
    NotFoundError,
    ParseError,
)
from schedbot_sdk.chat import LENGTH, STOP, ChatCompletion
from schedbot_sdk.chat.schema import safe_schema

pytestmark = pytest.mark.slow

HI = [{"role": "user", "content": "Say hello in one short sentence."}]
LONG = [{"role": "user", "content": "Write a very long story about a calendar."}]


@pytest.fixture
def chat(llama: LocalLlm) -> Iterator[ChatClient]:
    with ChatClient(llama.api_key, base_url=llama.base_url, model=llama.model) as client:
        yield client


def a_client(llama: LocalLlm) -> AsyncChatClient:
    return AsyncChatClient(llama.api_key, base_url=llama.base_url, model=llama.model)


def check(answer: ChatCompletion, llama: LocalLlm, most: int) -> None:
    assert answer.text
    assert answer.deviations == ()
    assert answer.model == llama.model
    assert answer.id
    assert 0 < answer.usage.completion_tokens <= most
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_an_answer_is_whole_and_counted(chat: ChatClient, llama: LocalLlm) -> None:
    answer = chat.complete(HI, max_tokens=50, temperature=0, seed=1)
    check(answer, llama, 50)
    assert answer.finish_reason in {STOP, LENGTH}
    assert chat.complete(HI, max_tokens=50, temperature=0, seed=1).text == answer.text


def test_an_answer_is_the_same_to_the_async_twin(chat: ChatClient, llama: LocalLlm) -> None:
    async def ask() -> ChatCompletion:
        async with a_client(llama) as client:
            return await client.complete(HI, max_tokens=20, temperature=0, seed=1)

    answer = asyncio.run(ask())
    check(answer, llama, 20)
    assert answer.text == chat.complete(HI, max_tokens=20, temperature=0, seed=1).text


def test_an_answer_that_is_cut_says_so(chat: ChatClient, llama: LocalLlm) -> None:
    answer = chat.complete(LONG, max_tokens=5)
    check(answer, llama, 5)
    assert answer.finish_reason == LENGTH


def test_a_text_at_which_to_stop_is_obeyed(chat: ChatClient) -> None:
    answer = chat.complete([{"role": "user", "content": "Count: 1 2 3 4 5 6 7 8 9"}], stop=["3"], max_tokens=60)
    assert "3" not in answer.text


def test_a_stream_is_the_answer_in_pieces_with_its_usage(chat: ChatClient, llama: LocalLlm) -> None:
    with chat.stream(HI, max_tokens=30, temperature=0) as stream:
        pieces = list(stream.text())
    answer = stream.completion()
    assert len(pieces) > 1
    assert "".join(pieces) == answer.text
    check(answer, llama, 30)


def test_a_stream_of_the_async_twin_is_the_same(llama: LocalLlm) -> None:
    async def ask() -> tuple[str, ChatCompletion]:
        async with a_client(llama) as client, client.stream(HI, max_tokens=30, temperature=0) as stream:
            text = "".join([piece async for piece in stream.text()])
        return text, stream.completion()

    text, answer = asyncio.run(ask())
    assert text == answer.text
    check(answer, llama, 30)


def test_a_stream_that_is_left_early_leaves_the_server_free(chat: ChatClient) -> None:
    for _ in range(8):  # as many as would fill its places twice
        with chat.stream(LONG, max_tokens=500) as stream:
            assert next(stream.text())
    began = monotonic()
    assert chat.complete(HI, max_tokens=5).text
    assert monotonic() - began < 20


def test_a_stream_ends_at_its_deadline(chat: ChatClient) -> None:
    began = monotonic()
    with pytest.raises(DeadlineExceededError), chat.stream(LONG, max_tokens=900, deadline=1.0) as stream:
        for _ in stream:
            pass
    assert monotonic() - began < 3


def test_eight_dialogues_at_once_are_answered(llama: LocalLlm) -> None:
    async def ask() -> list[ChatCompletion]:
        async with a_client(llama) as client:
            return await asyncio.gather(*(client.complete(HI, max_tokens=10) for _ in range(8)))

    for answer in asyncio.run(ask()):
        check(answer, llama, 10)


class Meeting(BaseModel):
    title: str = Field(max_length=40)
    weekday: str = Field(pattern=r"^(monday|tuesday|friday)$")
    hour: int = Field(ge=0, le=23)
    tags: list[str] = Field(max_length=2)


ASK = [{"role": "user", "content": "Meeting with Ann on friday at 15."}]


def test_tools_are_asked_for(chat: ChatClient) -> None:
    tool = {"type": "function", "function": {"name": "plan", "parameters": Meeting.model_json_schema()}}
    answer = chat.complete(ASK, tools=[tool], tool_choice="required", max_tokens=300, temperature=0)
    calls = answer.choices[0].message.tool_calls
    if answer.finish_reason != LENGTH:  # a small model may not come to its end
        assert calls
        assert calls[0].function
        assert calls[0].function.name == "plan"


def test_a_schema_made_safe_is_one_that_the_server_takes_and_enforces(chat: ChatClient) -> None:
    counts = {"first try": 0, "after a re-ask": 0, "failed": 0}
    modes: set[str] = set()
    faults: set[str] = set()
    spent: list[int] = []
    for seed in range(12):
        try:
            parsed = chat.parse(ASK, returns=Meeting, temperature=1, seed=seed, max_tokens=150)
        except ParseError as error:
            counts["failed"] += 1
            faults.update(error.faults)
            spent.append(error.tokens_spent)
        else:
            counts["first try" if parsed.tries == 1 else "after a re-ask"] += 1
            modes.add(parsed.mode)
            assert parsed.value.weekday in {"monday", "tuesday", "friday"}
            assert parsed.usage.total_tokens > 0
    print(f"\nstructured output on SmolLM2, 12 questions: {counts}")
    assert modes == {"json_schema"}
    # What the schema enforces is right; only what was taken out of it, and the limit of tokens, can be met.
    assert faults <= {"length", "title: string_too_long", "tags: too_long"}
    assert all(spent)
    assert counts["failed"] < 12


class Day(BaseModel):
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    at: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] | None
    moment: time


def test_patterns_are_enforced(chat: ChatClient) -> None:
    """A class by letter, such as a digit's, would be let pass in silence: see `plain_pattern`."""
    form = {"type": "json_schema", "json_schema": {"name": "Day", "schema": safe_schema(Day).schema}}
    question = [{"role": "user", "content": "When is Christmas?"}]
    answers = [
        chat.complete(question, response_format=form, max_tokens=200, seed=seed, temperature=1) for seed in range(8)
    ]
    whole = [answer.text for answer in answers if answer.finish_reason != LENGTH]
    assert whole
    for text in whole:
        assert faults_in(text) == []


def faults_in(text: str) -> list[str]:
    try:
        Day.model_validate_json(text)
    except ValidationError as error:
        return [fault["type"] for fault in error.errors()]
    return []


class Node(BaseModel):
    name: str
    nodes: list[Node]


class Mixed(BaseModel):
    when: date
    at: time | None
    starts: datetime
    lasts: timedelta
    by: Annotated[Meeting | Node, Field(description="either")]
    pair: tuple[int, str]
    counts: dict[str, int]
    price: Decimal
    colour: Literal["red", "blue"] = "red"


@pytest.mark.parametrize(
    "returns", [Meeting, Node, Mixed, RootModel[list[Meeting]], RootModel[int]], ids=lambda kind: kind.__name__
)
def test_the_schema_of_any_model_is_one_that_the_server_takes(returns: type[BaseModel], llama: LocalLlm) -> None:
    seen: list[int | None] = []
    with ChatClient(
        llama.api_key, base_url=llama.base_url, model=llama.model, on_event=lambda e: seen.append(e.status_code)
    ) as chat:
        try:
            parsed = chat.parse(ASK, returns=returns, max_tokens=40, temperature=0)
        except ParseError:
            assert 400 not in seen  # the limit of tokens ended it, and not the server
        else:
            assert parsed.mode == "json_schema"


def test_a_wrong_key_is_known(llama: LocalLlm) -> None:
    with ChatClient("sk-wrong", base_url=llama.base_url, model="m") as chat, pytest.raises(AuthenticationError):
        chat.complete(HI)


def test_a_wrong_path_is_known(llama: LocalLlm) -> None:
    wrong = llama.base_url.replace("/v1", "/v2")
    with ChatClient(llama.api_key, base_url=wrong, model="m") as chat, pytest.raises(NotFoundError, match="/v1"):
        chat.complete(HI)


def test_a_dialogue_that_is_too_long_is_refused_with_its_words(chat: ChatClient) -> None:
    with pytest.raises(BadRequestError, match="context") as caught:
        chat.complete([{"role": "user", "content": "long " * 3000}])
    assert caught.value.detail
    with pytest.raises(BadRequestError, match="context"), chat.stream([{"role": "user", "content": "long " * 3000}]):
        pass
