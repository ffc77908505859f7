"""The methods that send and fetch files."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.methods.messages import AnsweringMessage, ReplyableMessage
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.input_files import FileOrId
from schedbot_sdk.telegram.types.input_media import InputMedia
from schedbot_sdk.telegram.types.media import File
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["GetFile", "SendDocument", "SendMediaGroup", "SendPhoto", "SendVoice"]


class CaptionedMessage(ReplyableMessage[Message]):
    """The parameters of a new message with a caption."""

    caption: str | None = None
    """Text under the file, up to 1024 characters after entities are parsed."""
    parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `caption_entities`."""
    caption_entities: list[MessageEntity] | None = None
    """Special parts of the caption, in UTF-16 code units."""


class SendDocument(CaptionedMessage):
    """Send a file of any kind, up to 50 MB."""

    document: FileOrId
    """An `InputFile` to upload, a `file_id`, or a URL."""
    thumbnail: FileOrId | None = None
    """A small JPEG that stands for the file, up to 200 kB: an `InputFile`."""
    disable_content_type_detection: bool | None = None
    """True keeps Telegram from guessing the type of an uploaded file."""


class SendPhoto(CaptionedMessage):
    """Send a photo, up to 10 MB."""

    photo: FileOrId
    """An `InputFile` to upload, a `file_id`, or a URL."""
    show_caption_above_media: bool | None = None
    """True shows the caption above the photo."""
    has_spoiler: bool | None = None
    """True covers the photo until the user taps it."""


class SendVoice(CaptionedMessage):
    """Send a voice message: an .ogg file with OPUS, .mp3 or .m4a, up to 50 MB."""

    voice: FileOrId
    """An `InputFile` to upload, a `file_id`, or a URL."""
    duration: int | None = None
    """How long it is, in seconds."""


class SendMediaGroup(AnsweringMessage[list[Message]]):
    """Send several files as one album; the result has one message for each."""

    media: list[InputMedia] = Field(min_length=2, max_length=10)
    """2 to 10 files; each is an `InputFile` to upload, a `file_id`, or a URL."""


class GetFile(BotMethod[File]):
    """Get the path for the download of a file, up to 20 MB."""

    file_id: str = Field(min_length=1)
    """The file's identifier, such as `Document.file_id`."""
