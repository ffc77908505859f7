"""Files, contacts and places in messages.

The content of a file is fetched in two steps: `GetFile` with its `file_id` returns a path for the download.
"""

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
    """The fields of every file."""

    file_id: str
    """Identifies the file to this bot: for getFile, and to send it again."""
    file_unique_id: str | None = None
    """The same for all bots and at all times; fetches nothing."""
    file_size: int | None = None
    """Bytes; may need more than 32 bits."""


class File(MediaFile):
    """A file that can be downloaded (Bot API: File), the result of `GetFile`."""

    file_path: str | None = None
    """The end of its URL, `/file/bot<token>/<file_path>`; valid for at least an hour."""


class PhotoSize(MediaFile):
    """One of the sizes of a photo, or a thumbnail (Bot API: PhotoSize)."""

    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""


class _NamedFile(MediaFile):
    file_name: str | None = None
    """Its name, as the sender gave it: not a safe path."""
    mime_type: str | None = None
    """Media type, as the sender gave it."""
    thumbnail: PhotoSize | None = None
    """A small picture of it."""


class Document(_NamedFile):
    """A file that is not a photo, voice message or audio (Bot API: Document)."""


class Audio(_NamedFile):
    """Music (Bot API: Audio)."""

    duration: int | None = None
    """Seconds."""
    performer: str | None = None
    """The performer."""
    title: str | None = None
    """The title of the audio."""


class Video(_NamedFile):
    """A video file (Bot API: Video)."""

    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    duration: int | None = None
    """Seconds."""


class Animation(_NamedFile):
    """A GIF, or a video without sound (Bot API: Animation); it comes as a document too."""

    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    duration: int | None = None
    """Seconds."""


class Voice(MediaFile):
    """A voice message (Bot API: Voice)."""

    duration: int | None = None
    """Seconds."""
    mime_type: str | None = None
    """Media type, as the sender gave it."""


class VideoNote(MediaFile):
    """A round video message (Bot API: VideoNote)."""

    length: int | None = None
    """Width and height, pixels."""
    duration: int | None = None
    """Seconds."""
    thumbnail: PhotoSize | None = None
    """A small picture of it."""


class Sticker(MediaFile):
    """A sticker (Bot API: Sticker)."""

    type: str | None = None
    """Regular, mask, custom_emoji, ..."""
    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    is_animated: bool | None = None
    """Whether it moves, as vectors."""
    is_video: bool | None = None
    """Whether it moves, as a video."""
    emoji: str | None = None
    """The emoji that it stands for."""
    set_name: str | None = None
    """The sticker set that it belongs to."""
    thumbnail: PhotoSize | None = None
    """A small picture of it."""


class Contact(WireModel):
    """A shared phone number (Bot API: Contact)."""

    phone_number: str
    """The number, with or without +."""
    first_name: str | None = None
    """First name."""
    last_name: str | None = None
    """Last name."""
    user_id: int | None = None
    """The user with this number; it is the sender's own only if it equals from.id."""
    vcard: str | None = None
    """More about them, as a vCard."""


class Location(WireModel):
    """A point on the map (Bot API: Location)."""

    latitude: int | float
    """Degrees, as the sender's app gave them."""
    longitude: int | float
    """Degrees, as the sender's app gave them."""
    horizontal_accuracy: int | float | None = None
    """Accuracy radius, metres, 0 to 1500."""
    live_period: int | None = None
    """Seconds from date for which it is updated by edits."""
    heading: int | None = None
    """Where the user moves, degrees, 1 to 360; only if live."""


class Venue(WireModel):
    """A place with a name (Bot API: Venue)."""

    location: Location
    """Where it is; never live."""
    title: str | None = None
    """Its name."""
    address: str | None = None
    """Its address."""
