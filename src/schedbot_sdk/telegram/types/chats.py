"""Users and chats."""

from __future__ import annotations

from schedbot_sdk._core.model import WireModel

__all__ = ["Chat", "User"]


class User(WireModel):
    """A Telegram account, a person's or a bot's (Bot API: User)."""

    id: int
    """Unique identifier; may need more than 32 bits."""
    is_bot: bool | None = None
    """Whether this is a bot."""
    first_name: str
    """First name."""
    last_name: str | None = None
    """Last name."""
    username: str | None = None
    """Username, without @."""
    language_code: str | None = None
    """IETF language tag of the user's app."""


class Chat(WireModel):
    """A private chat, group or channel (Bot API: Chat)."""

    id: int
    """Unique identifier; may need more than 32 bits, negative for groups."""
    type: str
    """Private, group, supergroup, channel, or a newer kind."""
    title: str | None = None
    """Title of a group or channel."""
    username: str | None = None
    """Username, without @."""
    first_name: str | None = None
    """The other's first name in a private chat."""
    last_name: str | None = None
    """The other's last name in a private chat."""
    is_forum: bool | None = None
    """Whether a supergroup has topics."""
