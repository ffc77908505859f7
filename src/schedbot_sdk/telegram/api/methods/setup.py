"""Methods that set a bot up: its webhook and its commands."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.types.commands import BotCommand, BotCommandScope
from schedbot_sdk.telegram.types.input_files import InputFile
from schedbot_sdk.telegram.types.webhooks import WebhookInfo

__all__ = ["DeleteWebhook", "GetWebhookInfo", "SetMyCommands", "SetWebhook"]


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


class SetMyCommands(BotMethod[bool]):
    """Set the commands in the bot's menu."""

    commands: list[BotCommand] = Field(max_length=100)
    """Up to 100 commands; an empty list removes them."""
    scope: BotCommandScope | None = None
    """Where the commands are shown; everywhere when it is None."""
    language_code: str | None = None
    """A two-letter language code: only users of that language see the commands."""
