"""Methods about the bot itself: its updates, its account, and presses of its buttons."""

from __future__ import annotations

from pydantic import Field

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.types.chats import User
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AnswerCallbackQuery", "GetMe", "GetUpdates", "GetUpdatesRequest"]


class GetUpdatesRequest(WireModel):
    """The query string of `GET /getUpdates`."""

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


class GetUpdates(GetUpdatesRequest, BotMethod[list[Update]]):
    """Wait for what users wrote."""


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
