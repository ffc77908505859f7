"""What a message carries beside its text: files by their ids, and what a phone shares.

A file's content is fetched in two steps: `getFile` with its `file_id` gives a path for the download.
"""

from pydantic import Field

from schedbot_sdk._core.model import WireModel

__all__ = [
    "Animation",
    "Audio",
    "Contact",
    "Document",
    "File",
    "Location",
    "MediaFile",
    "PhotoSize",
    "Sticker",
    "Venue",
    "Video",
    "VideoNote",
    "Voice",
]


class MediaFile(WireModel):
    """What the Bot API says of every file."""

    file_id: str = Field(description="identifies the file to this bot: for getFile, and to send it again")
    file_unique_id: str | None = Field(
        default=None, description="the same for all bots and at all times; fetches nothing"
    )
    file_size: int | None = Field(default=None, description="bytes; may need more than 32 bits")


class File(MediaFile):
    """A file that can be downloaded (Bot API: File), the result of `GetFile`."""

    file_path: str | None = None
    """The end of its URL, `/file/bot<token>/<file_path>`; valid for at least an hour."""


class PhotoSize(MediaFile):
    """One of the sizes of a photo, or a thumbnail (Bot API: PhotoSize)."""

    width: int | None = Field(default=None, description="pixels")
    height: int | None = Field(default=None, description="pixels")


class _NamedFile(MediaFile):
    file_name: str | None = Field(default=None, description="its name, as the sender gave it: no safe path")
    mime_type: str | None = Field(default=None, description="media type, as the sender gave it")
    thumbnail: PhotoSize | None = Field(default=None, description="a small picture of it")


class Document(_NamedFile):
    """A file that is no photo, voice message or audio (Bot API: Document)."""


class Audio(_NamedFile):
    """Music (Bot API: Audio)."""

    duration: int | None = Field(default=None, description="seconds")
    performer: str | None = Field(default=None, description="who plays it")
    title: str | None = Field(default=None, description="what is played")


class Video(_NamedFile):
    """A video file (Bot API: Video)."""

    width: int | None = Field(default=None, description="pixels")
    height: int | None = Field(default=None, description="pixels")
    duration: int | None = Field(default=None, description="seconds")


class Animation(_NamedFile):
    """A GIF, or a video without sound (Bot API: Animation); it comes as a document too."""

    width: int | None = Field(default=None, description="pixels")
    height: int | None = Field(default=None, description="pixels")
    duration: int | None = Field(default=None, description="seconds")


class Voice(MediaFile):
    """A voice message (Bot API: Voice)."""

    duration: int | None = Field(default=None, description="seconds")
    mime_type: str | None = Field(default=None, description="media type, as the sender gave it")


class VideoNote(MediaFile):
    """A round video message (Bot API: VideoNote)."""

    length: int | None = Field(default=None, description="width and height, pixels")
    duration: int | None = Field(default=None, description="seconds")
    thumbnail: PhotoSize | None = Field(default=None, description="a small picture of it")


class Sticker(MediaFile):
    """A sticker (Bot API: Sticker)."""

    type: str | None = Field(default=None, description="regular, mask, custom_emoji, ...")
    width: int | None = Field(default=None, description="pixels")
    height: int | None = Field(default=None, description="pixels")
    is_animated: bool | None = Field(default=None, description="whether it moves, as vectors")
    is_video: bool | None = Field(default=None, description="whether it moves, as a video")
    emoji: str | None = Field(default=None, description="the emoji that it stands for")
    set_name: str | None = Field(default=None, description="the sticker set that it belongs to")
    thumbnail: PhotoSize | None = Field(default=None, description="a small picture of it")


class Contact(WireModel):
    """A phone number that somebody shared (Bot API: Contact)."""

    phone_number: str = Field(description="the number, with or without +")
    first_name: str | None = Field(default=None, description="first name")
    last_name: str | None = Field(default=None, description="last name")
    user_id: int | None = Field(
        default=None, description="whose it is; the sender's own number only if it equals from.id"
    )
    vcard: str | None = Field(default=None, description="more about them, as a vCard")


class Location(WireModel):
    """A point on the map (Bot API: Location)."""

    latitude: int | float = Field(description="degrees, as the sender's app gave them")
    longitude: int | float = Field(description="degrees, as the sender's app gave them")
    horizontal_accuracy: int | float | None = Field(default=None, description="how wrong it may be, metres, 0 to 1500")
    live_period: int | None = Field(default=None, description="seconds from date for which it is updated by edits")
    heading: int | None = Field(default=None, description="where the user moves, degrees, 1 to 360; only if live")


class Venue(WireModel):
    """A place with a name (Bot API: Venue)."""

    location: Location = Field(description="where it is; never live")
    title: str | None = Field(default=None, description="its name")
    address: str | None = Field(default=None, description="its address")
