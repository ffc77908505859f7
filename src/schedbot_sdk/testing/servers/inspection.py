"""Properties of the local Telegram for tests: the bot's actions, its polls and the updates that it confirmed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.chats import BotAction, Chats
from schedbot_sdk.testing.servers.get_updates import GetUpdatesEndpoint
from schedbot_sdk.testing.servers.local_server import LocalServer
from schedbot_sdk.testing.servers.polls import Polled
from schedbot_sdk.testing.servers.update_queue import UpdateQueue

__all__ = ["InspectableBot"]

_BLOCKED_LOOP = (
    "this wait blocked the event loop, so a bot in the same loop could not run; wait in a thread:"
    " `await asyncio.to_thread(server.wait_for_message, chat_id)`"
)


class InspectableBot(LocalServer):
    """A bot's state on the server, readable from any thread."""

    def __init__(self, bot_id: int, *, port: int, now: Callable[[], datetime] | None, long_polls: bool) -> None:
        super().__init__(port=port)
        profile = {"id": bot_id, "is_bot": True, "first_name": "Bot", "username": "local_bot"}
        self._now = now or (lambda: datetime.now(UTC))
        self._changed = threading.Condition()
        self._long_polls = long_polls
        self._bot = Bot(profile, Chats(profile), UpdateQueue())
        self._get_updates = self._new_get_updates()

    def reset(self) -> None:
        """Restore the state after the start: no chats, messages, updates or webhook. A waiting poll ends."""
        with self._changed:
            super().reset()
            self._get_updates.stop()
            self._bot = Bot(self._bot.profile, Chats(self._bot.profile), UpdateQueue())
            self._get_updates = self._new_get_updates()

    @property
    def waiting(self) -> int:
        """The number of updates that are not confirmed yet."""
        with self._changed:
            return self._bot.queue.count(self._time())

    @property
    def confirmed(self) -> list[int]:
        """The ids of the updates that the bot deleted on the server, in the order of deletion.

        A higher offset, a negative offset, or `drop_pending_updates` deletes updates. A handled update that is missing
        here is delivered again; an unhandled one that is here is lost. Expired updates are not here.
        """
        with self._changed:
            return list(self._bot.queue.deleted)

    @property
    def polls(self) -> list[Polled]:
        """All getUpdates requests, in their order."""
        with self._changed:
            return list(self._get_updates.polls)

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates request waits now."""
        with self._changed:
            return self._get_updates.is_awaited

    @property
    def actions(self) -> list[BotAction]:
        """All actions of the bot, in their order."""
        with self._changed:
            return list(self._bot.chats.actions)

    @property
    def sent(self) -> list[BotAction]:
        """The messages that the bot sent (`sendMessage`)."""
        return self._actions_of("sendMessage")

    @property
    def edited(self) -> list[BotAction]:
        """The bot's edits (`editMessageText`), each with the new text and buttons."""
        return self._actions_of("editMessageText")

    @property
    def answered(self) -> list[BotAction]:
        """The bot's answers to presses of buttons (`answerCallbackQuery`), each with its text."""
        return self._actions_of("answerCallbackQuery")

    def wait_for_action(
        self, chat_id: int, *, method: str = "sendMessage", after: int = 0, timeout: float = 5.0
    ) -> BotAction:
        """Wait for an action of the bot in a chat, and return it.

        It blocks. In an async test with the bot in the same event loop, wait in a thread:
        `await asyncio.to_thread(server.wait_for_message, chat_id)`.

        Args:
            chat_id: The chat. A private chat has the person's id.
            method: The Bot API method of the action.
            after: Skip this number of actions of the method in the chat.
            timeout: The longest wait, in seconds.

        Raises:
            TimeoutError: The action did not happen in time. The message says if the wait blocked an event loop.
        """

        def find() -> BotAction | None:
            matching = [a for a in self._bot.chats.actions if a.chat_id == chat_id and a.method == method]
            return matching[after] if len(matching) > after else None

        with self._changed:
            action = self._changed.wait_for(find, timeout)
        if action is None:
            message = f"no {method} number {after + 1} in chat {chat_id} within {timeout} s"
            raise TimeoutError(f"{message}; {_BLOCKED_LOOP}" if _is_in_event_loop() else message)
        return action

    def wait_for_message(self, chat_id: int, timeout: float = 5.0, *, after: int = 0) -> BotAction:
        """Wait for a message of the bot in a chat: `wait_for_action` with `sendMessage`."""
        return self.wait_for_action(chat_id, after=after, timeout=timeout)

    def _new_get_updates(self) -> GetUpdatesEndpoint:
        return GetUpdatesEndpoint(self._bot.queue, self._changed, self._time, waits=self._long_polls)

    def _time(self) -> float:
        """Unix time in seconds, from the server's clock."""
        return self._now().timestamp()

    def _actions_of(self, method: str) -> list[BotAction]:
        return [action for action in self.actions if action.method == method]


def _is_in_event_loop() -> bool:
    """Whether the caller runs in an event loop, which a wait would block."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
