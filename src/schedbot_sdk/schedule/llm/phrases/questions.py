"""Tells questions from requests. Pure."""

from __future__ import annotations

import re
from typing import Final

from schedbot_sdk.schedule.llm.text_match import plain

__all__ = ["is_question", "is_statement"]

_QUESTION: Final = re.compile(
    r"^(?:what|when|where|why|how|who|which|is|are|was|were|do|does|did|am|have|has"
    r"|что|когда|где|куда|почему|зачем|как|кто|сколько|какой|какая|какие|какое|есть|во сколько|работает|открыт\w*)\b"
)


_STATEMENT: Final = re.compile(
    r"\b(?:was|were|woke|had|went|got|came|met|saw|thanks for|thank you for|opens|closes|yesterday"
    r"|(?:do not|don'?t|never|no need to) (?:plan|schedule|add|book|put)"
    r"|был[аои]?|проснул\w+|прошл[аои]|прошел|вчера|спасибо за|открывается|закрывается|работает"
    r"|не (?:планируй|ставь|записывай|добавляй|назначай))\b"
)
"""Words of what is over, or of what goes on without the user."""


def is_statement(text: str) -> bool:
    """Whether the text says how something was or is, and plans nothing."""
    return bool(_STATEMENT.search(plain(text)))


def is_question(text: str) -> bool:
    """Whether the text asks something, and is not a request in the form of a question."""
    return "?" in text and bool(_QUESTION.search(plain(text)))
