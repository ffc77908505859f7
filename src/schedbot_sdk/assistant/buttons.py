"""The two buttons under a schedule. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, cast

from schedbot_sdk.assistant.records import Answer, Decision
from schedbot_sdk.assistant.texts import Texts
from schedbot_sdk.telegram import InlineKeyboardButton, InlineKeyboardMarkup

__all__ = ["ButtonPress", "decision_buttons", "decision_text", "read_press"]

_DATA: Final = re.compile(r"(confirm|cancel):([0-9]{1,15}):([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A pressed button. Anyone can send any data, so the answer may not exist."""

    decision: Decision
    """`"confirm"` or `"cancel"`."""
    origin_id: int
    """The message that began the dialogue."""
    version: int
    """The version of the answer with the button."""


def decision_buttons(texts: Texts, origin_id: int, version: int, *, removes: bool) -> InlineKeyboardMarkup:
    """Return the two buttons for a version of an answer.

    Args:
        texts: The texts in the user's language.
        origin_id: The message that began the dialogue.
        version: The version of the answer.
        removes: Whether the first button removes the events.
    """
    labels = (texts.remove, texts.keep) if removes else (texts.confirm, texts.cancel)
    row = zip(("confirm", "cancel"), labels, strict=True)
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=f"{name}:{origin_id}:{version}") for name, text in row]
        ]
    )


def read_press(data: str) -> ButtonPress | None:
    """Read the data of a button; None for the data of another bot."""
    match = _DATA.fullmatch(data)
    return None if match is None else ButtonPress(cast("Decision", match[1]), int(match[2]), int(match[3]))


def decision_text(answer: Answer | None, texts: Texts) -> str:
    """Return what the user sees after a press: the decision, or that the button is outdated."""
    match answer:
        case Answer(decision="confirm"):
            return texts.events_removed if answer.removes else texts.confirmed
        case Answer(decision="cancel"):
            return texts.events_kept if answer.removes else texts.cancelled
        case _:
            return texts.outdated
