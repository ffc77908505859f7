"""Which requests count against Telegram's limits on sending, and against those of which chat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["NO_CHAT", "is_group", "lane_of"]

NO_CHAT: Final = ""
"""The lane of what counts for the bot but for no chat: edits of messages that were sent inline."""
_COUNTED: Final = re.compile(r"send|forward|copy|edit|stop|delete", re.IGNORECASE)


def lane_of(method: str, params: Mapping[str, object]) -> str | None:
    """The chat in whose queue a request waits, as text; None for one that Telegram's limits on sending leave alone.

    What sends, changes or deletes a message counts, and `sendChatAction`: whatever is named like that and has a
    `chat_id`, or an `inline_message_id`. Answers to queries do not count: they belong to no chat, and soon expire.

    Args:
        method: The method's name; Telegram does not tell cases apart.
        params: Its parameters.
    """
    if not _COUNTED.match(method):
        return None
    chat = params.get("chat_id")
    if isinstance(chat, int | str) and str(chat).strip():
        words = str(chat).strip()
        # One chat may be named as a number and as the digits of it.
        return str(int(words)) if re.fullmatch(r"[+-]?\d{1,19}", words, re.ASCII) else words.lower()
    return None if params.get("inline_message_id") is None else NO_CHAT


def is_group(lane: str) -> bool:
    """Whether a lane is that of a group or a channel: their ids are negative, and only they are sent to by name."""
    return not lane.isdigit()
