"""The parts of an album that a bot sends."""

from __future__ import annotations

from typing import Literal, TypeAlias

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.input_files import FileOrId

__all__ = [
    "InputMedia",
    "InputMediaAudio",
    "InputMediaDocument",
    "InputMediaLivePhoto",
    "InputMediaPhoto",
    "InputMediaVideo",
]


class _Captioned(WireModel):
    media: FileOrId
    """The file: an `InputFile` to upload, a `file_id`, or a URL."""
    caption: str | None = None
    """Text under the file, up to 1024 characters after entities are parsed."""
    parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `caption_entities`."""
    caption_entities: list[MessageEntity] | None = None
    """Special parts of the caption."""


class _Visual(_Captioned):
    show_caption_above_media: bool | None = None
    """True shows the caption above the picture."""
    has_spoiler: bool | None = None
    """True covers the picture until the user taps it."""


class InputMediaPhoto(_Visual):
    """A photo (Bot API: InputMediaPhoto)."""

    type: Literal["photo"] = "photo"
    """Always `"photo"`."""


class InputMediaLivePhoto(_Visual):
    """A photo with a short video (Bot API: InputMediaLivePhoto); `media` is the video."""

    type: Literal["live_photo"] = "live_photo"
    """Always `"live_photo"`."""
    photo: FileOrId
    """The still photo: an `InputFile` to upload, or a `file_id`."""


class InputMediaVideo(_Visual):
    """A video (Bot API: InputMediaVideo)."""

    type: Literal["video"] = "video"
    """Always `"video"`."""
    thumbnail: FileOrId | None = None
    """A small JPEG that stands for the video, up to 200 kB."""
    cover: FileOrId | None = None
    """The picture that is shown before the video plays."""
    start_timestamp: int | None = None
    """The second at which the video starts to play."""
    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    duration: int | None = None
    """Seconds."""
    supports_streaming: bool | None = None
    """True if the video can be played while it is loading."""


class InputMediaAudio(_Captioned):
    """A piece of music (Bot API: InputMediaAudio)."""

    type: Literal["audio"] = "audio"
    """Always `"audio"`."""
    thumbnail: FileOrId | None = None
    """A small JPEG that stands for the file, up to 200 kB."""
    duration: int | None = None
    """Seconds."""
    performer: str | None = None
    """Who plays it."""
    title: str | None = None
    """The name of the piece."""


class InputMediaDocument(_Captioned):
    """A file of any kind (Bot API: InputMediaDocument)."""

    type: Literal["document"] = "document"
    """Always `"document"`."""
    thumbnail: FileOrId | None = None
    """A small JPEG that stands for the file, up to 200 kB."""
    disable_content_type_detection: bool | None = None
    """True keeps Telegram from guessing the type of an uploaded file."""


InputMedia: TypeAlias = InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo
"""An item of `SendMediaGroup`. Photos and videos can be mixed; audio and documents only go with their own kind."""
