"""The calls that a model asks for (OpenAI's API reference, the chat completion object: tool_calls)."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk._core.model import WireModel

__all__ = ["FunctionCall", "FunctionCallDelta", "ToolCall", "ToolCallDelta"]


class FunctionCall(WireModel):
    """Which function, and with what."""

    name: str = Field(description="the function's name")
    arguments: str = Field(description="its arguments as JSON, as the model wrote it: check it before use")


class ToolCall(WireModel):
    """One call that the model asks for; answer it with a message of the role tool and this id."""

    id: str | None = Field(default=None, description="names the call; some servers leave it out")
    type: str | None = Field(default=None, description="function, or a kind that came later")
    function: FunctionCall | None = Field(default=None, description="what is to be called, if it is a function")


class FunctionCallDelta(WireModel):
    """What a part of a stream adds to a function call."""

    name: str | None = Field(default=None, description="the function's name, in the first part")
    arguments: str | None = Field(default=None, description="the next piece of its arguments")


class ToolCallDelta(WireModel):
    """What a part of a stream adds to a call."""

    index: int | None = Field(default=None, description="which call it belongs to")
    id: str | None = Field(default=None, description="names the call, in the first part")
    type: str | None = Field(default=None, description="function, or a kind that came later")
    function: FunctionCallDelta | None = Field(default=None, description="what it adds")
