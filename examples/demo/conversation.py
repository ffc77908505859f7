"""The users of the demo, and how they talk to the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from examples.demo.screen import Screen
from examples.demo.words import ENGLISH_WORDS, RUSSIAN_WORDS, Words
from schedbot_sdk.assistant import ENGLISH, RUSSIAN, Texts
from schedbot_sdk.testing import BotAction, LocalTelegram, Person

__all__ = ["ANN", "BORIS", "CLOCK_BEHIND", "EVE", "Conversation", "DemoUser", "UnexpectedAnswer"]

_TIMEOUT: Final = 15.0
_POLL_INTERVAL: Final = 0.05
CLOCK_BEHIND: Final = timedelta(minutes=14, seconds=52)
"""How late the users' clocks are, so that a reminder of the conversation is due in seconds."""


class UnexpectedAnswer(Exception):  # noqa: N818  # an outcome of the demo, not an error of a library
    """The bot's answer was wrong or missing."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of the users service."""

    person: Person
    """The user in Telegram."""
    zone: str
    """The IANA name of their time zone."""
    texts: Texts
    """The bot's texts in their language."""
    words: Words
    """The words of the demo in their language."""

    def now(self) -> datetime:
        """Return their local time."""
        return (datetime.now(UTC) - CLOCK_BEHIND).astimezone(ZoneInfo(self.zone))


ANN: Final = DemoUser(Person(42, "Ann"), "Europe/Berlin", ENGLISH, ENGLISH_WORDS)
BORIS: Final = DemoUser(Person(43, "Борис", "ru"), "Asia/Yekaterinburg", RUSSIAN, RUSSIAN_WORDS)
EVE: Final = DemoUser(Person(44, "Eve"), "UTC", ENGLISH, ENGLISH_WORDS)


class Conversation:
    """Plays users who write to the bot, and prints both sides.

    Args:
        telegram: The server of the bot.
        screen: Where the conversation is printed.
        timeout: Seconds to wait for an answer.
    """

    def __init__(self, telegram: LocalTelegram, screen: Screen, timeout: float = _TIMEOUT) -> None:
        self._telegram = telegram
        self._screen = screen
        self._timeout = timeout
        self._seen = 0
        self._words = ENGLISH_WORDS
        self.sent = 0
        """How many messages, edits and presses the users sent."""

    def meet(self, user: DemoUser, about: str) -> None:
        """Print the heading of a chat. From here on, the notes are in this user's language."""
        self._words = user.words
        self._screen.heading(f"{user.person.first_name}, {about}")

    def says(self, user: DemoUser, text: str) -> int:
        """Send a message; return its id."""
        self._show(user, text)
        return self._telegram.user_says(user.person, text)

    def edits(self, user: DemoUser, message_id: int, text: str) -> None:
        """Edit a message."""
        self._show(user, f"{user.words.edited} {text}")
        self._telegram.user_edits(user.person, message_id, text)

    def presses(self, user: DemoUser, under: BotAction, text: str) -> None:
        """Press the button with this text under a message of the bot."""
        data = next((button.data for button in under.buttons if button.text == text), None)
        if data is None:
            raise UnexpectedAnswer(f"no button {text} for {user.person.first_name}, but {_labels(under)}")
        self._show(user, user.words.presses.format(button=text))
        self._telegram.user_presses(user.person, under.message_id, data)

    def notes_retry(self, service: str, status: int | None, delay: float) -> None:
        """Print that the SDK retries a request."""
        self._screen.note(self._words.retries.format(service=service, status=status, delay=delay))

    async def answers(self, user: DemoUser, method: str, *parts: str) -> BotAction:
        """Wait for the bot's next action, print it, and check it.

        Raises:
            UnexpectedAnswer: It is another action, its text lacks one of `parts`, or the bot did nothing.
        """
        name = user.person.first_name
        try:
            async with asyncio.timeout(self._timeout):
                # The server runs in another thread, so there is no asyncio event to wait for.
                while len(actions := self._telegram.actions) <= self._seen:  # noqa: ASYNC110
                    await asyncio.sleep(_POLL_INTERVAL)
        except TimeoutError:
            raise UnexpectedAnswer(f"no {method} for {name} within {self._timeout:.0f} s") from None
        action = actions[self._seen]
        self._seen += 1
        if action.method == "answerCallbackQuery":
            self._screen.note(user.words.sees.format(name=name, text=action.text))
        elif action.file is not None:
            size = len(action.file.content)
            self._screen.note(user.words.gets.format(name=name, file=action.file.name, size=size))
        else:
            mark = user.words.edited if action.method == "editMessageText" else ""
            self._screen.bot(action.text, _labels(action), mark=mark)
        missing = [part for part in parts if part not in action.text]
        if (action.method, action.chat_id) != (method, user.person.id) or missing:
            raise UnexpectedAnswer(f"{name} should get a {method} with {parts}, but got {action}")
        return action

    def _show(self, user: DemoUser, text: str) -> None:
        self.sent += 1
        self._screen.person(user.person.first_name, text)


def _labels(action: BotAction) -> Sequence[str]:
    return [button.text for button in action.buttons]
