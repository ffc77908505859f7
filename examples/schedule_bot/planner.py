"""What becomes of a user's words: a schedule, a question, or a sentence that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from typing import Final

from examples.schedule_bot.answers import Turn
from examples.schedule_bot.operator_log import log_failure
from examples.schedule_bot.texts import Texts
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

__all__ = ["Planner", "Reply", "shown"]

_CHAT_SECONDS: Final = 90.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    schedule: Schedule | None = None
    question: str | None = None
    file: bytes | None = None
    """A calendar, under which the text stands."""


class Planner:
    """Asks the users service who it is, and the LLM for the schedule.

    Args:
        users: Who they are.
        chat: What makes their schedules.
        bot: The bot's name, of which the events' uids are made.
        tokens: The most tokens of an answer of the LLM; 2,000 are enough for twenty events.
    """

    def __init__(self, users: AsyncUsersClient, chat: AsyncChatClient, *, bot: str, tokens: int) -> None:
        self._users = users
        self._chat = chat
        self._bot = bot
        self._tokens = tokens

    async def reply(self, message: Message, turn: Turn, texts: Texts) -> Reply:
        """Make a schedule of a message; every failure of a service becomes a sentence for its writer.

        Args:
            message: The message, of a private chat.
            turn: What it says, and what it is about.
            texts: The writer's language.
        """
        try:
            user = await self._users.get_user(message.chat.id)  # a private chat has its person's id
        except NotFoundError:
            return Reply(texts.unknown_user)
        except SchedbotError as error:
            log_failure(error)
            return Reply(texts.users_down)
        turns = [
            ChatMessage(role=role, content=words)
            for role, words in zip(cycle((USER, ASSISTANT)), turn.history, strict=False)
        ]
        try:
            outcome = await create_schedule_async(
                self._chat,
                user,
                turn.said,
                # "Tomorrow" counts from when it was written, even if the bot was away and reads it later.
                now=message.edited_at or message.sent_at,
                source=Source(bot=self._bot, chat_id=message.chat.id, message_id=turn.place),
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
                return Reply(texts.past)  # it was still to come when they wrote it
            case Created(schedule=schedule):
                return shown(schedule, texts)
            case NeedsClarification(question=question):
                return Reply(question, question=question)
            case NotASchedule():
                return Reply(texts.not_a_schedule)


def shown(schedule: Schedule, texts: Texts) -> Reply:
    """A schedule as it is shown."""
    piece = schedule_text(schedule, language=texts.code, now=datetime.now(UTC))
    return Reply(piece.text, piece.entities, schedule)


def _is_over(event: Event) -> bool:
    return event.recurrence is None and (event.end or event.start.moment) < datetime.now(UTC)
