"""Special parts of a text."""

from __future__ import annotations

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types.chats import User

__all__ = ["MessageEntity"]


class MessageEntity(WireModel):
    """A special part of a text: a link, a command, bold text (Bot API: MessageEntity).

    Telegram counts UTF-16 code units, and an emoji has two or more; Python counts characters. `entity_text` returns the
    text of an entity.
    """

    type: str
    """Bold, url, bot_command, ..."""
    offset: int
    """Where it begins, in UTF-16 code units."""
    length: int
    """How long it is, in UTF-16 code units."""
    url: str | None = None
    """Only for text_link."""
    user: User | None = None
    """Only for text_mention: a user without a username."""
    language: str | None = None
    """Only for pre: the programming language."""
    custom_emoji_id: str | None = None
    """Only for custom_emoji."""
    unix_time: int | None = None
    """Only for date_time: the moment that it shows."""
    date_time_format: str | None = None
    """Only for date_time: r, or any of w, d or D, t or T, in this order."""
