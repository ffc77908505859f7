"""What Telegram sends: the table of `GET /getUpdates`, and the Bot API's objects inside it.

Only what Telegram never leaves out is required: ids, dates, a chat's type, a first name. Every other field is optional,
and fields that are not listed here are kept as they came (`model_extra`).
"""

from schedbot_sdk.telegram.types.chats import Chat, User
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.forward_origins import (
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    UnknownMessageOrigin,
)
from schedbot_sdk.telegram.types.keyboards import InlineKeyboardButton, InlineKeyboardMarkup
from schedbot_sdk.telegram.types.media import (
    Animation,
    Audio,
    Contact,
    Document,
    Location,
    MediaFile,
    PhotoSize,
    Sticker,
    Venue,
    Video,
    VideoNote,
    Voice,
)
from schedbot_sdk.telegram.types.messages import InaccessibleMessage, Message, TextQuote
from schedbot_sdk.telegram.types.update import CallbackQuery, GetUpdatesResponse, Update

__all__ = [
    "Animation",
    "Audio",
    "CallbackQuery",
    "Chat",
    "Contact",
    "Document",
    "GetUpdatesResponse",
    "InaccessibleMessage",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "Location",
    "MediaFile",
    "Message",
    "MessageEntity",
    "MessageOrigin",
    "MessageOriginChannel",
    "MessageOriginChat",
    "MessageOriginHiddenUser",
    "MessageOriginUser",
    "PhotoSize",
    "Sticker",
    "TextQuote",
    "UnknownMessageOrigin",
    "Update",
    "User",
    "Venue",
    "Video",
    "VideoNote",
    "Voice",
]
