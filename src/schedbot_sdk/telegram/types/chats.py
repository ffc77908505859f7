"""Who writes to a bot, and where."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk._core.model import WireModel

__all__ = ["Chat", "User"]


class User(WireModel):
    """A Telegram account, a person's or a bot's (Bot API: User)."""

    id: int = Field(description="unique identifier; may need more than 32 bits")
    is_bot: bool | None = Field(default=None, description="whether this is a bot")
    first_name: str = Field(description="first name")
    last_name: str | None = Field(default=None, description="last name")
    username: str | None = Field(default=None, description="username, without @")
    language_code: str | None = Field(default=None, description="IETF language tag of the user's app")


class Chat(WireModel):
    """Where a message was written (Bot API: Chat)."""

    id: int = Field(description="unique identifier; may need more than 32 bits, negative for groups")
    type: str = Field(description="private, group, supergroup, channel, or a kind that came later")
    title: str | None = Field(default=None, description="title of a group or channel")
    username: str | None = Field(default=None, description="username, without @")
    first_name: str | None = Field(default=None, description="the other's first name in a private chat")
    last_name: str | None = Field(default=None, description="the other's last name in a private chat")
    is_forum: bool | None = Field(default=None, description="whether a supergroup has topics")
