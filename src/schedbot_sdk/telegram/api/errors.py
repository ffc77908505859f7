"""The meanings of Telegram's statuses, and the errors that are raised for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.response import Response, detail_of, json_of, status_error
from schedbot_sdk.errors import StatusError
from schedbot_sdk.telegram.api.hints import hint_for

__all__ = ["MEANINGS", "SERVICE", "error_in", "error_of", "is_telegrams_own"]

SERVICE: Final = "telegram"
MEANINGS: Final[Mapping[str, str]] = {
    "400": "malformed request or parameters",
    "401": "wrong or invalid bot token",
    "403": "not allowed: the user blocked the bot or did not start it, or the bot was removed from the chat",
    "404": "unknown method, or not a valid bot token",
    "409": "another program polls this bot, or it has a webhook",
    "429": "Telegram limits exceeded",
    "5xx": "Telegram server errors",
}


def error_in(response: Response, method: str) -> StatusError | None:
    """The error in a response: its status, or an error envelope that came with a 200; None for a success."""
    if not 200 <= response.status <= 299:
        return error_of(response, method, response.status)
    envelope = json_of(response.body)
    code = envelope.get("error_code") if isinstance(envelope, Mapping) and envelope.get("ok") is False else None
    return error_of(response, method, code) if isinstance(code, int) and not isinstance(code, bool) else None


def error_of(response: Response, method: str, status: int) -> StatusError:
    """The error of a method for a status, with a hint if the caller can do something about it."""
    meanings = MEANINGS
    if status == 400 and (hint := hint_for(method, detail_of(response))):
        meanings = {**MEANINGS, "400": f"{MEANINGS['400']}; {hint}"}
    return status_error(response, service=SERVICE, operation=f"{SERVICE}.{method}", meanings=meanings, status=status)


def is_telegrams_own(response: Response) -> bool:
    """Whether an error has Telegram's envelope, so that no proxy in between wrote it."""
    envelope = json_of(response.body)
    return isinstance(envelope, Mapping) and envelope.get("ok") is False
