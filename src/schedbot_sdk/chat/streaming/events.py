"""What kind of thing an event of a stream is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.response import json_of
from schedbot_sdk._core.sse import ServerSentEvent
from schedbot_sdk._core.surrogates import json_with_halves

__all__ = ["is_cut", "is_error", "is_notice"]

_PART: Final = frozenset({"choices", "usage", "error"})
"""A part of an answer has one of them."""


def is_error(event: ServerSentEvent) -> bool:
    """Whether an event says that the answer failed."""
    return event.error is not None or event.event.lower().endswith("error")


def is_notice(event: ServerSentEvent) -> bool:
    """Whether an event is of another kind than the answer's, such as a ping: it has a name, and holds no part."""
    if event.event == "message":
        return False
    value = json_with_halves(event.data)
    return not (isinstance(value, Mapping) and value.keys() & _PART)


def is_cut(event: ServerSentEvent) -> bool:
    """Whether the end of the body cut an event in its midst."""
    if not event.is_pending or is_error(event):
        return False
    return event.data.strip() != b"[DONE]" and json_of(event.data) is None
