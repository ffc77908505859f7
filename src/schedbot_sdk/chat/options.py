"""The keywords of a chat call beyond the table's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from schedbot_sdk.options import PostOptions

__all__ = ["CHAT_FIELDS", "PARSE_FIELDS", "ChatOptions", "ParseOptions"]


class ParseOptions(PostOptions, total=False):
    """The keywords of `parse`: sampling, and those that every call takes."""

    top_p: float | None
    """Take the most likely tokens only, up to this probability in all, from 0 to 1."""
    stop: str | Sequence[str] | None
    """Texts at which generation ends."""
    seed: int | None
    """The same one gives the same answer, where the server can."""


class ChatOptions(ParseOptions, total=False):
    """The keywords of `complete` and `stream`."""

    n: int | None
    """How many results are asked for."""
    response_format: Mapping[str, object] | None
    """Which form the answer must have, such as `{"type": "json_object"}`; `parse` chooses it by itself."""
    tools: Sequence[Mapping[str, object]] | None
    """Functions that the model may ask to call, as OpenAI's API has them."""
    tool_choice: str | Mapping[str, object] | None
    """Whether a tool must be asked for: `"none"`, `"auto"`, `"required"`, or a certain one."""


PARSE_FIELDS: Final = frozenset(ParseOptions.__annotations__) - frozenset(PostOptions.__annotations__)
"""Those keywords of `parse` that are fields of the request."""
CHAT_FIELDS: Final = frozenset(ChatOptions.__annotations__) - frozenset(PostOptions.__annotations__)
"""Those keywords of `complete` and `stream` that are fields of the request."""
