"""The result of structured output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from schedbot_sdk.chat.models import ChatCompletion, Usage
from schedbot_sdk.chat.structured.server_capabilities import OutputMode

__all__ = ["Parsed"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[M]):
    """A validated answer of the requested model."""

    value: M = field(repr=False)
    """The answer, as an instance of the requested model."""
    completion: ChatCompletion = field(repr=False)
    """The completion that contained the answer; the last one if there were several tries."""
    usage: Usage
    """The tokens of all tries together, as far as the server counted them."""
    tries: int
    """How many answers the LLM gave; 1 when the first one was accepted."""
    mode: OutputMode
    """How the schema was requested: `"json_schema"`, `"json_object"`, or only in the `"prompt"`."""
    doubts: tuple[str, ...] = field(default=(), repr=False)
    """The doubts of `doubt` about this answer, usually none: the LLM kept the answer, or could not be asked again."""
