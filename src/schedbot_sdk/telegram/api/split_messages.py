"""A text of any length as several messages."""

from __future__ import annotations

from typing import Final

from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk.errors import ConfigurationError, SchedbotError
from schedbot_sdk.telegram.api.methods.messages import SendMessage
from schedbot_sdk.telegram.text.split import split_text

__all__ = ["shared_limits", "split_message", "stopped"]

_PACE_IN_GROUPS: Final = 3.0
"""Seconds that each further message may have to wait: a group takes 20 a minute."""


def split_message(method: SendMessage) -> list[SendMessage]:
    """The messages that carry a text of any length: the first one is the reply, the last one has the buttons.

    Raises:
        ConfigurationError: The text is blank.
    """
    pieces = split_text(method.text, method.entities or ())
    if not pieces:
        raise ConfigurationError("text: pass a text that is not blank; Telegram does not accept blank messages")
    last = len(pieces) - 1
    return [
        method.model_copy(
            update={
                "text": piece.text,
                "entities": list(piece.entities) or None,
                "reply_parameters": method.reply_parameters if number == 0 else None,
                "reply_markup": method.reply_markup if number == last else None,
            }
        )
        for number, piece in enumerate(pieces)
    ]


def shared_limits(messages: int) -> Defaults:
    """The limits of this many messages with one deadline together."""
    return Defaults(extends_deadline=_PACE_IN_GROUPS * (messages - 1))


def stopped(error: SchedbotError, sent: int, messages: int) -> SchedbotError:
    """The error that stopped the sending, with the number of messages that were sent before."""
    error.pieces_sent = sent
    if messages > 1:
        error.add_note(f"{sent} of {messages} pieces were sent before the error; the rest is split_text(...)[{sent}:]")
    return error
