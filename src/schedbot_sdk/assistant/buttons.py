"""The buttons Confirm and Cancel under a schedule. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.assistant.texts import Texts
from schedbot_sdk.telegram import InlineKeyboardButton, InlineKeyboardMarkup

__all__ = ["ButtonPress", "decision_buttons", "read_press"]

_DATA: Final = re.compile(r"(confirm|cancel):([0-9]{1,15}):([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A pressed button. Anyone can send any data, so the answer may not exist."""

    decision: str
    """`"confirm"` or `"cancel"`."""
    origin_id: int
    """The message that began the dialogue."""
    version: int
    """The version of the answer with the button."""


def decision_buttons(texts: Texts, origin_id: int, version: int) -> InlineKeyboardMarkup:
    """Return the two buttons for a version of an answer."""
    row = [("confirm", texts.confirm), ("cancel", texts.cancel)]
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=f"{name}:{origin_id}:{version}") for name, text in row]
        ]
    )


def read_press(data: str) -> ButtonPress | None:
    """Read the data of a button; None if the bot has no such button."""
    match = _DATA.fullmatch(data)
    return None if match is None else ButtonPress(match[1], int(match[2]), int(match[3]))
