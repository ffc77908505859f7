"""Messages."""

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

    text: str
    """The quoted text, word for word."""
    entities: list[MessageEntity] | None = Field(default=None, fail_fast=True)
    """Special parts of the quote."""
    position: int | None = None
    """About where it stands in the original, in UTF-16 code units."""
    is_manual: bool | None = None
    """Whether the sender chose it."""

    def entity_text(self, entity: MessageEntity) -> str:
        """Return the text of one of the quote's entities."""
        return entity_text(self.text, entity)


class InaccessibleMessage(WireModel):
    """A message that was deleted, or is too old to read (Bot API: InaccessibleMessage)."""

    chat: Chat
    """The chat it belongs to."""
    message_id: int
    """Unique identifier inside its chat."""
    date: Literal[0] = 0
    """Always 0."""


class MessageId(WireModel):
    """The id of a message (Bot API: MessageId), the result of `CopyMessage`."""

    message_id: int
    """Unique identifier inside its chat; 0 while a scheduled message was not sent."""


class Message(WireModel):
    """A message in a chat (Bot API: Message). Its content is in the field of that name.

    Less common contents (polls, payments, games, most events of a group, external_reply, the forward_ fields that
    forward_origin replaced) are in `model_extra`, as received.
    """

    message_id: int
    """Unique identifier inside its chat."""
    date: int
    """When it was sent, Unix time; 0 for a message that can no longer be read."""
    chat: Chat
    """The chat it belongs to."""
    from_user: User | None = Field(default=None, validation_alias="from", serialization_alias="from")
    """Who sent it; absent in channels."""
    sender_chat: Chat | None = None
    """The chat on whose behalf it was sent: a channel, or a group with anonymous admins."""
    message_thread_id: int | None = None
    """The topic it belongs to."""
    is_topic_message: bool | None = None
    """Whether it was sent to a topic."""
    edit_date: int | None = None
    """When it was last edited, Unix time."""
    media_group_id: str | None = None
    """The album it belongs to, whose parts come one by one."""
    author_signature: str | None = None
    """Signature of a post's author in a channel."""
    via_bot: User | None = None
    """The bot whose inline mode it was sent with."""

    text: str | None = None
    """Text of a text message, up to 4096 characters."""
    entities: list[MessageEntity] | None = Field(default=None, fail_fast=True)
    """Special parts of the text."""
    caption: str | None = None
    """Text beside a photo, document, ..."""
    caption_entities: list[MessageEntity] | None = Field(default=None, fail_fast=True)
    """Special parts of the caption."""

    reply_to_message: Message | None = None
    """The message it answers."""
    quote: TextQuote | None = None
    """The part of that message which it quotes."""
    forward_origin: MessageOrigin | None = None
    """Where a forwarded message comes from."""

    photo: list[media.PhotoSize] | None = Field(default=None, fail_fast=True)
    """Sizes of a photo, the largest last."""
    document: media.Document | None = None
    """A file."""
    audio: media.Audio | None = None
    """Music."""
    voice: media.Voice | None = None
    """A voice message."""
    video: media.Video | None = None
    """A video."""
    video_note: media.VideoNote | None = None
    """A round video message."""
    animation: media.Animation | None = None
    """A GIF; document is set too."""
    sticker: media.Sticker | None = None
    """A sticker."""
    contact: media.Contact | None = None
    """A phone number that was shared."""
    location: media.Location | None = None
    """A point on the map."""
    venue: media.Venue | None = None
    """A place with a name; location is set too."""

    new_chat_members: list[User] | None = Field(default=None, fail_fast=True)
    """The users who joined the group; the bot may be one of them."""
    left_chat_member: User | None = None
    """Who left the group; may be the bot itself."""
    migrate_to_chat_id: int | None = None
    """The supergroup that this group became."""
    migrate_from_chat_id: int | None = None
    """The group that this supergroup was."""
    reply_markup: InlineKeyboardMarkup | None = None
    """The buttons under it."""

    @property
    def sent_at(self) -> datetime:
        """`date` as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.date, UTC)

    @property
    def edited_at(self) -> datetime | None:
        """`edit_date` as an aware datetime in UTC."""
        return None if self.edit_date is None else datetime.fromtimestamp(self.edit_date, UTC)

    def entity_text(self, entity: MessageEntity) -> str:
        """Return the text of one of `entities` or `caption_entities`: a link, a command; emoji are counted right."""
        return entity_text(self.text if self.text is not None else self.caption or "", entity)
