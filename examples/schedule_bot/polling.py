"""The loop that fetches updates. It confirms an update only after it was handled, so that none is lost."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from pydantic import ValidationError

from examples.schedule_bot.operator_log import log, log_failure
from schedbot_sdk import (
    AsyncTelegramClient,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    ResponseError,
    SchedbotError,
)
from schedbot_sdk.telegram import Update

__all__ = ["poll"]

KINDS: Final = ("message", "edited_message", "callback_query")
_LONGEST_PAUSE: Final = 60.0

Handler = Callable[[Update], Awaitable[None]]


async def poll(telegram: AsyncTelegramClient, handle: Handler, *, timeout: int = 30, pause: float = 1.0) -> None:
    """Fetch and handle updates until the task is cancelled.

    A failure in handling one update is logged, and the others are handled. When Telegram cannot be reached, the loop
    waits and tries again.

    Args:
        telegram: The bot's client.
        handle: Called with each update; those of one chat in order, chats side by side.
        timeout: Seconds that Telegram holds a poll open.
        pause: Seconds before the first new try, when the SDK's own retries did not help; then twice as long each time.

    Raises:
        AuthenticationError: The token is wrong; so does NotFoundError say, for a token of the wrong shape.
        ConflictError: Another instance of the bot polls, or a webhook is set.
    """
    offset, wait = 0, pause
    while True:
        try:
            updates, next_offset = await _fetch(telegram, offset, timeout)
        except (AuthenticationError, ConflictError, NotFoundError):
            raise
        except SchedbotError as error:
            log_failure(error)
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_PAUSE)
            continue
        wait = pause
        await _handle_all(updates, handle)
        offset = next_offset


async def _fetch(telegram: AsyncTelegramClient, offset: int, timeout: int) -> tuple[list[Update], int]:
    """A batch, and the offset that confirms it."""
    try:
        updates = await telegram.get_updates(offset=offset, timeout=timeout, allowed_updates=KINDS)
    except ResponseError as error:
        log_failure(error)
        return await _fetch_readable(telegram, offset)
    # Of this batch alone: Telegram's ids can start again lower.
    return updates, max((update.update_id for update in updates), default=offset - 1) + 1


async def _fetch_readable(telegram: AsyncTelegramClient, offset: int) -> tuple[list[Update], int]:
    """The same batch without the malformed updates, which would otherwise stand before all others for ever."""
    raw = await telegram.call("getUpdates", {"offset": offset, "timeout": 0}, returns=list[dict[str, object]])
    updates: list[Update] = []
    for item in raw:
        try:
            updates.append(Update.model_validate(item))
        except ValidationError:
            log.error("update %s is malformed and left out", item.get("update_id"))
    ids = [update_id for item in raw if isinstance(update_id := item.get("update_id"), int)]
    return updates, max(ids, default=offset - 1) + 1


async def _handle_all(updates: Sequence[Update], handle: Handler) -> None:
    chats: dict[int | None, list[Update]] = {}
    for update in updates:
        chats.setdefault(_chat_id(update), []).append(update)
    async with asyncio.TaskGroup() as group:
        for of_one_chat in chats.values():
            group.create_task(_handle_in_order(of_one_chat, handle))


def _chat_id(update: Update) -> int | None:
    message = update.message or update.edited_message or (update.callback_query and update.callback_query.message)
    return message.chat.id if message else None


async def _handle_in_order(updates: Sequence[Update], handle: Handler) -> None:
    for update in updates:
        try:
            await handle(update)
        except SchedbotError as error:
            log_failure(error)
        except Exception as error:  # the bot goes on, whatever its handler got wrong
            # Where, but not the error's text, which could repeat what the user wrote.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("update %d failed: %s\n%s", update.update_id, type(error).__name__, where)
