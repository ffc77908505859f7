"""What Telegram is asked with: one model a method, which checks the arguments before anything is sent."""

from __future__ import annotations

from typing import Final

from pydantic import Field, JsonValue

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.models import InlineKeyboardMarkup, MessageEntity

__all__ = [
    "LAST_OFFSET",
    "AnswerCallbackQueryRequest",
    "DeleteMessageRequest",
    "EditMessageTextRequest",
    "GetUpdatesRequest",
    "ReplyParameters",
    "SendChatActionRequest",
    "SendDocumentRequest",
    "SendMessageRequest",
]


LAST_OFFSET: Final = 2**31 - 1
"""Telegram reads an offset as a number of 32 bits."""


class GetUpdatesRequest(WireModel):
    """The query string of `GET /getUpdates`."""

    offset: int = Field(
        ge=0,
        le=LAST_OFFSET,
        description="identifier of the first update to return; must be one greater than the highest update_id of the"
        " previous request's answer",
    )
    timeout: int = Field(
        ge=0,
        le=50,
        description="long-poll seconds: the server holds the connection open until new updates arrive or the time is"
        " out, then answers",
    )
    limit: int | None = Field(default=None, ge=1, le=100, description="the most updates in one answer")
    allowed_updates: list[str] | None = Field(default=None, description="kinds of update to get")


class ReplyParameters(WireModel):
    """The message that a message answers (Bot API: ReplyParameters)."""

    message_id: int = Field(description="the message to answer")
    chat_id: int | str | None = Field(default=None, description="its chat, if it is another")
    allow_sending_without_reply: bool | None = Field(default=None, description="send even if that message is gone")
    quote: str | None = Field(default=None, description="the part of it that is quoted, word for word")


class SendMessageRequest(WireModel):
    """The body of `sendMessage`."""

    chat_id: int | str = Field(description="the chat's id, or @username of a channel")
    text: str = Field(min_length=1, description="1 to 4096 characters after entities are parsed")
    message_thread_id: int | None = Field(default=None, description="the topic to write to")
    parse_mode: str | None = Field(default=None, description="MarkdownV2 or HTML; not together with entities")
    entities: list[MessageEntity] | None = Field(default=None, description="special parts of the text")
    disable_notification: bool | None = Field(default=None, description="send without a sound")
    reply_parameters: ReplyParameters | None = Field(default=None, description="the message to answer")
    reply_markup: InlineKeyboardMarkup | dict[str, JsonValue] | None = Field(
        default=None, description="buttons under the message, or any other keyboard of the Bot API"
    )


class EditMessageTextRequest(WireModel):
    """The body of `editMessageText`."""

    chat_id: int | str = Field(description="the chat of the message")
    message_id: int = Field(description="the message to change")
    text: str = Field(min_length=1, description="1 to 4096 characters after entities are parsed")
    parse_mode: str | None = Field(default=None, description="MarkdownV2 or HTML; not together with entities")
    entities: list[MessageEntity] | None = Field(default=None, description="special parts of the text")
    reply_markup: InlineKeyboardMarkup | None = Field(default=None, description="the new buttons; none takes them off")


class AnswerCallbackQueryRequest(WireModel):
    """The body of `answerCallbackQuery`."""

    callback_query_id: str = Field(min_length=1, description="the query's id")
    text: str | None = Field(default=None, max_length=200, description="shown to the user; 0 to 200 characters")
    show_alert: bool | None = Field(default=None, description="as a box to close rather than a line at the top")
    url: str | None = Field(default=None, description="opened by the user's app")
    cache_time: int | None = Field(default=None, ge=0, description="seconds for which the app may remember the answer")


class SendChatActionRequest(WireModel):
    """The body of `sendChatAction`."""

    chat_id: int | str = Field(description="the chat's id, or @username of a channel")
    action: str = Field(min_length=1, description="typing, upload_document, ...; shown for 5 seconds")
    message_thread_id: int | None = Field(default=None, description="the topic to show it in")


class DeleteMessageRequest(WireModel):
    """The body of `deleteMessage`."""

    chat_id: int | str = Field(description="the chat of the message")
    message_id: int = Field(description="the message to delete")


class SendDocumentRequest(WireModel):
    """The body of `sendDocument`, or its form beside the file."""

    chat_id: int | str = Field(description="the chat's id, or @username of a channel")
    document: str | None = Field(
        default=None, min_length=1, description="a file_id or an address; none where the file itself is sent"
    )
    caption: str | None = Field(default=None, description="0 to 1024 characters after entities are parsed")
    parse_mode: str | None = Field(default=None, description="MarkdownV2 or HTML; not together with caption_entities")
    caption_entities: list[MessageEntity] | None = Field(default=None, description="special parts of the caption")
    message_thread_id: int | None = Field(default=None, description="the topic to write to")
    disable_notification: bool | None = Field(default=None, description="send without a sound")
    reply_parameters: ReplyParameters | None = Field(default=None, description="the message to answer")
    reply_markup: InlineKeyboardMarkup | dict[str, JsonValue] | None = Field(
        default=None, description="buttons under the document, or any other keyboard of the Bot API"
    )
