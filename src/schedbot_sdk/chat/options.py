"""The parameters of a chat call: keywords of the clients, and fields of the request.

To add a parameter, add it here twice: to `ChatOptions` for callers, and to `ChatCompletionRequest` for validation. If
`parse` takes it too, add it to `ParseOptions` in place of `ChatOptions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import Field

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.chat.models import ChatMessage
from schedbot_sdk.options import PostOptions

__all__ = ["CHAT_FIELDS", "PARSE_FIELDS", "ChatCompletionRequest", "ChatOptions", "ParseOptions"]


_TOOL: Final = {"type": "function", "function": {"name": "get_weather"}}


class ParseOptions(PostOptions, total=False):
    """The keywords of `parse`: sampling, and the keywords of every call."""

    top_p: float | None
    """Samples only from the most likely tokens, up to this total probability: a number from 0 to 1."""
    stop: str | Sequence[str] | None
    """Texts at which the LLM stops generating."""
    seed: int | None
    """The same seed gives the same response, if the server supports seeds."""


class ChatOptions(ParseOptions, total=False):
    """The keywords of `complete` and `stream`: sampling, format and tools, and the keywords of every call."""

    n: int | None
    """How many results to generate, 1 or more."""
    response_format: Mapping[str, object] | None
    """The format of the response, such as `{"type": "json_object"}`. `parse` sets it by itself."""
    tools: Sequence[Mapping[str, object]] | None
    """The functions that the LLM may call, as in OpenAI's API."""
    tool_choice: str | Mapping[str, object] | None
    """Whether the LLM must call a tool: `"none"`, `"auto"`, `"required"`, or a dict that names one function."""


class ChatCompletionRequest(WireModel):
    """The body of `POST /chat/completions`.

    Error messages repeat a field's `examples`.
    """

    model: str = Field(min_length=1)
    """Identifier of the LLM."""
    messages: list[ChatMessage] = Field(min_length=1)
    """Array of messages: the history of the user's dialogue with the LLM. The oldest message comes first."""
    temperature: int | float | None = Field(default=None, allow_inf_nan=False)
    """Controls how random the answers are; the table says int, every real server takes any number, so 1 and 0.7 both
    go through as written."""
    max_tokens: int | None = Field(default=None, ge=1)
    """The most tokens to generate; limits the length of the answer."""
    stream: bool | None = None
    """Whether the answer comes in parts."""
    stream_options: dict[str, object] | None = None
    """Extra contents of a stream, such as its usage: `{"include_usage": True}`."""
    top_p: int | float | None = Field(default=None, ge=0, le=1, examples=[0, 0.9, 1])
    """Samples only from the most likely tokens, up to this total probability."""
    stop: str | list[str] | None = Field(default=None, examples=["END", ["END", "STOP"]])
    """A text, or a list of texts, at which the LLM stops generating."""
    seed: int | None = Field(default=None, examples=[7])
    """The same seed gives the same response, if the server supports seeds."""
    n: int | None = Field(default=None, ge=1, examples=[1, 2])
    """How many results to generate."""
    response_format: dict[str, object] | None = Field(default=None, examples=[{"type": "json_object"}])
    """The format of the response: an object with the type text, json_object or json_schema."""
    tools: list[dict[str, object]] | None = Field(default=None, examples=[[_TOOL]])
    """The functions that the LLM may call, as in OpenAI's API."""
    tool_choice: str | dict[str, object] | None = Field(default=None, examples=["none", "auto", "required", _TOOL])
    """Whether the LLM must call a tool: none, auto, required, or an object that names one function."""


PARSE_FIELDS: Final = frozenset(ParseOptions.__annotations__) - frozenset(PostOptions.__annotations__)
"""The keywords of `parse` that are fields of the request."""
CHAT_FIELDS: Final = frozenset(ChatOptions.__annotations__) - frozenset(PostOptions.__annotations__)
"""The keywords of `complete` and `stream` that are fields of the request."""
