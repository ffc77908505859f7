"""What a test sees of a bot that talks to the local Telegram: what it did, asked for and confirmed."""

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
    "this wait blocked the event loop, so that a bot in the same loop could not go on: let a thread wait, with"
    " `await asyncio.to_thread(server.wait_for_message, chat_id)`"
)


class InspectableBot(LocalServer):
    """A bot's state on the server, and the questions that a test may ask about it from any thread."""

    def __init__(self, bot_id: int, *, port: int, now: Callable[[], datetime] | None, long_polls: bool) -> None:
        super().__init__(port=port)
        profile = {"id": bot_id, "is_bot": True, "first_name": "Bot", "username": "local_bot"}
        self._now = now or (lambda: datetime.now(UTC))
        self._changed = threading.Condition()
        self._long_polls = long_polls
        self._bot = Bot(profile, Chats(profile), UpdateQueue())
        self._get_updates = self._new_get_updates()

    def reset(self) -> None:
        """Go back to the state after the start: no chat, no message, no update, no webhook; a poll that waits ends."""
        with self._changed:
            super().reset()
            self._get_updates.stop()
            self._bot = Bot(self._bot.profile, Chats(self._bot.profile), UpdateQueue())
            self._get_updates = self._new_get_updates()

    @property
    def waiting(self) -> int:
        """How many updates are not confirmed yet."""
        with self._changed:
            return self._bot.queue.count(self._time())

    @property
    def confirmed(self) -> list[int]:
        """The ids of the updates that the bot made the server forget, in that order.

        By an offset above them, by a negative one, or with `drop_pending_updates`. What was handled and is not here
        comes again; what is here and was not handled is lost. Updates that grew too old are not here.
        """
        with self._changed:
            return list(self._bot.queue.deleted)

    @property
    def polls(self) -> list[Polled]:
        """Every getUpdates request that was served, in the order in which they came."""
        with self._changed:
            return list(self._get_updates.polls)

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates request waits for an update."""
        with self._changed:
            return self._get_updates.is_awaited

    @property
    def actions(self) -> list[BotAction]:
        """What the bot did so far, in order."""
        with self._changed:
            return list(self._bot.chats.actions)

    @property
    def sent(self) -> list[BotAction]:
        """The messages that the bot sent, without edits and other actions."""
        return self._actions_of("sendMessage")

    @property
    def edited(self) -> list[BotAction]:
        """The edits that the bot made, each with the text and the buttons that it left."""
        return self._actions_of("editMessageText")

    @property
    def answered(self) -> list[BotAction]:
        """The presses of buttons that the bot answered, with the text that it showed."""
        return self._actions_of("answerCallbackQuery")

    def wait_for_action(
        self, chat_id: int, *, method: str = "sendMessage", after: int = 0, timeout: float = 5.0
    ) -> BotAction:
        """Wait until the bot did something in a chat, and give it.

        It blocks: in an async test, whose bot runs in the same event loop, let a thread wait, with
        `await asyncio.to_thread(server.wait_for_message, chat_id)`.

        Args:
            chat_id: The chat, which has the person's id.
            method: What it must be.
            after: How many actions of that method in that chat are passed over.
            timeout: Seconds to wait at the most.

        Raises:
            TimeoutError: It did not happen; the message says when the wait blocked an event loop.
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
        """Wait for a message of the bot in a chat: `wait_for_action` for `sendMessage`."""
        return self.wait_for_action(chat_id, after=after, timeout=timeout)

    def _new_get_updates(self) -> GetUpdatesEndpoint:
        return GetUpdatesEndpoint(self._bot.queue, self._changed, self._time, waits=self._long_polls)

    def _time(self) -> float:
        """Unix time in seconds, by its clock."""
        return self._now().timestamp()

    def _actions_of(self, method: str) -> list[BotAction]:
        return [action for action in self.actions if action.method == method]


def _is_in_event_loop() -> bool:
    """Whether the caller runs in an event loop, which stands still as long as it waits."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
