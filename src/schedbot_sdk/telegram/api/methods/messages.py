"""Methods that send, change and delete messages."""

from __future__ import annotations

from pydantic import Field, JsonValue

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.keyboards import InlineKeyboardMarkup
from schedbot_sdk.telegram.types.message_options import LinkPreviewOptions, ReplyParameters
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["DeleteMessage", "EditMessageReplyMarkup", "EditMessageText", "SendChatAction", "SendMessage"]


class NewMessage(WireModel):
    """The parameters of every method that puts a message into a chat."""

    chat_id: int | str
    """The chat's id, or @username of a channel."""
    message_thread_id: int | None = None
    """The topic to send to; forums only."""
    direct_messages_topic_id: int | None = None
    """The topic of a channel's direct messages to send to."""
    disable_notification: bool | None = None
    """True sends without a sound."""
    protect_content: bool | None = None
    """True forbids forwarding and saving."""
    message_effect_id: str | None = None
    """The effect that is shown with the message; private chats only."""


class AnsweringMessage(NewMessage):
    """The parameters of a new message that the bot itself writes."""

    business_connection_id: str | None = None
    """The business connection on whose behalf the message is sent."""
    allow_paid_broadcast: bool | None = None
    """True allows 1000 messages a second, for a fee in Telegram Stars."""
    reply_parameters: ReplyParameters | None = None
    """The message to reply to."""


class ReplyableMessage(AnsweringMessage):
    """The parameters of a new message that can have buttons."""

    suggested_post_parameters: dict[str, JsonValue] | None = None
    """How a post is suggested to a channel (Bot API: SuggestedPostParameters)."""
    ephemeral_message_parameters: dict[str, JsonValue] | None = None
    """Who alone sees the message (Bot API: EphemeralMessageParameters)."""
    reply_markup: InlineKeyboardMarkup | dict[str, JsonValue] | None = None
    """Buttons under the message, or another keyboard of the Bot API as a dict."""


class SendMessage(ReplyableMessage, BotMethod[Message]):
    """Send a text."""

    text: str = Field(min_length=1)
    """1 to 4096 characters after entities are parsed."""
    parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `entities`."""
    entities: list[MessageEntity] | None = None
    """Special parts of the text, in UTF-16 code units."""
    link_preview_options: LinkPreviewOptions | None = None
    """How the preview of a link is shown."""


class EditMessageText(BotMethod[Message | bool]):
    """Change a text that the bot sent. The result is True for a message that was sent by inline mode."""

    business_connection_id: str | None = None
    """The business connection on whose behalf the message was sent."""
    chat_id: int | str | None = None
    """The chat of the message; required without `inline_message_id`."""
    message_id: int | None = None
    """The message to change; required without `inline_message_id`."""
    inline_message_id: str | None = None
    """A message that was sent by inline mode, in place of `chat_id` and `message_id`."""
    text: str | None = Field(default=None, min_length=1)
    """1 to 4096 characters after entities are parsed; required without `rich_message`."""
    parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `entities`."""
    entities: list[MessageEntity] | None = None
    """Special parts of the text, in UTF-16 code units."""
    link_preview_options: LinkPreviewOptions | None = None
    """How the preview of a link is shown."""
    rich_message: dict[str, JsonValue] | None = None
    """A rich message in place of `text` (Bot API: InputRichMessage)."""
    reply_markup: InlineKeyboardMarkup | None = None
    """The new buttons; None removes them."""


class EditMessageReplyMarkup(BotMethod[Message | bool]):
    """Change the buttons under a message of the bot. The result is True for one that was sent by inline mode."""

    business_connection_id: str | None = None
    """The business connection on whose behalf the message was sent."""
    chat_id: int | str | None = None
    """The chat of the message; required without `inline_message_id`."""
    message_id: int | None = None
    """The message to change; required without `inline_message_id`."""
    inline_message_id: str | None = None
    """A message that was sent by inline mode, in place of `chat_id` and `message_id`."""
    reply_markup: InlineKeyboardMarkup | None = None
    """The new buttons; None removes them."""


class DeleteMessage(BotMethod[bool]):
    """Delete a message: the bot's own, or one that it may delete."""

    chat_id: int | str
    """The chat of the message."""
    message_id: int
    """The message to delete."""


class SendChatAction(BotMethod[bool]):
    """Show for 5 seconds that the bot is busy."""

    business_connection_id: str | None = None
    """The business connection on whose behalf the action is shown."""
    chat_id: int | str
    """The chat's id, or @username of a channel."""
    message_thread_id: int | None = None
    """The topic to show it in."""
    action: str = Field(min_length=1)
    """`"typing"`, `"upload_document"`, `"record_voice"` and so on."""
