"""Makes a reply to a user's message: a schedule, a question, or a sentence that says why it has no schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle
from typing import Final

from schedbot_sdk.assistant.edit import edited_schedule, shows_before
from schedbot_sdk.assistant.failure_log import log_failure
from schedbot_sdk.assistant.planned import nearest
from schedbot_sdk.assistant.records import PlannedEvent, Turn
from schedbot_sdk.assistant.replies import Reply, schedule_reply
from schedbot_sdk.assistant.texts import Texts
from schedbot_sdk.chat import ASSISTANT, USER, AsyncChatClient, ChatMessage
from schedbot_sdk.errors import NotFoundError, SchedbotError, ScheduleError, UnknownTimeZoneError
from schedbot_sdk.schedule import (
    Cancelled,
    Created,
    Event,
    NeedsClarification,
    NotASchedule,
    Outcome,
    Schedule,
    Source,
    create_schedule_async,
)
from schedbot_sdk.telegram import Message
from schedbot_sdk.users import AsyncUsersClient

__all__ = ["Planner"]

_CHAT_SECONDS: Final = 90.0


class Planner:
    """Asks the users service about the author of a message, and the LLM for the schedule.

    Args:
        users: The client of the users service.
        chat: The client of the LLM.
        bot: The bot's name; the events' uids depend on it.
        tokens: The most tokens of an answer of the LLM.
    """

    def __init__(self, users: AsyncUsersClient, chat: AsyncChatClient, *, bot: str, tokens: int) -> None:
        self._users = users
        self._chat = chat
        self._bot = bot
        self._tokens = tokens

    async def reply(
        self, message: Message, turn: Turn, texts: Texts, *, planned: Sequence[PlannedEvent], now: datetime
    ) -> Reply:
        """Make a schedule of a message; if a service fails, reply with a sentence.

        Args:
            message: The message, from a private chat.
            turn: Its text and its dialogue.
            texts: The texts in the author's language.
            planned: The planned events of the chat. The message may move or cancel those of other messages.
            now: The current moment, aware.
        """
        own = [event for event in planned if event.origin_id == turn.origin_id]
        others = nearest([event.schedule for event in planned if event.origin_id != turn.origin_id], now)
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
                planned=others,
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
        return _outcome_reply(outcome, own, others, texts, now)


def _outcome_reply(
    outcome: Outcome, own: Sequence[PlannedEvent], others: Sequence[Schedule], texts: Texts, now: datetime
) -> Reply:
    match outcome:
        case Created(schedule=schedule) if any(_is_over(event, now) for event in schedule.events):
            return Reply(texts.past)  # it was in the future when the user wrote it
        case Created(schedule=schedule) | Cancelled(schedule=schedule):
            uids = {event.uid for event in schedule.events}
            replaced = [each for each in others if each.events[0].uid in uids]
            if shows_before(schedule, own, changes_others=bool(replaced)):
                replaced = [*(event.schedule for event in own), *replaced]
            removes = isinstance(outcome, Cancelled)
            schedule, written = edited_schedule(schedule, own)
            reply = schedule_reply(schedule, texts, now=now, replaced=replaced, removes=removes)
            reply = replace(reply, written=written)
            return replace(reply, text=f"{reply.text}\n\n{texts.check_plan}") if outcome.doubts else reply
        case NeedsClarification(question=question):
            return Reply(question, question=question)
        case NotASchedule():
            return Reply(texts.not_a_schedule)


def _is_over(event: Event, now: datetime) -> bool:
    return event.recurrence is None and (event.end or event.start.moment) < now
