"""The people of the demo: what they write and press, and what must come back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from examples.schedule_bot.screen import Screen
from examples.schedule_bot.texts import ENGLISH, RUSSIAN, Texts
from schedbot_sdk.testing.servers import BotAction, LocalTelegram, LocalUsers, Person

__all__ = ["ANN", "BORIS", "Conversation", "UnexpectedAnswer", "play"]

_PATIENCE: Final = 15.0
_LOOK_EVERY: Final = 0.05
_ON_DAYS: Final = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_RUSSIAN_DAYS: Final = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class UnexpectedAnswer(Exception):  # noqa: N818  # what the demo reports, not a fault of a library
    """The bot did something else than it should, or nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the users service knows."""

    person: Person
    zone: str
    texts: Texts

    def now(self) -> datetime:
        """What their clock shows."""
        return datetime.now(ZoneInfo(self.zone))

    def on(self, day: date) -> str:
        """How a day begins in the lists that they see."""
        names = {"en": _DAYS, "ru": _RUSSIAN_DAYS}[self.texts.code]
        return f"{names[day.weekday()]}, {day.day} "


ANN: Final = Known(Person(42, "Ann"), "Europe/Berlin", ENGLISH)
BORIS: Final = Known(Person(43, "Борис", "ru"), "Asia/Yekaterinburg", RUSSIAN)
EVE: Final = Person(44, "Eve")


class Conversation:
    """Plays people who write to the bot, and shows both sides.

    Args:
        telegram: Where the bot is.
        screen: Where it is shown.
        patience: Seconds to wait for an answer.
    """

    def __init__(self, telegram: LocalTelegram, screen: Screen, patience: float = _PATIENCE) -> None:
        self._telegram = telegram
        self._screen = screen
        self._patience = patience
        self._seen = 0
        self.said = 0

    def meet(self, person: Person, about: str) -> None:
        """Begin a chat on the screen."""
        self._screen.heading(f"{person.first_name}, {about}")

    def says(self, person: Person, text: str) -> int:
        """A new message; its id."""
        self._show(person, text)
        return self._telegram.user_says(person, text)

    def edits(self, person: Person, message_id: int, text: str) -> None:
        """Another text for a message."""
        self._show(person, f"(edited) {text}")
        self._telegram.user_edits(person, message_id, text)

    def presses(self, person: Person, under: BotAction, text: str) -> None:
        """A button under a message of the bot, by what it says."""
        data = next((button.data for button in under.buttons if button.text == text), None)
        if data is None:
            raise UnexpectedAnswer(f"no button {text} for {person.first_name}, but {_names(under)}")
        self._show(person, f"presses [{text}]")
        self._telegram.user_presses(person, under.message_id, data)

    async def answers(self, person: Person, method: str, *parts: str) -> BotAction:
        """Wait for the bot's next action, show it, and see that it is the right one.

        Raises:
            UnexpectedAnswer: It is another, its text lacks one of `parts`, or none came.
        """
        try:
            async with asyncio.timeout(self._patience):
                # The server is in a thread of its own: no event of this loop could tell.
                while len(actions := self._telegram.actions) <= self._seen:  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            raise UnexpectedAnswer(f"no {method} for {person.first_name} within {self._patience:.0f} s") from None
        action = actions[self._seen]
        self._seen += 1
        if action.method == "answerCallbackQuery":
            self._screen.note(f"{person.first_name} sees for a moment: {action.text}")
        elif action.file is not None:
            self._screen.note(f"{person.first_name} gets a file: {action.file.name}, {len(action.file.content)} bytes")
        else:
            self._screen.bot(action.text, _names(action), is_edit=action.method == "editMessageText")
        missing = [part for part in parts if part not in action.text]
        if (action.method, action.chat_id) != (method, person.id) or missing:
            raise UnexpectedAnswer(f"{person.first_name} should get a {method} with {parts}, but got {action}")
        return action

    def _show(self, person: Person, text: str) -> None:
        self.said += 1
        self._screen.person(person.first_name, text)


async def play(talk: Conversation, telegram: LocalTelegram, users: LocalUsers) -> None:
    """The whole conversation; two services fail on the way, and nobody notices.

    Raises:
        UnexpectedAnswer: The bot did not do what it should.
    """
    await _ann(talk, users)
    await _boris(talk, telegram)
    talk.meet(EVE, "whom nobody knows")
    talk.says(EVE, "Lunch tomorrow at noon")
    await talk.answers(EVE, "sendMessage", ENGLISH.unknown_user)


async def _ann(talk: Conversation, users: LocalUsers) -> None:
    """Two events, changed, confirmed; one that repeats; one that takes a question; all of it in the end."""
    today = ANN.now().date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    dinner = f"dinner with Kate on {_DAYS[later.weekday()]} at 19:30"
    talk.meet(ANN.person, _where(ANN))
    users.fail_next(503)
    message = talk.says(ANN.person, f"Gym tomorrow at 7:00, {dinner}")
    await talk.answers(ANN.person, "sendMessage", ANN.on(tomorrow), "07:00 — Gym", ANN.on(later), "19:30 — Dinner")
    talk.edits(ANN.person, message, f"Gym tomorrow at 8:15, {dinner}")
    shown = await talk.answers(ANN.person, "editMessageText", ANN.on(tomorrow), "08:15 — Gym", "19:30 — Dinner")
    await _confirms(talk, ANN, shown, "08:15 — Gym")
    talk.says(ANN.person, "Standup every weekday at 9:30")
    await _confirms(talk, ANN, await talk.answers(ANN.person, "sendMessage", "09:30 — Standup", "every workday"))
    talk.says(ANN.person, "Call Bob")
    await talk.answers(ANN.person, "sendMessage", "When is it?")
    talk.says(ANN.person, "tomorrow at 15:00 for half an hour")
    await _confirms(
        talk, ANN, await talk.answers(ANN.person, "sendMessage", ANN.on(tomorrow), "15:00–15:30 — Call Bob")
    )
    talk.says(ANN.person, "/list")
    await talk.answers(ANN.person, "sendMessage", "08:15 — Gym", "15:00–15:30 — Call Bob", "every workday")
    talk.says(ANN.person, "/ics")
    await talk.answers(ANN.person, "sendDocument", ENGLISH.here_it_is)


async def _confirms(talk: Conversation, known: Known, shown: BotAction, *parts: str) -> None:
    """Press the button, and get the calendar file."""
    talk.presses(known.person, shown, known.texts.confirm)
    await talk.answers(known.person, "answerCallbackQuery", known.texts.confirmed)
    await talk.answers(known.person, "sendDocument")
    await talk.answers(known.person, "editMessageText", known.texts.confirmed, *parts)


async def _boris(talk: Conversation, telegram: LocalTelegram) -> None:
    """Two events in Russian, cancelled."""
    today = BORIS.now().date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    on_day = f"{'во' if later.weekday() == 1 else 'в'} {_ON_DAYS[later.weekday()]}"
    talk.meet(BORIS.person, _where(BORIS))
    telegram.flood(1, path_ends="/sendMessage")
    talk.says(BORIS.person, f"Завтра в 9 утра врач, {on_day} в 18:00 бассейн на полтора часа")
    times = BORIS.on(tomorrow), "09:00 — Врач", BORIS.on(later), "18:00–19:30 — Бассейн"
    shown = await talk.answers(BORIS.person, "sendMessage", *times)
    talk.presses(BORIS.person, shown, RUSSIAN.cancel)
    await talk.answers(BORIS.person, "answerCallbackQuery", RUSSIAN.cancelled)
    await talk.answers(BORIS.person, "editMessageText", RUSSIAN.cancelled)
    talk.says(BORIS.person, "/list")
    await talk.answers(BORIS.person, "sendMessage", RUSSIAN.nothing_kept)


def _where(known: Known) -> str:
    now = known.now()
    return f"{known.zone}, where it is {now:%H:%M} on {_DAYS[now.weekday()]} {now.day}.{now.month}."


def _names(action: BotAction) -> Sequence[str]:
    return [button.text for button in action.buttons]
