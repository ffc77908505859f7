"""One question, asked in each of the four ways: whole and streamed, by the sync client and by its async twin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

from schedbot_sdk import AsyncChatClient, ChatClient, RetryPolicy, Timeouts
from schedbot_sdk.chat import ChatCompletion, ChatOptions, Messages

WAYS = ("complete", "stream", "async complete", "async stream")
# llama.cpp's own field: the model may not end by itself, so that a test is not over before it began.
ENDLESS = {"ignore_eos": True}


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Whom to ask, and how patiently; each question has a client of its own."""

    base_url: str
    api_key: str = "sk-any"
    model: str = "gpt-4o"
    retry: RetryPolicy | None = None
    timeouts: Timeouts | None = None

    def ask(
        self,
        way: str,
        messages: Messages,
        *,
        max_tokens: int | None = None,
        temperature: float | None = None,
        extra_body: Mapping[str, object] | None = None,
        **options: Unpack[ChatOptions],
    ) -> ChatCompletion:
        if way.startswith("async"):
            return asyncio.run(
                self.ask_async(
                    way, messages, max_tokens=max_tokens, temperature=temperature, extra_body=extra_body, **options
                )
            )
        with self.client() as chat:
            if way == "complete":
                return chat.complete(
                    messages, max_tokens=max_tokens, temperature=temperature, extra_body=extra_body, **options
                )
            with chat.stream(
                messages, max_tokens=max_tokens, temperature=temperature, extra_body=extra_body, **options
            ) as stream:
                text = "".join(stream.text())
            assert stream.completion().text == text
            return stream.completion()

    async def ask_async(
        self,
        way: str,
        messages: Messages,
        *,
        max_tokens: int | None = None,
        temperature: float | None = None,
        extra_body: Mapping[str, object] | None = None,
        **options: Unpack[ChatOptions],
    ) -> ChatCompletion:
        async with self.async_client() as chat:
            if way == "async complete":
                return await chat.complete(
                    messages, max_tokens=max_tokens, temperature=temperature, extra_body=extra_body, **options
                )
            async with chat.stream(
                messages, max_tokens=max_tokens, temperature=temperature, extra_body=extra_body, **options
            ) as stream:
                text = "".join([piece async for piece in stream.text()])
            assert stream.completion().text == text
            return stream.completion()

    def client(self) -> ChatClient:
        return ChatClient(
            self.api_key, base_url=self.base_url, model=self.model, retry=self.retry, timeouts=self.timeouts
        )

    def async_client(self) -> AsyncChatClient:
        return AsyncChatClient(
            self.api_key, base_url=self.base_url, model=self.model, retry=self.retry, timeouts=self.timeouts
        )
