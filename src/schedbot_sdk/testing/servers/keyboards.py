"""Inline keyboards, checked as the Bot API server checks them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from schedbot_sdk.testing.servers.envelope import ApiError

__all__ = ["Button", "buttons_of", "check_markup"]

_DATA_BYTES: Final = 64
_PARSE: Final = "Bad Request: can't parse inline keyboard button: "
_KINDS: Final = frozenset(
    {
        "callback_data", "callback_game", "copy_text", "login_url", "pay", "switch_inline_query",
        "switch_inline_query_chosen_chat", "switch_inline_query_current_chat", "url", "web_app",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button that the bot sent."""

    text: str
    """The button's text."""
    data: str
    """The callback data; empty for other kinds of button."""


def check_markup(markup: JsonValue) -> None:
    """Check a keyboard.

    Raises:
        ApiError: The keyboard is malformed; the description is Telegram's.
    """
    if not isinstance(markup, dict):
        raise ApiError(400, "Bad Request: object expected as reply markup")
    if "inline_keyboard" not in markup:
        return
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise ApiError(400, 'Bad Request: field "inline_keyboard" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise ApiError(400, 'Bad Request: field "inline_keyboard" must be an Array of Arrays')
        for button in row:
            _check_button(button)


def _check_button(button: JsonValue) -> None:
    if not isinstance(button, dict):
        raise ApiError(400, f"{_PARSE}InlineKeyboardButton must be an Object")
    text = button.get("text")
    if text is None:
        raise ApiError(400, f'{_PARSE}Can\'t find field "text"')
    data = button.get("callback_data", "")
    for name, value in (("text", text), ("callback_data", data)):
        if not isinstance(value, str):
            raise ApiError(400, f'{_PARSE}Field "{name}" must be of type String')
    if not _KINDS & button.keys():
        raise ApiError(400, f"{_PARSE}Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(data).encode()) <= _DATA_BYTES:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")


def buttons_of(markup: JsonValue) -> tuple[Button, ...]:
    """The buttons of a checked keyboard, row by row; empty for other kinds of keyboard."""
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list):
        return ()
    buttons = [button for row in rows if isinstance(row, list) for button in row if isinstance(button, dict)]
    return tuple(Button(str(button["text"]), str(button.get("callback_data", ""))) for button in buttons)
