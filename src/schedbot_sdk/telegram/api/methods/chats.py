"""Methods about a chat, and about messages that exist in it: pins and reactions."""

from __future__ import annotations

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.types.chat_full_info import ChatFullInfo
from schedbot_sdk.telegram.types.reactions import ReactionType

__all__ = ["GetChat", "PinChatMessage", "SetMessageReaction"]


class GetChat(BotMethod[ChatFullInfo]):
    """Get a chat with its settings."""

    chat_id: int | str
    """The chat's id, or @username of a supergroup or channel."""


class PinChatMessage(BotMethod[bool]):
    """Pin a message in a chat."""

    business_connection_id: str | None = None
    """The business connection on whose behalf the message is pinned."""
    chat_id: int | str
    """The chat of the message."""
    message_id: int
    """The message to pin."""
    disable_notification: bool | None = None
    """True tells no members; channels and private chats never tell them."""


class SetMessageReaction(BotMethod[bool]):
    """Set the bot's reactions to a message."""

    chat_id: int | str
    """The chat of the message."""
    message_id: int
    """The message to react to."""
    reaction: list[ReactionType] | None = None
    """The new reactions, at most one for a bot; none removes them."""
    is_big: bool | None = None
    """True shows the reaction with a big animation."""
