"""The Telegram Bot API: `GET /getUpdates`, and what a bot needs to answer."""

from schedbot_sdk.telegram.client import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram.models import (
    CallbackQuery,
    Chat,
    GetUpdatesResponse,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)
from schedbot_sdk.telegram.requests import GetUpdatesRequest, ReplyParameters

__all__ = [
    "AsyncTelegramClient",
    "CallbackQuery",
    "Chat",
    "GetUpdatesRequest",
    "GetUpdatesResponse",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "Message",
    "MessageEntity",
    "ReplyParameters",
    "TelegramClient",
    "Update",
    "User",
]
