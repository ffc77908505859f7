"""Tool calls of an LLM (OpenAI's API reference, the chat completion object: tool_calls)."""

from __future__ import annotations

from schedbot_sdk._core.model import WireModel

__all__ = ["FunctionCall", "FunctionCallDelta", "ToolCall", "ToolCallDelta"]


class FunctionCall(WireModel):
    """A function to call, and its arguments."""

    name: str
    """The function's name."""
    arguments: str
    """The function's arguments as JSON, as the LLM wrote it. Validate it before use."""


class ToolCall(WireModel):
    """One tool call of the LLM. Answer it with a message of the role `tool` and this `id`."""

    id: str | None = None
    """The call's id. None when the server left it out, as some do."""
    type: str | None = None
    """The kind of tool: `function`, or a newer kind. None when the server left it out."""
    function: FunctionCall | None = None
    """The function to call, if the kind is `function`."""


class FunctionCallDelta(WireModel):
    """The part of a function call in one chunk."""

    name: str | None = None
    """The function's name; most servers send it only in the call's first chunk."""
    arguments: str | None = None
    """The next piece of the arguments' JSON."""


class ToolCallDelta(WireModel):
    """The part of a tool call in one chunk."""

    index: int | None = None
    """The index of the call that this part belongs to. None when the server left it out."""
    id: str | None = None
    """The call's id; most servers send it only in the call's first chunk."""
    type: str | None = None
    """The kind of tool: `function`, or a newer kind."""
    function: FunctionCallDelta | None = None
    """The new part of the function call."""
