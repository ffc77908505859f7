"""The parts of a streamed completion."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import FailFast, Field, PrivateAttr
from typing_extensions import override

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.chat.models import Usage
from schedbot_sdk.chat.tools import ToolCallDelta

__all__ = ["ChatCompletionChunk", "ChunkChoice", "Delta", "RepairedChunk"]


class Delta(WireModel):
    """What a part adds to the message."""

    role: str | None = Field(default=None, description="role of the message's author, in the first part")
    content: str | None = Field(default=None, description="the next piece of the answer's text")
    tool_calls: Annotated[list[ToolCallDelta] | None, FailFast()] = Field(
        default=None, description="the next pieces of calls"
    )
    refusal: str | None = Field(default=None, description="the next piece of why the model will not answer")
    reasoning_content: str | None = Field(default=None, description="the next piece of what it thinks before")
    reasoning: str | None = Field(default=None, description="the same, where servers name it so")

    @property
    def thoughts(self) -> str:
        """The next piece of what the model thinks before it answers; empty when nothing."""
        return self.reasoning_content or self.reasoning or ""


class ChunkChoice(WireModel):
    """What a part adds to one result of the generation."""

    index: int = Field(default=0, description="which result it belongs to")
    delta: Delta = Field(default_factory=Delta, description="what it adds")
    finish_reason: str | None = Field(default=None, description="why generation ended, in the last part")
    logprobs: dict[str, object] | None = Field(default=None, description="how likely each token was, as it came")


class ChatCompletionChunk(WireModel):
    """One part of a streamed answer. Some servers send parts without choices, for usage or filters: they pass."""

    id: str | None = Field(default=None, description="unique identifier of the answer, the same in all its parts")
    model: str | None = Field(default=None, description="identifier of the model that generates the answer")
    choices: Annotated[list[ChunkChoice], FailFast()] = Field(
        default_factory=list[ChunkChoice], description="array of generation results"
    )
    usage: Usage | None = Field(default=None, description="tokens used, in the last part where the server counts them")
    created: int | None = Field(default=None, description="when it was made, Unix time")

    @property
    def deviations(self) -> tuple[str, ...]:
        """Where the server sent something else than it should, as paths; None stands there. It is no wire field."""
        return ()

    @property
    def text(self) -> str:
        """What this part adds to the first result's text; empty when nothing."""
        return next((choice.delta.content or "" for choice in self.choices if choice.index == 0), "")


class RepairedChunk(ChatCompletionChunk):
    """A part with fields that had to be left out; a class of its own, since a private field costs time in each part."""

    _deviations: tuple[str, ...] = PrivateAttr(default=())

    @property
    @override
    def deviations(self) -> tuple[str, ...]:
        """Where the server sent something else than it should, as paths; None stands there. It is no wire field."""
        return self._deviations

    def with_deviations(self, deviations: tuple[str, ...]) -> Self:
        """The same part, with the paths of what was left out."""
        self._deviations = deviations
        return self
