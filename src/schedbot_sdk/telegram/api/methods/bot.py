"""The methods about the bot itself: its updates, its webhook, its commands, and the chats that it is in."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.types.chat_full_info import ChatFullInfo
from schedbot_sdk.telegram.types.chats import User
from schedbot_sdk.telegram.types.commands import BotCommand, BotCommandScope
from schedbot_sdk.telegram.types.input_files import InputFile
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET
from schedbot_sdk.telegram.types.update import Update
from schedbot_sdk.telegram.types.webhooks import WebhookInfo

__all__ = [
    "AnswerCallbackQuery",
    "DeleteWebhook",
    "GetChat",
    "GetMe",
    "GetUpdates",
    "GetUpdatesRequest",
    "GetWebhookInfo",
    "SetMyCommands",
    "SetWebhook",
]


class GetUpdates(BotMethod[list[Update]]):
    """Wait for what users wrote: the query string of `GET /getUpdates`."""

    offset: int = Field(ge=0, le=LAST_OFFSET)
    """Identifier of the first update to return; must be one greater than the highest update_id of the previous
    request's answer."""
    timeout: int = Field(ge=0, le=50)
    """Long-poll seconds: the server holds the connection open until new updates arrive or the time is out, then
    answers."""
    limit: int | None = Field(default=None, ge=1, le=100)
    """The most updates in one answer."""
    allowed_updates: list[str] | None = None
    """Kinds of update to get."""


GetUpdatesRequest = GetUpdates
"""The name of `GetUpdates` in the table."""


class GetMe(BotMethod[User]):
    """Get the bot's own account: the cheapest way to check a token."""


class AnswerCallbackQuery(BotMethod[bool]):
    """Tell the user that the press of a button arrived."""

    callback_query_id: str = Field(min_length=1)
    """`CallbackQuery.id`; it expires after some minutes."""
    text: str | None = Field(default=None, max_length=200)
    """Shown to the user, up to 200 characters."""
    show_alert: bool | None = None
    """True shows the text in a box to close, in place of a line at the top."""
    url: str | None = None
    """Opened by the user's app."""
    cache_time: int | None = Field(default=None, ge=0)
    """Seconds for which the app may remember the answer."""


class GetChat(BotMethod[ChatFullInfo]):
    """Get a chat with its settings."""

    chat_id: int | str
    """The chat's id, or @username of a supergroup or channel."""


class SetMyCommands(BotMethod[bool]):
    """Set the commands in the bot's menu."""

    commands: list[BotCommand] = Field(max_length=100)
    """Up to 100 commands; an empty list removes them."""
    scope: BotCommandScope | None = None
    """Where the commands are shown; everywhere when it is None."""
    language_code: str | None = None
    """A two-letter language code: only users of that language see the commands."""


class SetWebhook(BotMethod[bool]):
    """Let Telegram send updates to a URL; `getUpdates` then fails."""

    url: str
    """An https URL; an empty one removes the webhook."""
    certificate: InputFile | None = None
    """The public key of a self-signed certificate."""
    ip_address: str | None = None
    """The IP address to send to, in place of the one that DNS gives."""
    max_connections: int | None = Field(default=None, ge=1, le=100)
    """The most connections at a time, 1 to 100; 40 when it is None."""
    allowed_updates: list[str] | None = None
    """The kinds of update to send; Telegram remembers them."""
    drop_pending_updates: bool | None = None
    """True deletes all pending updates."""
    secret_token: str | None = Field(default=None, min_length=1, max_length=256, repr=False)
    """Sent with each update in the header `X-Telegram-Bot-Api-Secret-Token`."""


class DeleteWebhook(BotMethod[bool]):
    """Remove the webhook, so that `getUpdates` works again."""

    drop_pending_updates: bool | None = None
    """True deletes all pending updates."""


class GetWebhookInfo(BotMethod[WebhookInfo]):
    """Get the state of the webhook."""
