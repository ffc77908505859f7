"""Methods that forward and copy messages."""

from __future__ import annotations

from pydantic import JsonValue

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.methods.messages import NewMessage
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.keyboards import InlineKeyboardMarkup
from schedbot_sdk.telegram.types.message_options import ReplyParameters
from schedbot_sdk.telegram.types.messages import Message, MessageId

__all__ = ["CopyMessage", "ForwardMessage"]


class ForwardMessage(NewMessage, BotMethod[Message]):
    """Forward a message to another chat."""

    from_chat_id: int | str
    """The chat of the message."""
    message_id: int
    """The message to forward."""
    video_start_timestamp: int | None = None
    """The second at which a forwarded video starts to play."""
    suggested_post_parameters: dict[str, JsonValue] | None = None
    """How a post is suggested to a channel (Bot API: SuggestedPostParameters)."""


class CopyMessage(NewMessage, BotMethod[MessageId]):
    """Send a copy of a message, without a link to the original."""

    from_chat_id: int | str
    """The chat of the message."""
    message_id: int
    """The message to copy."""
    video_start_timestamp: int | None = None
    """The second at which a copied video starts to play."""
    caption: str | None = None
    """A new caption, up to 1024 characters; without it the caption is kept."""
    parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `caption_entities`."""
    caption_entities: list[MessageEntity] | None = None
    """Special parts of the new caption."""
    show_caption_above_media: bool | None = None
    """True shows the caption above the picture."""
    allow_paid_broadcast: bool | None = None
    """True allows 1000 messages a second, for a fee in Telegram Stars."""
    suggested_post_parameters: dict[str, JsonValue] | None = None
    """How a post is suggested to a channel (Bot API: SuggestedPostParameters)."""
    reply_parameters: ReplyParameters | None = None
    """The message to reply to."""
    reply_markup: InlineKeyboardMarkup | dict[str, JsonValue] | None = None
    """Buttons under the message, or another keyboard of the Bot API as a dict."""
