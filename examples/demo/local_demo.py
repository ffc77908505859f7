"""The demo on local servers: starts the servers and the bot, and plays the users.

Only the users' messages are scripted. The bot, the SDK and the HTTP between them are real. The servers are those of
`schedbot_sdk.testing`; their chat server reads the messages by rules, in place of an LLM.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from examples.demo.bot import run_bot
from examples.demo.conversation import ANN, BORIS, CLOCK_BEHIND, Conversation, UnexpectedAnswer
from examples.demo.play import play
from examples.demo.screen import Screen
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, CallEvent
from schedbot_sdk.assistant import SqliteAssistantStore
from schedbot_sdk.testing import LocalChat, LocalTelegram, LocalUsers

__all__ = ["demo"]

_CALENDAR: Final = "demo-schedule.ics"


class RetryLog:
    """Prints and counts the failures that the SDK retries."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.failures: list[tuple[str, int | None]] = []
        self.waited = 0.0

    def on_event(self, event: CallEvent) -> None:
        """The clients' `on_event`."""
        if event.kind != "wait" or event.delay is None:
            return
        self._conversation.notes_retry(event.service, event.status_code, event.delay)
        self.failures.append((event.service, event.status_code))
        self.waited += event.delay

    def expect(self, *failures: tuple[str, int]) -> None:
        """Check that exactly these failures were retried, in this order.

        Raises:
            UnexpectedAnswer: There were other failures.
        """
        if self.failures != list(failures):
            raise UnexpectedAnswer(f"the SDK must retry {failures}, but it retried {self.failures}")


def _saved(telegram: LocalTelegram) -> Path:
    """Save the file that /ics sent in the current directory, and return its path."""
    path = Path(_CALENDAR).resolve()
    files = [action.file for action in telegram.actions if action.text == ANN.texts.here_it_is]
    path.write_bytes(next(file.content for file in files if file is not None))
    return path


async def demo() -> int:
    """Start the servers and the bot, play the conversation, and stop them.

    Returns:
        0 if everything worked, else 1.
    """
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"  # no proxy for the local servers
    began = time.monotonic()
    screen = Screen.of_terminal()
    with (
        tempfile.TemporaryDirectory(prefix="schedule_bot_") as folder,
        LocalUsers(Path(folder, "users.sqlite3")) as local_users,
        LocalChat() as local_chat,
        LocalTelegram(now=lambda: datetime.now(UTC) - CLOCK_BEHIND) as local_telegram,
    ):
        for user in (ANN, BORIS):
            local_users.add(user.person.id, user.person.first_name, user.zone)
        conversation = Conversation(local_telegram, screen)
        retries = RetryLog(conversation)
        async with (
            AsyncTelegramClient(
                local_telegram.token, base_url=local_telegram.base_url, on_event=retries.on_event
            ) as telegram,
            AsyncUsersClient(local_users.base_url, on_event=retries.on_event) as users,
            AsyncChatClient(
                local_chat.api_key, base_url=local_chat.base_url, model=local_chat.model, on_event=retries.on_event
            ) as chat,
        ):
            store = SqliteAssistantStore(Path(folder, "bot.sqlite3"))
            bot = asyncio.create_task(run_bot(telegram, users, chat, store))
            screen.line("People plan their week with the bot of examples/schedule_bot.py, on local servers.")
            try:
                await play(conversation, local_telegram, local_users)
                retries.expect(("users", 503), ("telegram", 429))
            except UnexpectedAnswer as error:
                print(f"The demo failed: {error}", file=sys.stderr)
                return 1
            finally:
                bot.cancel()
                await asyncio.gather(bot, return_exceptions=True)
        file = _saved(local_telegram)
    failures = ", ".join(f"{service} {status}" for service, status in retries.failures)
    screen.line(
        f"\nDone in {time.monotonic() - began:.1f} s: {conversation.sent} messages, edits and presses, all answered."
        f"\nRetried: {failures}; {retries.waited:.1f} s of waiting in total."
        f"\nAnn's calendar file: {file}"
    )
    return 0
