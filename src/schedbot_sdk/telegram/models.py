"""What Telegram sends: the table of `GET /getUpdates`, and the Bot API's objects inside it.

Only what Telegram never leaves out is required: ids, dates, a chat's type, a first name. Every other field is optional,
and fields that are not listed here are kept as they came (`model_extra`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import FailFast, Field

from schedbot_sdk._core.model import WireModel

__all__ = [
    "CallbackQuery",
    "Chat",
    "GetUpdatesResponse",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "Message",
    "MessageEntity",
    "Update",
    "User",
]


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


class MessageEntity(WireModel):
    """A part of a text that means more than itself: a link, a command, bold (Bot API: MessageEntity)."""

    type: str = Field(description="bold, url, bot_command, ...")
    offset: int = Field(description="where it begins, in UTF-16 code units")
    length: int = Field(description="how long it is, in UTF-16 code units")
    url: str | None = Field(default=None, description="only for text_link")
    language: str | None = Field(default=None, description="only for pre: the programming language")


class InlineKeyboardButton(WireModel):
    """A button under a message (Bot API: InlineKeyboardButton); it does exactly one thing."""

    text: str = Field(description="what the button says")
    callback_data: str | None = Field(default=None, description="comes back in a callback query, 1 to 64 bytes")
    url: str | None = Field(default=None, description="opened when the button is pressed")


class InlineKeyboardMarkup(WireModel):
    """Rows of buttons under a message (Bot API: InlineKeyboardMarkup)."""

    inline_keyboard: list[list[InlineKeyboardButton]] = Field(description="rows of buttons")


class Message(WireModel):
    """A message in a chat (Bot API: Message)."""

    message_id: int = Field(description="unique identifier inside its chat")
    date: int = Field(description="when it was sent, Unix time; 0 for a message that can no longer be read")
    chat: Chat = Field(description="the chat it belongs to")
    from_user: User | None = Field(
        default=None, validation_alias="from", serialization_alias="from", description="who sent it; absent in channels"
    )
    message_thread_id: int | None = Field(default=None, description="the topic it belongs to")
    edit_date: int | None = Field(default=None, description="when it was last edited, Unix time")
    text: str | None = Field(default=None, description="text of a text message, up to 4096 characters")
    entities: list[MessageEntity] | None = Field(default=None, description="special parts of the text")
    caption: str | None = Field(default=None, description="text beside a photo, document, ...")
    caption_entities: list[MessageEntity] | None = Field(default=None, description="special parts of the caption")
    reply_to_message: Message | None = Field(default=None, description="the message it answers")
    reply_markup: InlineKeyboardMarkup | None = Field(default=None, description="the buttons under it")

    @property
    def sent_at(self) -> datetime:
        """`date` as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.date, UTC)

    @property
    def edited_at(self) -> datetime | None:
        """`edit_date` as an aware datetime in UTC."""
        return None if self.edit_date is None else datetime.fromtimestamp(self.edit_date, UTC)


class CallbackQuery(WireModel):
    """The press of an inline button (Bot API: CallbackQuery); answer it, or the button keeps on spinning."""

    id: str = Field(description="unique identifier, for answer_callback_query")
    from_user: User = Field(validation_alias="from", serialization_alias="from", description="who pressed")
    message: Message | None = Field(default=None, description="the message with the button; only its ids when old")
    inline_message_id: str | None = Field(default=None, description="instead of message: one sent by inline mode")
    chat_instance: str | None = Field(default=None, description="identifies the chat, for games")
    data: str | None = Field(default=None, description="the button's callback_data")


class Update(WireModel):
    """One event: an incoming message, the press of a button, or another kind, kept raw in `model_extra`."""

    update_id: int = Field(description="unique identifier of the update")
    message: Message | None = Field(
        default=None, description="the incoming message; present only if the update is a message"
    )
    edited_message: Message | None = Field(default=None, description="the edited message")
    callback_query: CallbackQuery | None = Field(default=None, description="the press of an inline button")


class GetUpdatesResponse(WireModel):
    """The whole answer of `GET /getUpdates`."""

    ok: bool = Field(description="whether the request succeeded")
    result: Annotated[list[Update], FailFast()] = Field(
        description="array of updates; each is one event (incoming message, callback of a button, ...)"
    )
