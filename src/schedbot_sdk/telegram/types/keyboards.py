"""The buttons under a message."""

from __future__ import annotations

from typing import Annotated

from pydantic import FailFast, Field

from schedbot_sdk._core.model import WireModel

__all__ = ["InlineKeyboardButton", "InlineKeyboardMarkup"]


class InlineKeyboardButton(WireModel):
    """A button under a message (Bot API: InlineKeyboardButton); it does exactly one thing."""

    text: str
    """The text on the button."""
    callback_data: str | None = None
    """Comes back in a callback query, 1 to 64 bytes."""
    url: str | None = None
    """Opened when the button is pressed."""


class InlineKeyboardMarkup(WireModel):
    """Rows of buttons under a message (Bot API: InlineKeyboardMarkup)."""

    inline_keyboard: list[Annotated[list[InlineKeyboardButton], FailFast()]] = Field(fail_fast=True)
    """Rows of buttons."""
