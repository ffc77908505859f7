"""The Telegram Bot API: `GET /getUpdates`, and what a bot needs to answer."""

from schedbot_sdk.telegram.api.requests import GetUpdatesRequest, ReplyParameters
from schedbot_sdk.telegram.client import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram.models import (
    Animation,
    Audio,
    CallbackQuery,
    Chat,
    Contact,
    Document,
    GetUpdatesResponse,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Location,
    MediaFile,
    Message,
    MessageEntity,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    PhotoSize,
    Sticker,
    TextQuote,
    UnknownMessageOrigin,
    Update,
    User,
    Venue,
    Video,
    VideoNote,
    Voice,
)
from schedbot_sdk.telegram.polling.arguments import WrongHandlerError
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter
from schedbot_sdk.telegram.polling.handlers import AsyncFailureHook, AsyncHandler, FailureHook, Handler, OnError
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.polling.timing import OnConflict
from schedbot_sdk.telegram.rate_limit.limiter import SendLimiter
from schedbot_sdk.telegram.rate_limit.rate import Rate
from schedbot_sdk.telegram.stores.file import FileStore
from schedbot_sdk.telegram.stores.memory import MemoryStore
from schedbot_sdk.telegram.stores.protocol import DeadLetterStore, OffsetStore
from schedbot_sdk.telegram.stores.sqlite import SqliteStore
from schedbot_sdk.telegram.text.split import CAPTION_LIMIT, TEXT_LIMIT, TextPiece, split_text
from schedbot_sdk.telegram.text.utf16 import entity_text
from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate
from schedbot_sdk.telegram.types.kinds import UPDATE_KINDS
from schedbot_sdk.telegram.types.update import read_update

__all__ = [
    "CAPTION_LIMIT",
    "TEXT_LIMIT",
    "UPDATE_KINDS",
    "Animation",
    "AsyncFailureHook",
    "AsyncHandler",
    "AsyncTelegramClient",
    "Audio",
    "CallbackQuery",
    "Chat",
    "Contact",
    "DeadLetter",
    "DeadLetterStore",
    "Document",
    "FailureHook",
    "FileStore",
    "GetUpdatesRequest",
    "GetUpdatesResponse",
    "Handler",
    "InaccessibleMessage",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "Location",
    "MediaFile",
    "MemoryStore",
    "Message",
    "MessageEntity",
    "MessageOrigin",
    "MessageOriginChannel",
    "MessageOriginChat",
    "MessageOriginHiddenUser",
    "MessageOriginUser",
    "OffsetStore",
    "OnConflict",
    "OnError",
    "PhotoSize",
    "PollControl",
    "Progress",
    "Rate",
    "ReplyParameters",
    "SendLimiter",
    "SqliteStore",
    "Sticker",
    "TelegramClient",
    "TextPiece",
    "TextQuote",
    "UnknownMessageOrigin",
    "UnparsedUpdate",
    "Update",
    "User",
    "Venue",
    "Video",
    "VideoNote",
    "Voice",
    "WrongHandlerError",
    "entity_text",
    "read_update",
    "split_text",
]
