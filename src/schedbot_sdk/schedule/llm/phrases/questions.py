"""Tells questions from requests. Pure."""

from __future__ import annotations

import re
from typing import Final

from schedbot_sdk.schedule.llm.text_match import plain

__all__ = ["is_question"]

_QUESTION: Final = re.compile(
    r"^(?:what|when|where|why|how|who|which|is|are|was|were|do|does|did|am|have|has"
    r"|что|когда|где|куда|почему|зачем|как|кто|сколько|какой|какая|какие|какое|во сколько|работает|открыт\w*)\b"
)


def is_question(text: str) -> bool:
    """Whether the text asks something, and is not a request in the form of a question."""
    return "?" in text and bool(_QUESTION.search(plain(text)))
