"""A file that a bot sent."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["SentFile"]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A document that the bot uploaded, or sent again by its id."""

    name: str
    """The file's name."""
    content: bytes = field(repr=False)
    """The file's content."""
    media_type: str
    """The media type from the bot, or guessed from the name."""
