"""Writes a reminder as a text for a chat."""

from __future__ import annotations

import datetime as dt

from schedbot_sdk.reminders.due import DueReminder
from schedbot_sdk.telegram import TextPiece

__all__ = ["reminder_text"]


def reminder_text(due: DueReminder, *, now: dt.datetime, language: str = "en") -> TextPiece:
    """Return a reminder as a text: the title, when it starts on the user's clock, in how long, and the place.

    The text has no markup: the formatting is in the entities, so titles need no escaping. Send both
    (`send_text(due.chat_id, piece.text, entities=piece.entities)`).

    Args:
        due: The reminder.
        now: The current moment, aware.
        language: An IETF tag such as Telegram's `language_code`: Russian for `ru`, English for all others.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    raise NotImplementedError
