"""Plays `parse` against scripted responses, for both clients, and records the requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
from pydantic import BaseModel, Field
from tests._core.scripted import Clock, Reply, ScriptedServer, Step, Twin

from schedbot_sdk import AsyncChatClient, ChatClient, SchedbotError
from schedbot_sdk._core import runtime
from schedbot_sdk.chat import Messages, Parsed

HI = [{"role": "system", "content": "You plan."}, {"role": "user", "content": "gym at seven"}]


class Item(BaseModel):
    title: str = Field(min_length=2)
    hour: int = Field(ge=0, le=23)


class Plan(BaseModel):
    items: list[Item]


GYM = {"items": [{"title": "gym", "hour": 7}]}


def reply(content: object, *, tokens: int = 10, reason: str = "stop", takes: float = 0.0, **message: object) -> Reply:
    """Return a completion with this content; a value that is not a str is written as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    body = {
        "id": "c1",
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, **message},
                "finish_reason": reason,
            }
        ],
        "usage": {"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens} if tokens else None,
    }
    return Reply(body=json.dumps(body), takes=takes)


def rejection(words: str, status: int = 400) -> Reply:
    """Return a response that rejects a field of the request."""
    return Reply(status, json.dumps({"error": {"message": words, "type": "invalid_request_error"}}))


@dataclass
class ParseRun:
    """The outcomes and requests of calls of `parse`."""

    outcomes: list[Parsed[Plan] | SchedbotError]
    requests: list[dict[str, Any]]
    clock: Clock

    @property
    def parsed(self) -> Parsed[Plan]:
        """The only call's value."""
        (outcome,) = self.outcomes
        assert isinstance(outcome, Parsed), outcome
        return outcome

    @property
    def error(self) -> SchedbotError:
        """The only call's error."""
        (outcome,) = self.outcomes
        assert isinstance(outcome, SchedbotError)
        return outcome

    @property
    def modes(self) -> list[str]:
        """The mode of each request."""
        return [cast("dict[str, str]", r.get("response_format", {"type": "prompt"}))["type"] for r in self.requests]


def parse(
    twin: Twin,
    steps: Sequence[Step],
    *,
    messages: Messages = HI,
    times: int = 1,
    check: Callable[[Plan], Iterable[str]] | None = None,
    doubt: Callable[[Plan], Iterable[str]] | None = None,
    token_budget: int | None = None,
    deadline: float | None = None,
    strict: bool = False,
    models: Sequence[str] = ("m",),
    clock: Clock | None = None,
) -> ParseRun:
    """Call `parse` for a Plan, `times` times for each model."""
    clock = clock or Clock()
    server = ScriptedServer(list(steps), clock)
    outcomes: list[Parsed[Plan] | SchedbotError] = []

    def sync() -> None:
        with httpx.Client(transport=server) as http:
            chat = ChatClient("key", base_url="http://c.test/v1", http_client=http, strict=strict)
            for model in [*models] * times:
                try:
                    outcomes.append(
                        chat.parse(
                            messages, returns=Plan, model=model, check=check, doubt=doubt,
                            token_budget=token_budget, deadline=deadline,
                        )
                    )  # fmt: skip
                except SchedbotError as error:
                    outcomes.append(error)

    async def asynchronous() -> None:
        async with httpx.AsyncClient(transport=server) as http:
            chat = AsyncChatClient("key", base_url="http://c.test/v1", http_client=http, strict=strict)
            for model in [*models] * times:
                try:
                    outcomes.append(
                        await chat.parse(
                            messages, returns=Plan, model=model, check=check, doubt=doubt,
                            token_budget=token_budget, deadline=deadline,
                        )
                    )  # fmt: skip
                except SchedbotError as error:
                    outcomes.append(error)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "SYSTEM", clock.runtime())
        if twin == "sync":
            sync()
        else:
            asyncio.run(asynchronous())
    return ParseRun(outcomes, [json.loads(request.content) for request in server.requests], clock)
