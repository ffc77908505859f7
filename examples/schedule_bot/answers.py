"""Which answer of the bot belongs to which message of a user.

It is kept in memory, which is enough for an example: after a restart an edited message gets a new answer, and old
buttons say that they are outdated. A bot for real users keeps this in its database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["Answer", "Answers"]

_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A message of the bot as it looks now."""

    message_id: int
    text: str
    version: int
    """Goes up with every change; a button carries the version that it was shown with."""
    decided: str = ""
    """What came of it, as the user was told; empty until Confirm or Cancel is pressed."""


class Answers:
    """The newest answers, by chat and the user's message."""

    def __init__(self) -> None:
        self._answers: dict[tuple[int, int], Answer] = {}

    def to(self, chat_id: int, message_id: int) -> Answer | None:
        """The answer to a user's message."""
        return self._answers.get((chat_id, message_id))

    def keep(self, chat_id: int, message_id: int, answer: Answer) -> None:
        """Remember the answer to a user's message, and forget the oldest one when there are too many."""
        self._answers.pop((chat_id, message_id), None)
        self._answers[chat_id, message_id] = answer
        if len(self._answers) > _KEPT:
            self._answers.pop(next(iter(self._answers)))
