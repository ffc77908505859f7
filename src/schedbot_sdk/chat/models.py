"""The table of `POST /chat/completions`, as models: messages, and the whole response."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import FailFast, Field, PrivateAttr

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.chat.tools import ToolCall

__all__ = [
    "ASSISTANT",
    "CONTENT_FILTER",
    "ERROR",
    "FUNCTION_CALL",
    "LENGTH",
    "STOP",
    "SYSTEM",
    "TOOL_CALLS",
    "UNKNOWN",
    "USER",
    "AnswerMessage",
    "ChatCompletion",
    "ChatMessage",
    "Choice",
    "Usage",
    "first_choice",
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
ERROR: Final = "error"
"""The finish reason of some servers' answers that broke off."""
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
    name: str | None = Field(default=None, description="tells participants of the same role apart")
    tool_calls: list[ToolCall] | None = Field(default=None, description="the calls that the assistant asked for")
    tool_call_id: str | None = Field(default=None, description="which call a message of the role tool answers")


class AnswerMessage(WireModel):
    """The message that the LLM wrote."""

    role: str = Field(description="role of the message's author")
    content: str = Field(description="the answer that the LLM generated")
    tool_calls: Annotated[list[ToolCall] | None, FailFast()] = Field(
        default=None, description="the calls that the model asks for"
    )
    refusal: str | None = Field(default=None, description="why the model will not answer, in its words")
    reasoning_content: str | None = Field(default=None, description="what it thought before (DeepSeek, llama.cpp, ...)")
    reasoning: str | None = Field(default=None, description="the same where servers name it so (OpenRouter, Groq, ...)")

    @property
    def thoughts(self) -> str:
        """What the model thought before it answered, under whichever name the server sent it; empty when nothing."""
        return self.reasoning_content or self.reasoning or ""


class Choice(WireModel):
    """One result of the generation."""

    message: AnswerMessage = Field(description="the generated answer")
    finish_reason: str = Field(
        description="why generation ended: stop (the model finished by itself), length (the token limit was reached)"
    )
    index: int | None = Field(default=None, description="its place among the results")
    logprobs: dict[str, object] | None = Field(default=None, description="how likely each token was, as it came")


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
        """The text of the result with index 0, wherever it stands in the list; else of the first one."""
        return first_choice(self).message.content

    @property
    def finish_reason(self) -> str:
        """Why that result ended: `STOP`, `LENGTH`, `UNKNOWN`, or a server's own word."""
        return first_choice(self).finish_reason

    @property
    def deviations(self) -> tuple[str, ...]:
        """Where the server left out what the table requires, or sent something else than usual beyond it, as paths.

        Neutral values stand there: `""`, 0, `UNKNOWN`, and None beyond the table. It is no wire field.
        """
        return self._deviations

    def with_deviations(self, deviations: tuple[str, ...]) -> Self:
        """The same completion, with the paths that were filled in."""
        self._deviations = deviations
        return self


def first_choice(completion: ChatCompletion) -> Choice:
    """The result with index 0: servers may send several in any order."""
    choices = completion.choices
    return next((choice for choice in choices if choice.index == 0), choices[0])
