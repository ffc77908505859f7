"""Confirm and Cancel: what stands under a schedule, and what comes of a press. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from examples.schedule_bot.texts import Texts
from schedbot_sdk.telegram import InlineKeyboardButton, InlineKeyboardMarkup

__all__ = ["Pressed", "buttons", "pressed"]

_DATA: Final = re.compile(r"(confirm|cancel):([0-9]{1,15}):([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which button it was: anybody can send any data, so it says nothing about what is there."""

    decision: str
    """`"confirm"` or `"cancel"`."""
    place: int
    """The user's message that the answer is about."""
    version: int
    """The version of the answer that the button stood under."""


def buttons(texts: Texts, place: int, version: int) -> InlineKeyboardMarkup:
    """The two buttons under a version of the answer to a user's message."""
    row = [("confirm", texts.confirm), ("cancel", texts.cancel)]
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=f"{name}:{place}:{version}") for name, text in row]
        ]
    )


def pressed(data: str) -> Pressed | None:
    """What a button says; None when it is not ours."""
    match = _DATA.fullmatch(data)
    return None if match is None else Pressed(match[1], int(match[2]), int(match[3]))
