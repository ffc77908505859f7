"""What the users of the demo write and press, and which answers they must get."""

from __future__ import annotations

from datetime import timedelta

from examples.demo.conversation import ANN, BORIS, EVE, Conversation, DemoUser
from schedbot_sdk.testing import BotAction, LocalTelegram, LocalUsers

__all__ = ["play"]


async def play(talk: Conversation, telegram: LocalTelegram, users: LocalUsers) -> None:
    """Play the whole conversation. Two services fail meanwhile, and the users do not notice.

    Raises:
        UnexpectedAnswer: An answer of the bot was wrong or missing.
    """
    talk.meet(ANN, ANN.words.where(ANN.zone, ANN.now()))
    await _ann_plans(talk, users)
    await _ann_changes(talk)
    await _ann_is_reminded(talk)
    talk.meet(BORIS, BORIS.words.where(BORIS.zone, BORIS.now()))
    await _boris(talk, telegram)
    talk.meet(EVE, "who is not signed up")
    talk.says(EVE, "Lunch tomorrow at noon")
    await talk.answers(EVE, "sendMessage", EVE.texts.unknown_user)


async def _ann_plans(talk: Conversation, users: LocalUsers) -> None:
    """Two events that are edited and confirmed, one that needs a question, and one on another clock."""
    today = ANN.now().date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    dinner = f"dinner with Kate {ANN.words.on_days[later.weekday()]} at 19:30"
    there = ANN.words.heading(tomorrow), "07:00 — Gym", ANN.words.heading(later), "19:30 — Dinner"
    users.fail_next(503)
    message = talk.says(ANN, f"Gym tomorrow at 7:00, {dinner}")
    await talk.answers(ANN, "sendMessage", *there)
    talk.edits(ANN, message, f"Gym tomorrow at 8:15, {dinner}")
    shown = await talk.answers(ANN, "editMessageText", ANN.words.heading(tomorrow), "08:15 — Gym", "19:30 — Dinner")
    await _confirms(talk, ANN, shown, "08:15 — Gym")
    talk.says(ANN, "Call Bob")
    await talk.answers(ANN, "sendMessage", "When is it?")
    talk.says(ANN, "tomorrow at 15:00 for half an hour")
    shown = await talk.answers(ANN, "sendMessage", ANN.words.heading(tomorrow), "15:00–15:30 — Call Bob")
    await _confirms(talk, ANN, shown)
    talk.says(ANN, f"Webinar {ANN.words.on_days[later.weekday()]} at 12:00 Lisbon time")
    shown = await talk.answers(ANN, "sendMessage", ANN.words.heading(later), "13:00 (12:00 Europe/Lisbon) — Webinar")
    await _confirms(talk, ANN, shown)


async def _ann_changes(talk: Conversation) -> None:
    """A repeating event without one day, one that is moved, and the list of all."""
    later, then = (ANN.now().date() + timedelta(days=days) for days in (3, 4))
    talk.says(ANN, f"Standup every day at 9:30 except {later:%B} {later.day}")
    rule = f"every day, except {later.day} {later:%B}"
    await _confirms(talk, ANN, await talk.answers(ANN, "sendMessage", "09:30 — Standup", rule))
    talk.says(ANN, f"Move the dinner to {ANN.words.days[then.weekday()]} at 20:00")
    change = ANN.texts.before, "19:30 — Dinner", ANN.texts.after, ANN.words.heading(then), "20:00 — Dinner"
    await _confirms(talk, ANN, await talk.answers(ANN, "sendMessage", *change))
    talk.says(ANN, "/list")
    await talk.answers(ANN, "sendMessage", "08:15 — Gym", "15:00–15:30 — Call Bob", "20:00 — Dinner", rule)
    talk.says(ANN, "/ics")
    await talk.answers(ANN, "sendDocument", ANN.texts.here_it_is)


async def _ann_is_reminded(talk: Conversation) -> None:
    """An event with a reminder that is due in seconds."""
    talk.says(ANN, "Tea in 30 minutes, remind me 15 minutes before")
    await _confirms(talk, ANN, await talk.answers(ANN, "sendMessage", "— Tea", "reminder 15 min before"))
    await talk.answers(ANN, "sendMessage", "Tea", "15 min")


async def _boris(talk: Conversation, telegram: LocalTelegram) -> None:
    """Two events in Russian that are not confirmed, and one on another clock that is cancelled by words."""
    today, words = BORIS.now().date(), BORIS.words
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    telegram.flood(1, path_ends="/sendMessage")
    talk.says(BORIS, f"Завтра в 9 утра врач, {words.on_days[later.weekday()]} в 18:00 бассейн на полтора часа")
    times = words.heading(tomorrow), "09:00 — Врач", words.heading(later), "18:00–19:30 — Бассейн"
    shown = await talk.answers(BORIS, "sendMessage", *times)
    await _declines(talk, BORIS, shown)
    talk.says(BORIS, "Созвон завтра в 14:00 по Владивостоку")
    shown = await talk.answers(BORIS, "sendMessage", words.heading(tomorrow), "09:00 (14:00 Asia/Vladivostok) — Созвон")
    await _confirms(talk, BORIS, shown)
    talk.says(BORIS, "Отмени созвон")
    shown = await talk.answers(BORIS, "sendMessage", BORIS.texts.ask_removal, "09:00 (14:00 Asia/Vladivostok) — Созвон")
    talk.presses(BORIS, shown, BORIS.texts.remove)
    await talk.answers(BORIS, "answerCallbackQuery", BORIS.texts.events_removed)
    await talk.answers(BORIS, "sendDocument", BORIS.texts.removed)
    await talk.answers(BORIS, "editMessageText", BORIS.texts.events_removed)
    talk.says(BORIS, "/list")
    await talk.answers(BORIS, "sendMessage", BORIS.texts.nothing_kept)


async def _confirms(talk: Conversation, user: DemoUser, shown: BotAction, *parts: str) -> None:
    """Press Confirm, and get the calendar file."""
    talk.presses(user, shown, user.texts.confirm)
    await talk.answers(user, "answerCallbackQuery", user.texts.confirmed)
    await talk.answers(user, "sendDocument")
    await talk.answers(user, "editMessageText", user.texts.confirmed, *parts)


async def _declines(talk: Conversation, user: DemoUser, shown: BotAction) -> None:
    talk.presses(user, shown, user.texts.cancel)
    await talk.answers(user, "answerCallbackQuery", user.texts.cancelled)
    await talk.answers(user, "editMessageText", user.texts.cancelled)
