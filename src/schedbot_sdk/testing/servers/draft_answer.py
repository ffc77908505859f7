"""Answers a dialogue with the draft of a schedule: what `LocalChat` does unless a test sets another answer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from schedbot_sdk.chat import SYSTEM, USER, ChatMessage
from schedbot_sdk.testing.servers.changes import draft_change, planned_rows
from schedbot_sdk.testing.servers.reader import draft_text
from schedbot_sdk.timezones import time_zone

__all__ = ["draft_schedule"]

_NOW: Final = re.compile(
    r"(?:Now|Сейчас): (20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})\b"
    r".*?(?:time zone|часовой пояс) ([A-Za-z0-9_/+-]+)"
)


def draft_schedule(messages: Sequence[ChatMessage], clock: datetime) -> str:
    """Return the draft for the last user message, as JSON text.

    Args:
        messages: The messages of the request. User messages that are JSON strings hold what the user wrote. A line
            `Now: 2026-11-23T09:30 (Monday), time zone Europe/Berlin` in a system message is the user's time.
        clock: The server's aware time, for a dialogue without such a line.
    """
    now = clock
    for message in messages:
        match = _NOW.search(message.content) if message.role == SYSTEM else None
        if match is not None:
            with suppress(ValueError):  # an LLM would overlook an unknown zone or time, too
                now = datetime.fromisoformat(match[1]).replace(tzinfo=time_zone(match[2]))
    planned = [row for message in messages if message.role == SYSTEM for row in planned_rows(message.content)]
    texts = _user_texts([message.content for message in messages if message.role == USER]) or [""]
    change = draft_change(texts[-1], now, planned)
    if change is None and len(texts) > 1 and draft_change(texts[-2], now, planned) is not None:
        # It may reply to a question about a change.
        change = draft_change(f"{texts[-2]} {texts[-1]}", now, planned, quote=texts[-1])
    if change is not None:
        return json.dumps(change, ensure_ascii=False)
    drafts = [draft_text(texts[-1], now)]
    if len(texts) > 1 and drafts[0]["outcome"] != "created":
        # It may reply to a question, and say only what was missing.
        drafts += [draft_text(texts[-1], now, about=texts[-2]), draft_text(texts[-2], now, about=texts[-1])]
    draft = next((draft for draft in drafts if draft["outcome"] == "created"), drafts[0])
    return json.dumps(draft, ensure_ascii=False)


def _user_texts(contents: Sequence[str]) -> list[str]:
    """The user's texts: where some messages are JSON strings, only those."""
    texts: list[str] = []
    for content in contents:
        with suppress(ValueError, RecursionError):
            value: object = json.loads(content)
            if isinstance(value, str):
                texts.append(value)
    return texts or list(contents)
