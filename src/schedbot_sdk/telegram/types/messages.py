"""A message, as bots meet it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types import media
from schedbot_sdk.telegram.types.chats import Chat, User
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.forward_origins import MessageOrigin
from schedbot_sdk.telegram.types.keyboards import InlineKeyboardMarkup
from schedbot_sdk.telegram.types.utf16 import entity_text

__all__ = ["InaccessibleMessage", "Message", "MessageId", "TextQuote"]


class TextQuote(WireModel):
    """The part of a message that a reply quotes (Bot API: TextQuote)."""

    text: str = Field(description="what is quoted, word for word")
    entities: list[MessageEntity] | None = Field(default=None, fail_fast=True, description="special parts of the quote")
    position: int | None = Field(
        default=None, description="about where it stands in the original, in UTF-16 code units"
    )
    is_manual: bool | None = Field(default=None, description="whether the sender chose it")

    def entity_text(self, entity: MessageEntity) -> str:
        """The words of one of the quote's entities."""
        return entity_text(self.text, entity)


class InaccessibleMessage(WireModel):
    """What is left of a message that was deleted, or is too old to read (Bot API: InaccessibleMessage)."""

    chat: Chat = Field(description="the chat it belongs to")
    message_id: int = Field(description="unique identifier inside its chat")
    date: Literal[0] = Field(default=0, description="always 0")


class MessageId(WireModel):
    """The id of a message (Bot API: MessageId), the result of `CopyMessage`."""

    message_id: int
    """Unique identifier inside its chat; 0 while a scheduled message was not sent."""


class Message(WireModel):
    """A message in a chat (Bot API: Message). What it carries is in the one field of that name, if any.

    Less common contents (polls, payments, games, most events of a group, external_reply, the forward_ fields that
    forward_origin replaced) are in `model_extra`, as they came.
    """

    message_id: int = Field(description="unique identifier inside its chat")
    date: int = Field(description="when it was sent, Unix time; 0 for a message that can no longer be read")
    chat: Chat = Field(description="the chat it belongs to")
    from_user: User | None = Field(
        default=None,
        validation_alias="from",
        serialization_alias="from",
        description="who sent it; absent in channels",
    )
    sender_chat: Chat | None = Field(
        default=None, description="the chat on whose behalf it was sent: a channel, or a group with anonymous admins"
    )
    message_thread_id: int | None = Field(default=None, description="the topic it belongs to")
    is_topic_message: bool | None = Field(default=None, description="whether it was sent to a topic")
    edit_date: int | None = Field(default=None, description="when it was last edited, Unix time")
    media_group_id: str | None = Field(default=None, description="the album it belongs to, whose parts come one by one")
    author_signature: str | None = Field(default=None, description="signature of a post's author in a channel")
    via_bot: User | None = Field(default=None, description="the bot whose inline mode it was sent with")

    text: str | None = Field(default=None, description="text of a text message, up to 4096 characters")
    entities: list[MessageEntity] | None = Field(default=None, fail_fast=True, description="special parts of the text")
    caption: str | None = Field(default=None, description="text beside a photo, document, ...")
    caption_entities: list[MessageEntity] | None = Field(
        default=None, fail_fast=True, description="special parts of the caption"
    )

    reply_to_message: Message | None = Field(default=None, description="the message it answers")
    quote: TextQuote | None = Field(default=None, description="the part of that message which it quotes")
    forward_origin: MessageOrigin | None = Field(default=None, description="where a forwarded message comes from")

    photo: list[media.PhotoSize] | None = Field(
        default=None, fail_fast=True, description="sizes of a photo, the largest last"
    )
    document: media.Document | None = Field(default=None, description="a file")
    audio: media.Audio | None = Field(default=None, description="music")
    voice: media.Voice | None = Field(default=None, description="a voice message")
    video: media.Video | None = Field(default=None, description="a video")
    video_note: media.VideoNote | None = Field(default=None, description="a round video message")
    animation: media.Animation | None = Field(default=None, description="a GIF; document is set too")
    sticker: media.Sticker | None = Field(default=None, description="a sticker")
    contact: media.Contact | None = Field(default=None, description="a phone number that was shared")
    location: media.Location | None = Field(default=None, description="a point on the map")
    venue: media.Venue | None = Field(default=None, description="a place with a name; location is set too")

    new_chat_members: list[User] | None = Field(
        default=None, fail_fast=True, description="who joined the group; the bot itself may be among them"
    )
    left_chat_member: User | None = Field(default=None, description="who left the group; may be the bot itself")
    migrate_to_chat_id: int | None = Field(default=None, description="the supergroup that this group became")
    migrate_from_chat_id: int | None = Field(default=None, description="the group that this supergroup was")
    reply_markup: InlineKeyboardMarkup | None = Field(default=None, description="the buttons under it")

    @property
    def sent_at(self) -> datetime:
        """`date` as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.date, UTC)

    @property
    def edited_at(self) -> datetime | None:
        """`edit_date` as an aware datetime in UTC."""
        return None if self.edit_date is None else datetime.fromtimestamp(self.edit_date, UTC)

    def entity_text(self, entity: MessageEntity) -> str:
        """The words of one of `entities` or `caption_entities`: a link, a command, right beside emoji too."""
        return entity_text(self.text if self.text is not None else self.caption or "", entity)
