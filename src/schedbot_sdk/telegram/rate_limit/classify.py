"""Classifies requests by Telegram's limits on sending: do they count, and for which chat?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["NO_CHAT", "is_group", "queue_name"]

NO_CHAT: Final = ""
"""The queue of requests that count for the bot but name no chat, such as edits of inline messages."""
_COUNTED: Final = re.compile(r"send|forward|copy|edit|stop|delete", re.IGNORECASE)
_SENDS_NOTHING: Final = {
    "deletemycommands",
    "deletestickerfromset",
    "deletestickerset",
    "deletewebhook",
    "edituserstarsubscription",
    "sendchatjoinrequestwebapp",  # the answer to a query
}


def queue_name(method: str, parameters: Mapping[str, object]) -> str | None:
    """Return the chat in whose queue a request waits, as text; None if Telegram's limits do not apply.

    Methods that send, change or delete messages count, and `sendChatAction`; the name decides, with a few exceptions.
    The chat is the `chat_id`, or the `user_id` of a gift's receiver. Answers to queries do not count: they belong to no
    chat, and they expire soon.

    Args:
        method: The method's name; Telegram ignores its case.
        parameters: The method's parameters.
    """
    if not _COUNTED.match(method) or method.lower() in _SENDS_NOTHING:
        return None
    for chat in (parameters.get("chat_id"), parameters.get("user_id")):
        if isinstance(chat, int | str) and str(chat).strip():
            text = str(chat).strip()
            # A number and its digits name the same chat.
            return str(int(text)) if re.fullmatch(r"[+-]?\d{1,19}", text, re.ASCII) else text.lower()
    return NO_CHAT


def is_group(queue: str) -> bool:
    """Whether a queue belongs to a group or channel: they have negative ids, or are addressed by name."""
    return not queue.isdigit()
