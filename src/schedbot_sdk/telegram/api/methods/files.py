"""The method that sends documents."""

from __future__ import annotations

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.methods.messages import ReplyableMessage
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.input_files import FileOrId
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["SendDocument"]


class CaptionedMessage(ReplyableMessage):
    """The parameters of a new message with a caption."""

    caption: str | None = None
    """Text under the file, up to 1024 characters after entities are parsed."""
    parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `caption_entities`."""
    caption_entities: list[MessageEntity] | None = None
    """Special parts of the caption, in UTF-16 code units."""


class SendDocument(CaptionedMessage, BotMethod[Message]):
    """Send a file of any kind, up to 50 MB."""

    document: FileOrId
    """An `InputFile` to upload, a `file_id`, or a URL."""
    thumbnail: FileOrId | None = None
    """A small JPEG that stands for the file, up to 200 kB: an `InputFile`."""
    disable_content_type_detection: bool | None = None
    """True keeps Telegram from guessing the type of an uploaded file."""
