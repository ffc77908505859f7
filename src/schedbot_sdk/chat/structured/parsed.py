"""What structured output gives."""

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
    """An answer of the form that was asked for.

    Attributes:
        value: The answer, as the model that was asked for.
        completion: The completion that it was read from, the last one.
        usage: The tokens of all tries together, as far as the server told them.
        tries: How many answers the LLM gave; 1 when the first one was right.
        mode: How the form was asked for: `"json_schema"`, `"json_object"`, or only in the `"prompt"`.
    """

    value: M = field(repr=False)
    completion: ChatCompletion = field(repr=False)
    usage: Usage
    tries: int
    mode: OutputMode
