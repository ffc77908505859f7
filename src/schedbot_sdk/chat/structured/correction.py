"""What an LLM is told of its answer that cannot be used, or may be wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.chat.models import ASSISTANT, USER, ChatCompletion, ChatMessage
from schedbot_sdk.chat.response.finish_reasons import is_cut
from schedbot_sdk.chat.structured.extract_json import answer_without_thoughts

__all__ = ["DOUBTED", "UNUSABLE", "complaint", "said_in"]

UNUSABLE: Final = (
    "This cannot be used:\n{listed}\nAnswer again with the whole JSON object, corrected, and nothing else."
)
DOUBTED: Final = (
    "This may be wrong:\n{listed}\n"
    "Answer again with the whole JSON object and nothing else: corrected, or the same one if it is right."
)


def complaint(answer: str, told: Iterable[str], words: str) -> list[ChatMessage]:
    """The turns of the dialogue that say what is wrong.

    Args:
        answer: What the LLM answered; empty where it is not worth repeating.
        told: What is wrong, a sentence each.
        words: `UNUSABLE` or `DOUBTED`.
    """
    said = words.format(listed="\n".join(f"- {one}" for one in told))
    turn = ChatMessage(role=USER, content=whole_characters(said))
    return [ChatMessage(role=ASSISTANT, content=answer), turn] if answer else [turn]


def said_in(completion: ChatCompletion) -> str:
    """What the LLM answered; a text that was cut is worth nothing to it."""
    return "" if is_cut(completion.finish_reason) else answer_without_thoughts(completion.text)
