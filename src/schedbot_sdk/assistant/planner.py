"""Makes a reply to a user's message: a schedule, a question, or a sentence that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from typing import Final

from schedbot_sdk.assistant.sqlite_store import Turn
from schedbot_sdk.assistant.failure_log import log_failure
from schedbot_sdk.assistant.texts import Texts
from schedbot_sdk import (
    AsyncChatClient,
    AsyncUsersClient,
    NotFoundError,
    SchedbotError,
    ScheduleError,
    UnknownTimeZoneError,
)
from schedbot_sdk.chat import ASSISTANT, USER, ChatMessage
from schedbot_sdk.schedule import (
    Created,
    Event,
    NeedsClarification,
    NotASchedule,
    Schedule,
    Source,
    create_schedule_async,
    schedule_text,
)
from schedbot_sdk.telegram import Message, MessageEntity

__all__ = ["Planner", "Reply", "schedule_reply"]

_CHAT_SECONDS: Final = 90.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of the bot."""

    text: str
    """The text, or the caption of the file."""
    entities: tuple[MessageEntity, ...] = ()
    """The formatting of the text."""
    schedule: Schedule | None = None
    """The schedule that the text shows; None if it shows none."""
    question: str | None = None
    """The question, if the text is one."""
    file: bytes | None = None
    """A calendar file; None for a text."""


class Planner:
    """Asks the users service about the author of a message, and the LLM for the schedule.

    Args:
        users: The client of the users service.
        chat: The client of the LLM.
        bot: The bot's name; the events' uids depend on it.
        tokens: The most tokens of an answer of the LLM; 4,000 are enough for thirty events.
    """

    def __init__(self, users: AsyncUsersClient, chat: AsyncChatClient, *, bot: str, tokens: int) -> None:
        self._users = users
        self._chat = chat
        self._bot = bot
        self._tokens = tokens

    async def reply(self, message: Message, turn: Turn, texts: Texts) -> Reply:
        """Make a schedule of a message; if a service fails, reply with a sentence.

        Args:
            message: The message, from a private chat.
            turn: Its text and its dialogue.
            texts: The texts in the author's language.
        """
        try:
            user = await self._users.get_user(message.chat.id)  # a private chat has the id of its user
        except NotFoundError:
            return Reply(texts.unknown_user)
        except SchedbotError as error:
            log_failure(error)
            return Reply(texts.users_down)
        turns = [
            ChatMessage(role=role, content=text)
            for role, text in zip(cycle((USER, ASSISTANT)), turn.history, strict=False)
        ]
        try:
            outcome = await create_schedule_async(
                self._chat,
                user,
                turn.text,
                # "Tomorrow" counts from when the message was written, even if the bot reads it later.
                now=message.edited_at or message.sent_at,
                source=Source(bot=self._bot, chat_id=message.chat.id, message_id=turn.origin_id),
                history=turns,
                language=texts.code,
                max_tokens=self._tokens,
                deadline=_CHAT_SECONDS,
            )
        except UnknownTimeZoneError as error:
            log_failure(error)
            return Reply(texts.unknown_zone)
        except ScheduleError as error:
            log_failure(error)
            return Reply(texts.nonsense)
        except SchedbotError as error:
            log_failure(error)
            return Reply(texts.llm_down)
        match outcome:
            case Created(schedule=schedule) if any(map(_is_over, schedule.events)):
                return Reply(texts.past)  # it was in the future when the user wrote it
            case Created(schedule=schedule):
                return schedule_reply(schedule, texts)
            case NeedsClarification(question=question):
                return Reply(question, question=question)
            case NotASchedule():
                return Reply(texts.not_a_schedule)


def schedule_reply(schedule: Schedule, texts: Texts) -> Reply:
    """Return the reply that shows a schedule."""
    piece = schedule_text(schedule, language=texts.code, now=datetime.now(UTC))
    return Reply(piece.text, piece.entities, schedule)


def _is_over(event: Event) -> bool:
    return event.recurrence is None and (event.end or event.start.moment) < datetime.now(UTC)
