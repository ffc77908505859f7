"""The models of `POST /chat/completions`: the messages, and the whole response."""

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
"""The role of the LLM's messages."""

STOP: Final = "stop"
"""The finish reason of a complete answer."""
LENGTH: Final = "length"
"""The finish reason of an answer that was truncated at the token limit."""
CONTENT_FILTER: Final = "content_filter"
"""The finish reason of an answer that the server filtered."""
TOOL_CALLS: Final = "tool_calls"
"""The finish reason of an answer that calls tools."""
FUNCTION_CALL: Final = "function_call"
"""The finish reason of an answer that calls a function, in the older API."""
ERROR: Final = "error"
"""The finish reason with which some servers report an incomplete answer."""
UNKNOWN: Final = "unknown"
"""The SDK's value for a finish reason that the server left out."""


class ChatMessage(WireModel):
    """One message of a dialogue. Any non-empty role is valid: some servers have `tool` and `developer` too."""

    role: str = Field(min_length=1)
    """Who sent it: system (sets the assistant's behaviour), user (the user's message), assistant (the model's
    answers)."""
    content: str
    """The message's text (prompt + the user's request)."""
    name: str | None = None
    """The author's name, to distinguish participants with the same role."""
    tool_calls: list[ToolCall] | None = None
    """The tool calls in a message of the assistant."""
    tool_call_id: str | None = None
    """The id of the tool call that this message answers. Only for the role `tool`."""


class AnswerMessage(WireModel):
    """The LLM's message."""

    role: str
    """Role of the message's author."""
    content: str
    """The answer that the LLM generated."""
    tool_calls: Annotated[list[ToolCall] | None, FailFast()] = None
    """The tools that the LLM calls. None when it calls no tool."""
    refusal: str | None = None
    """Why the LLM refused to answer, in its own words. None when it did not refuse."""
    reasoning_content: str | None = None
    """The LLM's reasoning before the answer (DeepSeek, llama.cpp, ...). See `thoughts`."""
    reasoning: str | None = None
    """The LLM's reasoning before the answer, under another name (OpenRouter, Groq, ...). See `thoughts`."""

    @property
    def thoughts(self) -> str:
        """The LLM's reasoning before the answer, under either of the two names. Empty when the server sent none."""
        return self.reasoning_content or self.reasoning or ""


class Choice(WireModel):
    """One generated result."""

    message: AnswerMessage
    """The generated answer."""
    finish_reason: str
    """Why generation ended: stop (the model finished by itself), length (the token limit was reached).

    `UNKNOWN` when the server left it out. Servers have other reasons too.
    """
    index: int | None = None
    """The result's index, from 0. None when the server left it out."""
    logprobs: dict[str, object] | None = None
    """The log probability of each token, unchanged. None when not requested."""


class Usage(WireModel):
    """The cost of a response, in tokens."""

    prompt_tokens: int
    """Tokens spent on the request."""
    completion_tokens: int
    """Tokens in the generated answer."""
    total_tokens: int
    """The sum."""


class ChatCompletion(WireModel):
    """The whole response of a chat completion."""

    id: str
    """Unique identifier of the answer, from the API."""
    model: str
    """Identifier of the model that generated the answer."""
    choices: Annotated[list[Choice], FailFast()] = Field(min_length=1)
    """Array of generation results."""
    usage: Usage
    """Tokens used. All 0 when the server left it out."""
    created: int | None = None
    """When the response was created, as Unix time in seconds. None when the server left it out."""

    _deviations: tuple[str, ...] = PrivateAttr(default=())

    @property
    def text(self) -> str:
        """The text of the result with index 0, or of the first result if none has that index."""
        return first_choice(self).message.content

    @property
    def finish_reason(self) -> str:
        """Why that result ended: `STOP`, `LENGTH`, `UNKNOWN`, or another word of the server."""
        return first_choice(self).finish_reason

    @property
    def deviations(self) -> tuple[str, ...]:
        """Paths at which the response differs from the specification, such as `choices[0].finish_reason`.

        These fields have neutral values: `""`, 0 or `UNKNOWN`, and None for fields beyond the specification. It is not
        a field of the response.
        """
        return self._deviations

    def with_deviations(self, deviations: tuple[str, ...]) -> Self:
        """Set the deviations and return the same completion."""
        self._deviations = deviations
        return self


def first_choice(completion: ChatCompletion) -> Choice:
    """Return the result with index 0; servers may send several results in any order."""
    choices = completion.choices
    return next((choice for choice in choices if choice.index == 0), choices[0])
