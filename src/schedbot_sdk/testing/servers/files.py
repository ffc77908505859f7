"""A file that a bot sent."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["SentFile"]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A document as the bot uploaded it, or sent it again by its id."""

    name: str
    content: bytes = field(repr=False)
    media_type: str
    """As the bot said, or guessed from the name."""
