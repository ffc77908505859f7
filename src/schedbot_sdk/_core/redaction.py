"""Text and bytes with a secret: a request sends their value, and a traceback with locals shows stars."""

from __future__ import annotations

from typing import TypeVar, cast

from typing_extensions import override

__all__ = ["RedactedBytes", "RedactedText", "redacted"]

T = TypeVar("T")


class RedactedText(str):
    """A text with a secret in it."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "'***'"


class RedactedBytes(bytes):
    """Bytes with a secret in them."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "b'***'"

    @override
    def __str__(self) -> str:
        return repr(self)


def redacted(value: T) -> T:
    """Return the same value; a traceback with locals does not show it if it is a text."""
    return cast("T", RedactedText(value)) if isinstance(value, str) else value
