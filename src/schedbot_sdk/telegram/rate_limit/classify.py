"""Which requests count against Telegram's limits on sending, and against those of which chat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["NO_CHAT", "is_group", "lane_of"]

NO_CHAT: Final = ""
"""The lane of what counts for the bot but for no chat that is named: edits of inline messages and of stories, say."""
_COUNTED: Final = re.compile(r"send|forward|copy|edit|stop|delete", re.IGNORECASE)
_SENDS_NOTHING: Final = {
    "deletemycommands",
    "deletestickerfromset",
    "deletestickerset",
    "deletewebhook",
    "edituserstarsubscription",
    "sendchatjoinrequestwebapp",  # the answer to a query
}


def lane_of(method: str, params: Mapping[str, object]) -> str | None:
    """The chat in whose queue a request waits, as text; None for one that Telegram's limits on sending leave alone.

    What sends, changes or deletes a message counts, and `sendChatAction`: whatever is named like that, with a few
    exceptions. Its chat is its `chat_id`, or the `user_id` of who gets a gift. Answers to queries do not count: they
    belong to no chat, and soon expire.

    Args:
        method: The method's name; Telegram does not tell cases apart.
        params: Its parameters.
    """
    if not _COUNTED.match(method) or method.lower() in _SENDS_NOTHING:
        return None
    for chat in (params.get("chat_id"), params.get("user_id")):
        if isinstance(chat, int | str) and str(chat).strip():
            words = str(chat).strip()
            # One chat may be named as a number and as the digits of it.
            return str(int(words)) if re.fullmatch(r"[+-]?\d{1,19}", words, re.ASCII) else words.lower()
    return NO_CHAT


def is_group(lane: str) -> bool:
    """Whether a lane is that of a group or a channel: their ids are negative, and only they are sent to by name."""
    return not lane.isdigit()
