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

    model: str = Field(min_length=1, description="identifier of the LLM")
    """The LLM's identifier, not empty."""
    messages: list[ChatMessage] = Field(
        min_length=1, description="array of messages: the history of the user's dialogue with the LLM"
    )
    """The dialogue so far, oldest message first; at least one."""
    temperature: int | float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="controls how random the answers are; the table says int, every real server takes any number, so 1"
        " and 0.7 both go through as written",
    )
    """How random the response is. An int or a float, sent as written; None sends nothing."""
    max_tokens: int | None = Field(
        default=None, ge=1, description="the most tokens to generate; limits the length of the answer"
    )
    """The maximum number of tokens to generate, 1 or more. None sends nothing."""
    stream: bool | None = Field(default=None, description="whether the answer comes in parts")
    """True to receive the response in chunks. None sends nothing."""
    stream_options: dict[str, object] | None = Field(
        default=None, description="what a stream brings beside the answer, such as its usage"
    )
    """What a stream contains beside the response, such as `{"include_usage": True}`. None sends nothing."""
    top_p: int | float | None = Field(
        default=None,
        ge=0,
        le=1,
        examples=[0, 0.9, 1],
        description="takes the most likely tokens only, up to this probability in all",
    )
    """The total probability of the most likely tokens to sample from, 0 to 1. None sends nothing."""
    stop: str | list[str] | None = Field(
        default=None, examples=["END", ["END", "STOP"]], description="texts at which generation ends"
    )
    """A text, or a list of texts, at which the LLM stops. None sends nothing."""
    seed: int | None = Field(
        default=None, examples=[7], description="the same one gives the same answer, where the server can"
    )
    """The same seed gives the same response, if the server supports seeds. None sends nothing."""
    n: int | None = Field(default=None, ge=1, examples=[1, 2], description="how many results are asked for")
    """How many results to generate, 1 or more. None sends nothing; servers then generate one."""
    response_format: dict[str, object] | None = Field(
        default=None,
        examples=[{"type": "json_object"}],
        description="which form the answer must have: text, json_object, json_schema",
    )
    """The format of the response: an object whose `type` is `text`, `json_object` or `json_schema`."""
    tools: list[dict[str, object]] | None = Field(
        default=None,
        examples=[[{"type": "function", "function": {"name": "get_weather"}}]],
        description="functions that the model may ask to call",
    )
    """The functions that the LLM may call, as in OpenAI's API. None sends nothing."""
    tool_choice: str | dict[str, object] | None = Field(
        default=None,
        examples=["none", "auto", "required", {"type": "function", "function": {"name": "get_weather"}}],
        description="whether a tool must be asked for: none, auto, required, or a certain one",
    )
    """Whether the LLM must call a tool: `none`, `auto`, `required`, or an object that names one function."""


PARSE_FIELDS: Final = frozenset(ParseOptions.__annotations__) - frozenset(PostOptions.__annotations__)
"""The keywords of `parse` that are fields of the request."""
CHAT_FIELDS: Final = frozenset(ChatOptions.__annotations__) - frozenset(PostOptions.__annotations__)
"""The keywords of `complete` and `stream` that are fields of the request."""
