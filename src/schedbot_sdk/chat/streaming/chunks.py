"""The chunks of a streamed completion."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import FailFast, Field, PrivateAttr
from typing_extensions import override

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.chat.models import Usage
from schedbot_sdk.chat.tools import ToolCallDelta

__all__ = ["ChatCompletionChunk", "ChunkChoice", "Delta", "RepairedChunk"]


class Delta(WireModel):
    """The part of a message in one chunk."""

    role: str | None = None
    """Role of the message's author; most servers send it only in the first chunk."""
    content: str | None = None
    """The next piece of the answer's text."""
    tool_calls: Annotated[list[ToolCallDelta] | None, FailFast()] = None
    """The next parts of tool calls."""
    refusal: str | None = None
    """The next piece of the reason why the LLM refused to answer."""
    reasoning_content: str | None = None
    """The next piece of the LLM's reasoning. See `thoughts`."""
    reasoning: str | None = None
    """The next piece of the LLM's reasoning, under another name. See `thoughts`."""

    @property
    def thoughts(self) -> str:
        """The next piece of the LLM's reasoning, under either of the two names. Empty when the chunk has none."""
        return self.reasoning_content or self.reasoning or ""


class ChunkChoice(WireModel):
    """The part of one generated result in one chunk."""

    index: int = 0
    """The index of the result that this part belongs to, from 0."""
    delta: Delta = Field(default_factory=Delta)
    """The new part of the message."""
    finish_reason: str | None = None
    """Why generation ended; None until the result's last chunk."""
    logprobs: dict[str, object] | None = None
    """The log probability of each new token, unchanged. None when not requested."""


class ChatCompletionChunk(WireModel):
    """One chunk of a streamed response. Some servers send chunks without choices, with the usage or filter results."""

    id: str | None = None
    """The response's identifier, the same in all its chunks."""
    model: str | None = None
    """The identifier of the LLM that generates the answer."""
    choices: Annotated[list[ChunkChoice], FailFast()] = Field(default_factory=list[ChunkChoice])
    """The new parts of the results. Empty in a chunk that only has the usage."""
    usage: Usage | None = None
    """The tokens used, in the last chunk. None elsewhere, and when the server does not count tokens."""
    created: int | None = None
    """When the response was created, as Unix time in seconds. None when the server left it out."""

    @property
    def deviations(self) -> tuple[str, ...]:
        """Paths at which the chunk differs from the specification. These fields are None. It is not a field itself."""
        return ()

    @property
    def text(self) -> str:
        """The new piece of the first result's text. Empty when the chunk has none."""
        return next((choice.delta.content or "" for choice in self.choices if choice.index == 0), "")


class RepairedChunk(ChatCompletionChunk):
    """A chunk with fields that had to be left out. A class of its own: a private field would slow every chunk down."""

    _deviations: tuple[str, ...] = PrivateAttr(default=())

    @property
    @override
    def deviations(self) -> tuple[str, ...]:
        """Paths at which the chunk differs from the specification. These fields are None. It is not a field itself."""
        return self._deviations

    def with_deviations(self, deviations: tuple[str, ...]) -> Self:
        """Set the deviations and return the same chunk."""
        self._deviations = deviations
        return self
