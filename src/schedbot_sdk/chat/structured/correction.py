"""The messages that tell an LLM about the problems and the doubts of its answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.chat.models import ASSISTANT, USER, ChatCompletion, ChatMessage
from schedbot_sdk.chat.response.finish_reasons import is_truncated
from schedbot_sdk.chat.structured.extract_json import answer_without_thoughts

__all__ = ["DOUBTS", "PROBLEMS", "correction_messages", "repeatable_text"]

PROBLEMS: Final = (
    "This cannot be used:\n{listed}\nAnswer again with the whole JSON object, corrected, and nothing else."
)
DOUBTS: Final = (
    "This may be wrong:\n{listed}\n"
    "Answer again with the whole JSON object and nothing else: corrected, or the same one if it is right."
)


def correction_messages(answer: str, sentences: Iterable[str], template: str) -> list[ChatMessage]:
    """Return the messages that ask the LLM to correct its answer.

    Args:
        answer: The LLM's answer; empty if it should not be repeated.
        sentences: The problems or the doubts, one sentence each.
        template: `PROBLEMS` or `DOUBTS`.
    """
    text = template.format(listed="\n".join(f"- {sentence}" for sentence in sentences))
    message = ChatMessage(role=USER, content=whole_characters(text))
    return [ChatMessage(role=ASSISTANT, content=answer), message] if answer else [message]


def repeatable_text(completion: ChatCompletion) -> str:
    """Return the LLM's answer as a correction repeats it; empty if it was truncated."""
    return "" if is_truncated(completion.finish_reason) else answer_without_thoughts(completion.text)
