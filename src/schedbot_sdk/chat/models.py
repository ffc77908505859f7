"""The table of `POST /chat/completions`, as models: what is asked, and what comes back whole."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import FailFast, Field, PrivateAttr

from schedbot_sdk._core.model import WireModel

__all__ = [
    "ASSISTANT",
    "CONTENT_FILTER",
    "FUNCTION_CALL",
    "LENGTH",
    "STOP",
    "SYSTEM",
    "TOOL_CALLS",
    "UNKNOWN",
    "USER",
    "AnswerMessage",
    "ChatCompletion",
    "ChatCompletionRequest",
    "ChatMessage",
    "Choice",
    "Usage",
]

SYSTEM: Final = "system"
"""The role of a message that sets the assistant's behaviour."""
USER: Final = "user"
"""The role of the user's message."""
ASSISTANT: Final = "assistant"
"""The role of the model's answers."""

STOP: Final = "stop"
"""The finish reason of an answer that the model ended by itself."""
LENGTH: Final = "length"
"""The finish reason of an answer that was cut at the token limit."""
CONTENT_FILTER: Final = "content_filter"
"""The finish reason of an answer that the server's filter held back."""
TOOL_CALLS: Final = "tool_calls"
"""The finish reason of an answer that asks for tools."""
FUNCTION_CALL: Final = "function_call"
"""The older finish reason of an answer that asks for a function."""
UNKNOWN: Final = "unknown"
"""Stands for a finish reason that the server left out."""


class ChatMessage(WireModel):
    """One message of a dialogue. Any role that is not empty passes: servers have `tool` and `developer` too."""

    role: str = Field(
        min_length=1,
        description="who sent it: system (sets the assistant's behaviour), user (the user's message), assistant"
        " (the model's answers)",
    )
    content: str = Field(description="the message's text (prompt + the user's request)")


class ChatCompletionRequest(WireModel):
    """The body of `POST /chat/completions`."""

    model: str = Field(min_length=1, description="identifier of the LLM")
    messages: list[ChatMessage] = Field(
        min_length=1, description="array of messages: the history of the user's dialogue with the LLM"
    )
    temperature: int | float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="controls how random the answers are; the table says int, every real server takes any number, so 1"
        " and 0.7 both go through as written",
    )
    max_tokens: int | None = Field(
        default=None, ge=1, description="the most tokens to generate; limits the length of the answer"
    )
    stream: bool | None = Field(default=None, description="whether the answer comes in parts")


class AnswerMessage(WireModel):
    """The message that the LLM wrote."""

    role: str = Field(description="role of the message's author")
    content: str = Field(description="the answer that the LLM generated")


class Choice(WireModel):
    """One result of the generation."""

    message: AnswerMessage = Field(description="the generated answer")
    finish_reason: str = Field(
        description="why generation ended: stop (the model finished by itself), length (the token limit was reached)"
    )
    index: int | None = Field(default=None, description="its place among the results")


class Usage(WireModel):
    """What an answer cost, in tokens."""

    prompt_tokens: int = Field(description="tokens spent on the request")
    completion_tokens: int = Field(description="tokens in the generated answer")
    total_tokens: int = Field(description="the sum")


class ChatCompletion(WireModel):
    """The whole answer of a chat completion."""

    id: str = Field(description="unique identifier of the answer, from the API")
    model: str = Field(description="identifier of the model that generated the answer")
    choices: Annotated[list[Choice], FailFast()] = Field(min_length=1, description="array of generation results")
    usage: Usage = Field(description="tokens used")
    created: int | None = Field(default=None, description="when it was made, Unix time")

    _deviations: tuple[str, ...] = PrivateAttr(default=())

    @property
    def text(self) -> str:
        """The first result's text."""
        return self.choices[0].message.content

    @property
    def finish_reason(self) -> str:
        """Why the first result ended: `STOP`, `LENGTH`, `UNKNOWN`, or a server's own word."""
        return self.choices[0].finish_reason

    @property
    def deviations(self) -> tuple[str, ...]:
        """Where the server left out what the table requires, as paths; neutral values stand there. No wire field."""
        return self._deviations

    def with_deviations(self, deviations: tuple[str, ...]) -> Self:
        """The same completion, with the paths that were filled in."""
        self._deviations = deviations
        return self
