"""The demo: local servers, the bot and the people, brought together.

Nothing is prepared but what the people write: the bot, the SDK and the HTTP between them are the real ones. The
servers are `schedbot_sdk.testing`'s, and a rule-based reader stands in for the LLM.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from examples.schedule_bot.answers import Answers
from examples.schedule_bot.bot import ScheduleBot
from examples.schedule_bot.conversation import ANN, BORIS, Conversation, UnexpectedAnswer, play
from examples.schedule_bot.screen import Screen
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, CallEvent
from schedbot_sdk.testing.servers import LocalChat, LocalTelegram, LocalUsers

__all__ = ["demo"]

_CALENDAR: Final = "demo-schedule.ics"


class Retries:
    """Shows and counts what the SDK rides out."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.ridden_out: list[tuple[str, int | None]] = []
        self.waited = 0.0

    def note(self, event: CallEvent) -> None:
        """The clients' `on_event`."""
        if event.kind != "wait" or event.delay is None:
            return
        said = event.cause if event.status_code is None else f"answered {event.status_code}"
        self._screen.note(f"the {event.service} service {said}; the SDK tries again in {event.delay:.1f} s")
        self.ridden_out.append((event.service, event.status_code))
        self.waited += event.delay

    def expect(self, *failures: tuple[str, int]) -> None:
        """See that these were ridden out, in this order, and nothing else.

        Raises:
            UnexpectedAnswer: It was otherwise.
        """
        if self.ridden_out != list(failures):
            raise UnexpectedAnswer(f"the SDK should have ridden out {failures}, not {self.ridden_out}")


def _saved(telegram: LocalTelegram) -> Path:
    """The file that /ics gave, where the demo was started."""
    path = Path(_CALENDAR).resolve()
    path.write_bytes(next(action.file.content for action in reversed(telegram.actions) if action.file is not None))
    return path


async def demo() -> int:
    """Start the servers and the bot, play the conversation, stop them.

    Returns:
        0 when all went as it should, 1 when not.
    """
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"  # the local servers are reached directly
    began = time.monotonic()
    screen = Screen.of_terminal()
    retries = Retries(screen)
    with (
        tempfile.TemporaryDirectory(prefix="schedule_bot_") as folder,
        LocalUsers(Path(folder, "users.sqlite3")) as local_users,
        LocalChat() as local_chat,
        LocalTelegram() as local_telegram,
    ):
        for known in (ANN, BORIS):
            local_users.add(known.person.id, known.person.first_name, known.zone)
        talk = Conversation(local_telegram, screen)
        async with (
            AsyncTelegramClient(
                local_telegram.token, base_url=local_telegram.base_url, on_event=retries.note
            ) as telegram,
            AsyncUsersClient(local_users.base_url, on_event=retries.note) as users,
            AsyncChatClient(
                local_chat.api_key, base_url=local_chat.base_url, model=local_chat.model, on_event=retries.note
            ) as chat,
        ):
            answers = Answers(Path(folder, "bot.sqlite3"))
            bot = asyncio.create_task(ScheduleBot(telegram, users, chat, answers).run(stop_on_signals=False))
            try:
                await play(talk, local_telegram, local_users)
                retries.expect(("users", 503), ("telegram", 429))
            except UnexpectedAnswer as error:
                print(f"The demo failed: {error}", file=sys.stderr)
                return 1
            finally:
                bot.cancel()
                await asyncio.gather(bot, return_exceptions=True)
        file = _saved(local_telegram)
    failures = ", ".join(f"{service} {status}" for service, status in retries.ridden_out)
    screen.line(
        f"\nDone in {time.monotonic() - began:.1f} s: {talk.said} messages, edits and presses, all answered."
        f"\nRidden out: {failures}; {retries.waited:.1f} s of waiting in all."
        f"\nAnn's calendar file: {file}"
    )
    return 0
