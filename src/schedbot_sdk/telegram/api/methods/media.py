"""Methods that send photos, voice messages and albums, and fetch files."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.methods.files import CaptionedMessage
from schedbot_sdk.telegram.api.methods.messages import AnsweringMessage
from schedbot_sdk.telegram.types.input_files import FileOrId
from schedbot_sdk.telegram.types.input_media import InputMedia
from schedbot_sdk.telegram.types.media import File
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["GetFile", "SendMediaGroup", "SendPhoto", "SendVoice"]


class SendPhoto(CaptionedMessage, BotMethod[Message]):
    """Send a photo, up to 10 MB."""

    photo: FileOrId
    """An `InputFile` to upload, a `file_id`, or a URL."""
    show_caption_above_media: bool | None = None
    """True shows the caption above the photo."""
    has_spoiler: bool | None = None
    """True covers the photo until the user taps it."""


class SendVoice(CaptionedMessage, BotMethod[Message]):
    """Send a voice message: an .ogg file with OPUS, .mp3 or .m4a, up to 50 MB."""

    voice: FileOrId
    """An `InputFile` to upload, a `file_id`, or a URL."""
    duration: int | None = None
    """How long it is, in seconds."""


class SendMediaGroup(AnsweringMessage, BotMethod[list[Message]]):
    """Send several files as one album; the result has one message for each."""

    media: list[InputMedia] = Field(min_length=2, max_length=10)
    """2 to 10 files; each is an `InputFile` to upload, a `file_id`, or a URL."""


class GetFile(BotMethod[File]):
    """Get the path for the download of a file, up to 20 MB."""

    file_id: str = Field(min_length=1)
    """The file's identifier, such as `Document.file_id`."""
