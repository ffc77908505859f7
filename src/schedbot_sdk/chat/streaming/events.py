"""The kinds of events in a stream: errors, notices, incomplete ones. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.response import json_of
from schedbot_sdk._core.sse import ServerSentEvent
from schedbot_sdk._core.surrogates import json_with_halves

__all__ = ["is_error", "is_incomplete", "is_notice"]

_CHUNK_FIELDS: Final = frozenset({"choices", "usage", "error"})
"""Each chunk has one of these fields."""


def is_error(event: ServerSentEvent) -> bool:
    """Whether the event reports an error."""
    return event.error is not None or event.event.lower().endswith("error")


def is_notice(event: ServerSentEvent) -> bool:
    """Whether the event is not part of the answer, such as a ping: it has a name, and no field of a chunk."""
    if event.event == "message":
        return False
    value = json_with_halves(event.data)
    return not (isinstance(value, Mapping) and value.keys() & _CHUNK_FIELDS)


def is_incomplete(event: ServerSentEvent) -> bool:
    """Whether the body ended in the middle of the event."""
    if not event.is_pending or is_error(event):
        return False
    return event.data.strip() != b"[DONE]" and json_of(event.data) is None
