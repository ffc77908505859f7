"""A chat with its settings."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk.telegram.types.chats import Chat
from schedbot_sdk.telegram.types.messages import Message
from schedbot_sdk.telegram.types.reactions import ReactionType

__all__ = ["ChatFullInfo"]


class ChatFullInfo(Chat):
    """A chat with its settings (Bot API: ChatFullInfo), the result of `GetChat`.

    Rarer fields (business hours, gifts, colours, locations and the like) are in `model_extra`, as Telegram sent them.
    """

    is_direct_messages: bool | None = None
    """Whether it is the direct messages chat of a channel."""
    max_reaction_count: int | None = None
    """The most reactions that a message in the chat can have."""
    active_usernames: list[str] | None = Field(default=None, fail_fast=True)
    """All active usernames, without @."""
    personal_chat: Chat | None = None
    """The user's personal channel; private chats only."""
    parent_chat: Chat | None = None
    """The channel to which the direct messages chat belongs."""
    available_reactions: list[ReactionType] | None = Field(default=None, fail_fast=True)
    """The reactions that are allowed in the chat; None allows all emoji."""
    bio: str | None = None
    """The user's own description; private chats only."""
    has_private_forwards: bool | None = None
    """Whether forwarded messages hide the other's account; private chats only."""
    join_to_send_messages: bool | None = None
    """Whether users must join the supergroup before they can write."""
    join_by_request: bool | None = None
    """Whether administrators must approve users who join without an invite link."""
    description: str | None = None
    """The description of a group or channel."""
    invite_link: str | None = None
    """The primary invite link of a group or channel."""
    pinned_message: Message | None = None
    """The pinned message that was sent last."""
    can_send_paid_media: bool | None = None
    """Whether paid media can be sent to the channel."""
    slow_mode_delay: int | None = None
    """Seconds that a member must wait between messages; supergroups only."""
    message_auto_delete_time: int | None = None
    """Seconds after which messages are deleted; None keeps them."""
    has_protected_content: bool | None = None
    """Whether messages cannot be forwarded."""
    has_visible_history: bool | None = None
    """Whether new members can read old messages."""
    linked_chat_id: int | None = None
    """The discussion group of a channel, or the channel of a discussion group."""
