"""The users of the demo: what they write and press, and which answers they must get."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from examples.demo.screen import Screen
from schedbot_sdk.assistant import ENGLISH, RUSSIAN, Texts
from schedbot_sdk.testing import BotAction, LocalTelegram, LocalUsers, Person

__all__ = ["ANN", "BORIS", "Conversation", "UnexpectedAnswer", "play"]

_TIMEOUT: Final = 15.0
_POLL_INTERVAL: Final = 0.05
_ON_DAYS: Final = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_RUSSIAN_DAYS: Final = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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

    def now(self) -> datetime:
        """Return their local time."""
        return datetime.now(ZoneInfo(self.zone))

    def heading(self, day: date) -> str:
        """Return the beginning of the heading of a day in the bot's lists."""
        names = {"en": _DAYS, "ru": _RUSSIAN_DAYS}[self.texts.code]
        return f"{names[day.weekday()]}, {day.day} "


ANN: Final = DemoUser(Person(42, "Ann"), "Europe/Berlin", ENGLISH)
BORIS: Final = DemoUser(Person(43, "Борис", "ru"), "Asia/Yekaterinburg", RUSSIAN)
EVE: Final = Person(44, "Eve")


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
        self.sent = 0
        """How many messages, edits and presses the users sent."""

    def meet(self, person: Person, about: str) -> None:
        """Print the heading of a chat."""
        self._screen.heading(f"{person.first_name}, {about}")

    def says(self, person: Person, text: str) -> int:
        """Send a message; return its id."""
        self._show(person, text)
        return self._telegram.user_says(person, text)

    def edits(self, person: Person, message_id: int, text: str) -> None:
        """Edit a message."""
        self._show(person, f"(edited) {text}")
        self._telegram.user_edits(person, message_id, text)

    def presses(self, person: Person, under: BotAction, text: str) -> None:
        """Press the button with this text under a message of the bot."""
        data = next((button.data for button in under.buttons if button.text == text), None)
        if data is None:
            raise UnexpectedAnswer(f"no button {text} for {person.first_name}, but {_labels(under)}")
        self._show(person, f"presses [{text}]")
        self._telegram.user_presses(person, under.message_id, data)

    async def answers(self, person: Person, method: str, *parts: str) -> BotAction:
        """Wait for the bot's next action, print it, and check it.

        Raises:
            UnexpectedAnswer: It is another action, its text lacks one of `parts`, or the bot did nothing.
        """
        try:
            async with asyncio.timeout(self._timeout):
                # The server runs in another thread, so there is no asyncio event to wait for.
                while len(actions := self._telegram.actions) <= self._seen:  # noqa: ASYNC110
                    await asyncio.sleep(_POLL_INTERVAL)
        except TimeoutError:
            raise UnexpectedAnswer(f"no {method} for {person.first_name} within {self._timeout:.0f} s") from None
        action = actions[self._seen]
        self._seen += 1
        if action.method == "answerCallbackQuery":
            self._screen.note(f"{person.first_name} sees for a moment: {action.text}")
        elif action.file is not None:
            self._screen.note(f"{person.first_name} gets a file: {action.file.name}, {len(action.file.content)} bytes")
        else:
            self._screen.bot(action.text, _labels(action), is_edit=action.method == "editMessageText")
        missing = [part for part in parts if part not in action.text]
        if (action.method, action.chat_id) != (method, person.id) or missing:
            raise UnexpectedAnswer(f"{person.first_name} should get a {method} with {parts}, but got {action}")
        return action

    def _show(self, person: Person, text: str) -> None:
        self.sent += 1
        self._screen.person(person.first_name, text)


async def play(talk: Conversation, telegram: LocalTelegram, users: LocalUsers) -> None:
    """Play the whole conversation. Two services fail meanwhile, and the users do not notice.

    Raises:
        UnexpectedAnswer: An answer of the bot was wrong or missing.
    """
    await _ann(talk, users)
    await _boris(talk, telegram)
    talk.meet(EVE, "whom nobody knows")
    talk.says(EVE, "Lunch tomorrow at noon")
    await talk.answers(EVE, "sendMessage", ENGLISH.unknown_user)


async def _ann(talk: Conversation, users: LocalUsers) -> None:
    """Two events that are edited and confirmed, a repeating one, one that needs a question, and the list of all."""
    today = ANN.now().date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    dinner = f"dinner with Kate on {_DAYS[later.weekday()]} at 19:30"
    talk.meet(ANN.person, _about(ANN))
    users.fail_next(503)
    message = talk.says(ANN.person, f"Gym tomorrow at 7:00, {dinner}")
    await talk.answers(
        ANN.person, "sendMessage", ANN.heading(tomorrow), "07:00 — Gym", ANN.heading(later), "19:30 — Dinner"
    )
    talk.edits(ANN.person, message, f"Gym tomorrow at 8:15, {dinner}")
    shown = await talk.answers(ANN.person, "editMessageText", ANN.heading(tomorrow), "08:15 — Gym", "19:30 — Dinner")
    await _confirms(talk, ANN, shown, "08:15 — Gym")
    talk.says(ANN.person, "Standup every weekday at 9:30")
    await _confirms(talk, ANN, await talk.answers(ANN.person, "sendMessage", "09:30 — Standup", "every workday"))
    talk.says(ANN.person, "Call Bob")
    await talk.answers(ANN.person, "sendMessage", "When is it?")
    talk.says(ANN.person, "tomorrow at 15:00 for half an hour")
    await _confirms(
        talk,
        ANN,
        await talk.answers(ANN.person, "sendMessage", ANN.heading(tomorrow), "15:00–15:30 — Call Bob"),
    )
    talk.says(ANN.person, "/list")
    await talk.answers(ANN.person, "sendMessage", "08:15 — Gym", "15:00–15:30 — Call Bob", "every workday")
    talk.says(ANN.person, "/ics")
    await talk.answers(ANN.person, "sendDocument", ENGLISH.here_it_is)


async def _confirms(talk: Conversation, user: DemoUser, shown: BotAction, *parts: str) -> None:
    """Press Confirm, and get the calendar file."""
    talk.presses(user.person, shown, user.texts.confirm)
    await talk.answers(user.person, "answerCallbackQuery", user.texts.confirmed)
    await talk.answers(user.person, "sendDocument")
    await talk.answers(user.person, "editMessageText", user.texts.confirmed, *parts)


async def _boris(talk: Conversation, telegram: LocalTelegram) -> None:
    """Two events in Russian that are cancelled."""
    today = BORIS.now().date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    on_day = f"{'во' if later.weekday() == 1 else 'в'} {_ON_DAYS[later.weekday()]}"
    talk.meet(BORIS.person, _about(BORIS))
    telegram.flood(1, path_ends="/sendMessage")
    talk.says(BORIS.person, f"Завтра в 9 утра врач, {on_day} в 18:00 бассейн на полтора часа")
    times = BORIS.heading(tomorrow), "09:00 — Врач", BORIS.heading(later), "18:00–19:30 — Бассейн"
    shown = await talk.answers(BORIS.person, "sendMessage", *times)
    talk.presses(BORIS.person, shown, RUSSIAN.cancel)
    await talk.answers(BORIS.person, "answerCallbackQuery", RUSSIAN.cancelled)
    await talk.answers(BORIS.person, "editMessageText", RUSSIAN.cancelled)
    talk.says(BORIS.person, "/list")
    await talk.answers(BORIS.person, "sendMessage", RUSSIAN.nothing_kept)


def _about(user: DemoUser) -> str:
    now = user.now()
    return f"{user.zone}, where it is {now:%H:%M} on {_DAYS[now.weekday()]} {now.day}.{now.month}."


def _labels(action: BotAction) -> Sequence[str]:
    return [button.text for button in action.buttons]
