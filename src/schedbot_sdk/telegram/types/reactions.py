"""Reactions to a message."""

from __future__ import annotations

from typing import Literal, TypeAlias

from schedbot_sdk._core.model import WireModel

__all__ = ["ReactionType", "ReactionTypeCustomEmoji", "ReactionTypeEmoji", "ReactionTypePaid"]


class ReactionTypeEmoji(WireModel):
    """A standard emoji (Bot API: ReactionTypeEmoji)."""

    type: Literal["emoji"] = "emoji"
    """Always `"emoji"`."""
    emoji: str
    """The emoji; Telegram accepts about 70 of them, such as 👍."""


class ReactionTypeCustomEmoji(WireModel):
    """A custom emoji (Bot API: ReactionTypeCustomEmoji)."""

    type: Literal["custom_emoji"] = "custom_emoji"
    """Always `"custom_emoji"`."""
    custom_emoji_id: str
    """The id of the custom emoji."""


class ReactionTypePaid(WireModel):
    """A paid reaction (Bot API: ReactionTypePaid); a bot cannot send it."""

    type: Literal["paid"] = "paid"
    """Always `"paid"`."""


ReactionType: TypeAlias = ReactionTypeEmoji | ReactionTypeCustomEmoji | ReactionTypePaid
"""Any of them: `match` on the class, or on `type`."""
