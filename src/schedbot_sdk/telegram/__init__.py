"""The Telegram Bot API: `GET /getUpdates`, and what a bot needs to answer."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from schedbot_sdk._core.close_signal import CloseSignal
from schedbot_sdk._core.rate_limiter import QueuePosition
from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.methods.bot import *
from schedbot_sdk.telegram.api.methods.files import *
from schedbot_sdk.telegram.api.methods.messages import *
from schedbot_sdk.telegram.client import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram.handlers.checks import WrongHandlerError
from schedbot_sdk.telegram.handlers.types import AsyncFailureHook, AsyncHandler, FailureHook, Handler, OnError
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.timing import OnConflict
from schedbot_sdk.telegram.rate_limit.limiter import SendLimiter
from schedbot_sdk.telegram.rate_limit.rate import Rate
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.stores.file import FileStore
from schedbot_sdk.telegram.stores.memory import MemoryStore
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.stores.protocol import DeadLetterStore, OffsetStore
from schedbot_sdk.telegram.stores.sqlite import SqliteStore
from schedbot_sdk.telegram.text.split import CAPTION_LIMIT, TEXT_LIMIT, TextPiece, split_text
from schedbot_sdk.telegram.types.chats import *
from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate
from schedbot_sdk.telegram.types.entities import *
from schedbot_sdk.telegram.types.forward_origins import *
from schedbot_sdk.telegram.types.input_files import InputFile
from schedbot_sdk.telegram.types.keyboards import *
from schedbot_sdk.telegram.types.kinds import UPDATE_KINDS
from schedbot_sdk.telegram.types.media import *
from schedbot_sdk.telegram.types.message_options import *
from schedbot_sdk.telegram.types.messages import *
from schedbot_sdk.telegram.types.update import *
from schedbot_sdk.telegram.types.utf16 import entity_text

if TYPE_CHECKING:
    from schedbot_sdk.telegram.api.methods.chats import *
    from schedbot_sdk.telegram.api.methods.forwards import *
    from schedbot_sdk.telegram.api.methods.media import *
    from schedbot_sdk.telegram.api.methods.setup import *
    from schedbot_sdk.telegram.types.chat_full_info import *
    from schedbot_sdk.telegram.types.commands import *
    from schedbot_sdk.telegram.types.input_media import *
    from schedbot_sdk.telegram.types.reactions import *
    from schedbot_sdk.telegram.types.webhooks import *

__all__ = [
    "CAPTION_LIMIT",
    "TEXT_LIMIT",
    "UPDATE_KINDS",
    "Animation",
    "AnswerCallbackQuery",
    "AsyncFailureHook",
    "AsyncHandler",
    "AsyncTelegramClient",
    "Audio",
    "BotCommand",
    "BotCommandScope",
    "BotCommandScopeAllChatAdministrators",
    "BotCommandScopeAllGroupChats",
    "BotCommandScopeAllPrivateChats",
    "BotCommandScopeChat",
    "BotCommandScopeChatAdministrators",
    "BotCommandScopeChatMember",
    "BotCommandScopeDefault",
    "BotMethod",
    "CallbackQuery",
    "Chat",
    "ChatFullInfo",
    "CloseSignal",
    "Contact",
    "CopyMessage",
    "DeadLetter",
    "DeadLetterStore",
    "DeleteMessage",
    "DeleteWebhook",
    "Document",
    "EditMessageReplyMarkup",
    "EditMessageText",
    "FailureHook",
    "File",
    "FileStore",
    "ForwardMessage",
    "GetChat",
    "GetFile",
    "GetMe",
    "GetUpdates",
    "GetUpdatesRequest",
    "GetUpdatesResponse",
    "GetWebhookInfo",
    "Handler",
    "InaccessibleMessage",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "InputFile",
    "InputMedia",
    "InputMediaAudio",
    "InputMediaDocument",
    "InputMediaLivePhoto",
    "InputMediaPhoto",
    "InputMediaVideo",
    "LinkPreviewOptions",
    "Location",
    "MediaFile",
    "MemoryStore",
    "Message",
    "MessageEntity",
    "MessageId",
    "MessageOrigin",
    "MessageOriginChannel",
    "MessageOriginChat",
    "MessageOriginHiddenUser",
    "MessageOriginUser",
    "OffsetStore",
    "OnConflict",
    "OnError",
    "PhotoSize",
    "PinChatMessage",
    "PollControl",
    "Progress",
    "QueuePosition",
    "Rate",
    "ReactionType",
    "ReactionTypeCustomEmoji",
    "ReactionTypeEmoji",
    "ReactionTypePaid",
    "ReplyParameters",
    "SendChatAction",
    "SendDocument",
    "SendLimiter",
    "SendMediaGroup",
    "SendMessage",
    "SendPhoto",
    "SendVoice",
    "SetMessageReaction",
    "SetMyCommands",
    "SetWebhook",
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
    "WebhookInfo",
    "WrongHandlerError",
    "entity_text",
    "read_update",
    "split_text",
]

_ON_FIRST_USE: Final = (
    "api.methods.chats",
    "api.methods.forwards",
    "api.methods.media",
    "api.methods.setup",
    "types.chat_full_info",
    "types.commands",
    "types.input_media",
    "types.reactions",
    "types.webhooks",
)
"""Modules that most bots do not need, imported on first use of a name (PEP 562)."""

if not TYPE_CHECKING:  # for type checkers a misspelt name is an error

    def __getattr__(name: str) -> object:
        if name in __all__:
            for module in map(import_module, (f"{__name__}.{path}" for path in _ON_FIRST_USE)):
                if name in module.__all__:
                    globals()[name] = getattr(module, name)
                    return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
