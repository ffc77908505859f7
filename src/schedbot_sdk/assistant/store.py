"""The methods that the assistant needs of a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias, TypeVar

from schedbot_sdk.assistant.records import Answer, Change, PlannedEvent, Turn
from schedbot_sdk.schedule import Schedule
from schedbot_sdk.telegram import Update

__all__ = ["AssistantStore", "DecisionRule", "ReminderPlanner"]

_Database_in = TypeVar("_Database_in", contravariant=True)
_Database_out = TypeVar("_Database_out", covariant=True)

DecisionRule: TypeAlias = Callable[[Answer, Mapping[str, PlannedEvent]], Change | None]
"""Decides about an answer, from the events by uid; None if nothing changes."""


class ReminderPlanner(Protocol[_Database_in]):
    """Plans reminders in a transaction of the store.

    `AsyncReminders` and `Reminders` are planners of `sqlite3.Connection`. A store of another database needs a planner
    of its own connections, and that planner has to send the reminders too.
    """

    def plan_in(self, database: _Database_in, schedule: Schedule) -> None:
        """Plan the reminders of all events of a message, in place of those that were planned for it."""
        ...

    def cancel_in(self, database: _Database_in, uid: str) -> None:
        """Cancel the reminders of an event."""
        ...


class AssistantStore(Protocol[_Database_out]):
    """Keeps messages, answers and planned events, for example in the `sqlite3.Connection` of its type.

    The assistant calls it in threads, one call at a time for each chat.

    A crash must not lose the changes of a call that has returned.
    """

    def turn(self, chat_id: int, message_id: int) -> Turn | None:
        """Return a user's message as it was when it was answered; None if it was not answered."""
        ...

    def answer_to(self, chat_id: int, origin_id: int) -> Answer | None:
        """Return the answer to the dialogue that a message began."""
        ...

    def open_question(self, chat_id: int) -> tuple[int, tuple[str, ...]] | None:
        """If the answer that was saved last in a chat is a question, return the origin and texts of its dialogue.

        An answer that `is_aside` does not count.
        """
        ...

    def save(self, chat_id: int, message_id: int, turn: Turn, answer: Answer) -> None:
        """Save a user's message and the answer to its dialogue, in one transaction."""
        ...

    def decide(
        self,
        update: Update,
        chat_id: int,
        origin_id: int,
        rule: DecisionRule,
        *,
        reminders: ReminderPlanner[_Database_out] | None = None,
    ) -> Answer | None:
        """In one transaction, give the answer to a rule and save the change that it returns; once for each update.

        Args:
            update: The press of the button, which may be delivered again.
            chat_id: The chat.
            origin_id: The message that began the dialogue.
            rule: Gets the answer, and by uid the events of this dialogue and of the answer's schedule, also those that
                were removed.
            reminders: Plans and cancels the reminders of the changed events, in the same transaction: first `cancel_in`
                for each event that is not planned any more, then `plan_in` for each message with changed events. Its
                schedule has all planned events of that message, and the highest sequence of all its events.

        Returns:
            The answer after the change; None if the dialogue has no answer.
        """
        ...

    def mark_file_sent(self, chat_id: int, origin_id: int) -> None:
        """Save that the calendar file of a confirmed answer was sent."""
        ...

    def mark_removal_sent(self, chat_id: int, origin_id: int) -> None:
        """Save that the file was sent that removes events from calendars."""
        ...

    def planned(self, chat_id: int) -> list[PlannedEvent]:
        """Return the planned events of a chat, the oldest message first."""
        ...
