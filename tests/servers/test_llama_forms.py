"""Structured output and tools on llama.cpp's own server with a real, small model: shapes, never its sense."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from examples.demo.local_llm import LocalLlm
from pydantic import BaseModel, Field, RootModel, ValidationError
from tests.servers.asking import WAYS, Asker

from schedbot_sdk import ChatClient, ParseError
from schedbot_sdk.chat import LENGTH, TOOL_CALLS
from schedbot_sdk.chat.structured.schema import safe_schema

pytestmark = pytest.mark.slow

ASK = [{"role": "user", "content": "Meeting with Ann on friday at 15."}]


@pytest.fixture
def chat(model: Asker) -> Iterator[ChatClient]:
    with model.client() as client:
        yield client


class Meeting(BaseModel):
    title: str = Field(max_length=40)
    weekday: str = Field(pattern=r"^(monday|tuesday|friday)$")
    hour: int = Field(ge=0, le=23)
    tags: list[str] = Field(max_length=2)


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


DAY = {"type": "object", "properties": {"day": {"enum": ["monday", "friday"]}}, "required": ["day"]}
PLAN = {"type": "function", "function": {"name": "plan", "parameters": DAY}}


def planned(day: str, number: int) -> list[dict[str, object]]:
    """A question, the call that the model made of it, and what the tool gave."""
    made = {"id": f"call-{number}", "type": "function"}
    call = {**made, "function": {"name": "plan", "arguments": json.dumps({"day": day})}}
    return [
        {"role": "user", "content": f"Plan a meeting on {day}."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call-{number}", "content": "done"},
    ]


# After three calls even so small a model makes a fourth.
PLANNED = [*planned("monday", 1), *planned("friday", 2), *planned("monday", 3)]
QUESTION = {"role": "user", "content": "Plan a meeting on friday."}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("choice", ["auto", "required", {"type": "function", "function": {"name": "plan"}}])
def test_a_tool_is_called(way: str, choice: str | dict[str, object], llama_with_tools: LocalLlm) -> None:
    server = llama_with_tools
    asker = Asker(base_url=server.base_url, api_key=server.api_key, model=server.model)
    answer = asker.ask(
        way, [*PLANNED, QUESTION], tools=[PLAN], tool_choice=choice, max_tokens=60, temperature=0, seed=1
    )
    assert (answer.finish_reason, answer.deviations) == (TOOL_CALLS, ())
    (call,) = answer.choices[0].message.tool_calls or []
    assert call.id
    assert call.function
    assert call.function.name == "plan"
    assert json.loads(call.function.arguments)["day"] in {"monday", "friday"}


@pytest.mark.parametrize("way", WAYS)
def test_tools_that_a_model_does_not_know_are_passed_over_in_silence(way: str, model: Asker) -> None:
    answer = model.ask(way, [QUESTION], tools=[PLAN], tool_choice="required", max_tokens=60, temperature=0)
    assert answer.text
    assert not answer.choices[0].message.tool_calls
