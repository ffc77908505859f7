"""The parts of a streamed completion."""

from __future__ import annotations

from typing import Annotated

from pydantic import FailFast, Field

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.chat.models import Usage

__all__ = ["ChatCompletionChunk", "ChunkChoice", "Delta"]


class Delta(WireModel):
    """What a part adds to the message."""

    role: str | None = Field(default=None, description="role of the message's author, in the first part")
    content: str | None = Field(default=None, description="the next piece of the answer's text")


class ChunkChoice(WireModel):
    """What a part adds to one result of the generation."""

    index: int = Field(default=0, description="which result it belongs to")
    delta: Delta = Field(default_factory=Delta, description="what it adds")
    finish_reason: str | None = Field(default=None, description="why generation ended, in the last part")


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
    def text(self) -> str:
        """What this part adds to the first result's text; empty when nothing."""
        return next((choice.delta.content or "" for choice in self.choices if choice.index == 0), "")
