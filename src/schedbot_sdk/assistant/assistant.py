"""The conversation of a scheduling bot: messages, edited messages and pressed buttons.

The process may be killed at any moment. Telegram then delivers an unfinished update again, and the assistant continues
from its saved answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.assistant.buttons import ButtonPress, decision_buttons, decision_text, read_press
from schedbot_sdk.assistant.chat_locks import ChatLocks
from schedbot_sdk.assistant.commands import Command, command_in
from schedbot_sdk.assistant.decide import decide
from schedbot_sdk.assistant.display import Display, PendingReply
from schedbot_sdk.assistant.languages import LANGUAGES
from schedbot_sdk.assistant.planned import coming
from schedbot_sdk.assistant.planner import Planner
from schedbot_sdk.assistant.records import Answer, Change, PlannedEvent, Turn
from schedbot_sdk.assistant.replies import CALENDAR, Reply, answer_reply, calendar_reply, list_reply, week_reply
from schedbot_sdk.assistant.store import AssistantStore, ReminderPlanner
from schedbot_sdk.assistant.texts import Texts, TextsFor, text_chooser
from schedbot_sdk.chat import AsyncChatClient
from schedbot_sdk.errors import BadRequestError
from schedbot_sdk.schedule import to_ics
from schedbot_sdk.schedule.ical.to_ics import ics_writer
from schedbot_sdk.telegram import AsyncTelegramClient, CallbackQuery, Message, Update, User
from schedbot_sdk.users import AsyncUsersClient

__all__ = ["ScheduleAssistant"]

_CANCELLED: Final = "cancelled.ics"
_MAX_PENDING: Final = 100
_Database = TypeVar("_Database")


class ScheduleAssistant:
    """Plans what users write in private chats, and answers each message, edit and button; other updates are ignored.

    It asks back, shows a schedule with Confirm and Cancel, moves and cancels planned events by words, and answers
    `/list`, `/week` and `/ics`. If a service fails, the answer is a sentence. A bot handles its own commands before
    `handle`.

    Args:
        telegram: The client of the Bot API.
        users: The client of the users service. A private chat has the id of its user.
        chat: The client of the LLM.
        store: Keeps answers and planned events, such as a `SqliteAssistantStore`.
        name: The bot's name. The events' uids depend on it, so do not change it.
        texts: The texts by language, the first ones for all other languages; or a function of the language code.
        reminders: Plans the reminders of confirmed events in the store's transaction, such as an `AsyncReminders` with
            `reminder_sender`. The program calls its `run` beside the poll.
        plan_tokens: The most tokens of an answer of the LLM. 16,000 are enough for 100 usual events, the most that a
            message can have, and 4,000 for 20. Some LLMs refuse so many: pass the highest number that yours takes.

    Raises:
        ConfigurationError: The extra `ics` is not installed.
    """

    update_kinds: Final[tuple[str, ...]] = ("message", "edited_message", "callback_query")
    """The kinds of updates that it handles, for `allowed_updates`."""

    def __init__(
        self,
        telegram: AsyncTelegramClient,
        users: AsyncUsersClient,
        chat: AsyncChatClient,
        store: AssistantStore[_Database],
        *,
        name: str,
        texts: Mapping[str, Texts] | TextsFor = LANGUAGES,
        reminders: ReminderPlanner[_Database] | None = None,
        plan_tokens: int = 16_000,
    ) -> None:
        ics_writer("ScheduleAssistant")  # now, rather than after a user's first Confirm
        self._telegram = telegram
        self._display = Display(telegram)
        self._planner = Planner(users, chat, bot=name, tokens=plan_tokens)
        self._store: AssistantStore[object] = store
        self._decide_in_store = partial(store.decide, reminders=reminders)
        self._texts = text_chooser(texts)
        self._locks = ChatLocks()
        self._pending: dict[tuple[int, int, str], PendingReply] = {}

    async def handle(self, update: Update) -> None:
        """Handle one update; updates of one chat wait for each other.

        Call it again with the same update if it raised an error or was interrupted: nothing happens twice, except that
        a message that was sent just before may be repeated. `read_update` makes an `Update` of another library's JSON.

        Raises:
            SchedbotError: The answer could not be delivered. `poll` retries the update, or keeps it as a dead letter.
        """
        query, message = update.callback_query, update.message or update.edited_message
        if query is not None:
            chat_id = query.from_user.id if query.message is None else query.message.chat.id
            async with self._locks.of(chat_id):
                await self._press(update, query)
        elif message is not None and message.chat.type == "private":
            async with self._locks.of(message.chat.id):
                # A library may hand over half a character, which a database cannot store.
                await self._answer(message, whole_characters(message.text or message.caption or ""))

    async def _answer(self, message: Message, text: str) -> None:
        chat_id, message_id = message.chat.id, message.message_id
        key = (chat_id, message_id, text)
        saved = await asyncio.to_thread(self._store.turn, chat_id, message_id)
        if saved is not None and saved.text == text:
            return  # delivered again after a crash
        turn = await self._new_turn(message, text) if saved is None else replace(saved, text=text)
        previous = await asyncio.to_thread(self._store.answer_to, chat_id, turn.origin_id)
        previous = previous or Answer(message_ids=(), version=0)
        texts = self._texts_of(message.from_user)
        pending = self._pending.get(key) or PendingReply(await self._reply(message, turn, texts))
        self._keep_pending(key, pending)
        reply, version = pending.reply, previous.version + 1
        buttons = None
        if reply.schedule is not None:
            buttons = decision_buttons(texts, turn.origin_id, version, removes=reply.removes)
        replaces = () if saved is None else previous.message_ids
        message_ids = await self._display.show(message, pending, buttons, replaces=replaces)
        # After a crash between these two lines the answer is sent twice: a sent message cannot be taken back.
        answer = Answer(
            message_ids=message_ids,
            version=version,
            language=texts.code,
            schedule=reply.schedule,
            replaced=reply.replaced,
            written=reply.written,
            removes=reply.removes,
            dialogue=(*turn.history, text, reply.question) if reply.question else (),
            removed=previous.removed,
            is_aside=not text or command_in(text) is not None,
        )
        await asyncio.to_thread(self._store.save, chat_id, message_id, turn, answer)
        self._pending.pop(key, None)

    def _texts_of(self, user: User | None) -> Texts:
        return self._texts(user.language_code if user else None)

    def _keep_pending(self, key: tuple[int, int, str], pending: PendingReply) -> None:
        """Keep a reply for the next try, so that it is not planned again; the oldest replies are dropped."""
        self._pending[key] = pending
        while len(self._pending) > _MAX_PENDING:
            del self._pending[next(iter(self._pending))]

    async def _new_turn(self, message: Message, text: str) -> Turn:
        """Return the turn of a new message: a reply to the last question, or the beginning of a dialogue."""
        question = await asyncio.to_thread(self._store.open_question, message.chat.id)
        if question is None or not text or text.startswith("/"):
            return Turn(message.message_id, text)
        origin_id, dialogue = question
        return Turn(origin_id, text, dialogue)

    async def _reply(self, message: Message, turn: Turn, texts: Texts) -> Reply:
        command = command_in(turn.text)
        if not turn.text:
            return Reply(texts.only_text)
        if command is Command.OTHER:
            return Reply(texts.hello)
        now = datetime.now(UTC)
        planned = await asyncio.to_thread(self._store.planned, message.chat.id)
        if command is None:
            return await self._planner.reply(message, turn, texts, planned=planned, now=now)
        schedules = [event.schedule for event in planned]
        shown = coming(schedules, now)
        if not shown:
            return Reply(texts.nothing_kept)
        match command:
            case Command.LIST:
                return list_reply(shown, texts, now=now)
            case Command.WEEK:
                return await asyncio.to_thread(week_reply, schedules, shown[0], texts, now=now)
            case Command.ICS:
                return await asyncio.to_thread(calendar_reply, shown, texts)

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        """Decide about the schedule above the button, if it is still the one that the user saw."""
        texts = self._texts_of(query.from_user)
        press, message = read_press(query.data or ""), query.message
        answer = None
        if press is not None and message is not None:
            # The decision is saved before it is shown.
            answer = await asyncio.to_thread(self._decide, update, message.chat.id, message.message_id, press)
        text = decision_text(answer, texts)
        with suppress(BadRequestError):  # it was answered before a crash, or it is too old
            await self._telegram.answer_callback_query(query.id, text=text)
        if press is None or message is None or answer is None or not answer.decision:
            return
        await self._send_files(message.chat.id, press.origin_id, answer, texts)
        # Last: while the buttons are there, another press sends the files that could not be sent.
        reply = answer_reply(answer, texts, now=datetime.now(UTC))
        if reply is not None:
            await self._display.show_decision(message.chat.id, message.message_id, reply, text)

    def _decide(self, update: Update, chat_id: int, message_id: int, press: ButtonPress) -> Answer | None:
        """Save the decision; return the answer, or None if it has changed since the button was shown."""
        shown = (message_id, press.version)

        def rule(answer: Answer, events: Mapping[str, PlannedEvent]) -> Change | None:
            if answer.shown != shown:
                return None
            return decide(answer, events, origin_id=press.origin_id, decision=press.decision)

        answer = self._decide_in_store(update, chat_id, press.origin_id, rule)
        return answer if answer is not None and answer.shown == shown else None

    async def _send_files(self, chat_id: int, origin_id: int, answer: Answer, texts: Texts) -> None:
        """Send the calendar files of a decision, each one once."""
        if answer.removed:
            content = await asyncio.to_thread(to_ics, answer.removed, method="CANCEL")
            await self._telegram.send_document(chat_id, content, file_name=_CANCELLED, caption=texts.removed)
            await asyncio.to_thread(self._store.mark_removal_sent, chat_id, origin_id)
        is_planned = answer.decision == "confirm" and not answer.removes
        if answer.schedule is not None and is_planned and not answer.file_sent:
            content = await asyncio.to_thread(to_ics, answer.schedule)
            await self._telegram.send_document(chat_id, content, file_name=CALENDAR)
            await asyncio.to_thread(self._store.mark_file_sent, chat_id, origin_id)
