"""The commands of a bot, and the scopes in which they are shown."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from schedbot_sdk._core.model import WireModel

__all__ = [
    "BotCommand",
    "BotCommandScope",
    "BotCommandScopeAllChatAdministrators",
    "BotCommandScopeAllGroupChats",
    "BotCommandScopeAllPrivateChats",
    "BotCommandScopeChat",
    "BotCommandScopeChatAdministrators",
    "BotCommandScopeChatMember",
    "BotCommandScopeDefault",
]


class BotCommand(WireModel):
    """A command in the bot's menu (Bot API: BotCommand)."""

    command: str = Field(min_length=1, max_length=32)
    """The command without its slash: 1 to 32 lowercase letters, digits and underscores."""
    description: str = Field(min_length=1, max_length=256)
    """The description in the menu, 1 to 256 characters."""
    is_ephemeral: bool | None = None
    """True sends the command so that only the bot sees it."""


class BotCommandScopeDefault(WireModel):
    """All chats without commands of a narrower scope (Bot API: BotCommandScopeDefault)."""

    type: Literal["default"] = "default"
    """Always `"default"`."""


class BotCommandScopeAllPrivateChats(WireModel):
    """All private chats (Bot API: BotCommandScopeAllPrivateChats)."""

    type: Literal["all_private_chats"] = "all_private_chats"
    """Always `"all_private_chats"`."""


class BotCommandScopeAllGroupChats(WireModel):
    """All groups and supergroups (Bot API: BotCommandScopeAllGroupChats)."""

    type: Literal["all_group_chats"] = "all_group_chats"
    """Always `"all_group_chats"`."""


class BotCommandScopeAllChatAdministrators(WireModel):
    """All administrators of groups and supergroups (Bot API: BotCommandScopeAllChatAdministrators)."""

    type: Literal["all_chat_administrators"] = "all_chat_administrators"
    """Always `"all_chat_administrators"`."""


class BotCommandScopeChat(WireModel):
    """One chat (Bot API: BotCommandScopeChat)."""

    type: Literal["chat"] = "chat"
    """Always `"chat"`."""
    chat_id: int | str
    """The chat's id, or @username of a supergroup."""


class BotCommandScopeChatAdministrators(WireModel):
    """The administrators of one group or supergroup (Bot API: BotCommandScopeChatAdministrators)."""

    type: Literal["chat_administrators"] = "chat_administrators"
    """Always `"chat_administrators"`."""
    chat_id: int | str
    """The chat's id, or @username of a supergroup."""


class BotCommandScopeChatMember(WireModel):
    """One member of a group or supergroup (Bot API: BotCommandScopeChatMember)."""

    type: Literal["chat_member"] = "chat_member"
    """Always `"chat_member"`."""
    chat_id: int | str
    """The chat's id, or @username of a supergroup."""
    user_id: int
    """The member's id."""


BotCommandScope: TypeAlias = (
    BotCommandScopeDefault
    | BotCommandScopeAllPrivateChats
    | BotCommandScopeAllGroupChats
    | BotCommandScopeAllChatAdministrators
    | BotCommandScopeChat
    | BotCommandScopeChatAdministrators
    | BotCommandScopeChatMember
)
"""Any of them."""
