"""The bot: handles messages, edited messages and pressed buttons.

It may be killed at any moment. Telegram then delivers an unfinished update again, and the bot continues from its saved
answers.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from schedbot_sdk.assistant.sqlite_store import Answer, SqliteAssistantStore, Turn
from schedbot_sdk.assistant.buttons import decision_buttons, read_press
from schedbot_sdk.assistant.display import CALENDAR, Display, PendingReply
from schedbot_sdk.assistant.planner import Planner, Reply, schedule_reply
from schedbot_sdk.assistant.texts import Texts, texts_for
from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    BadRequestError,
)
from schedbot_sdk.schedule import Schedule, to_ics
from schedbot_sdk.telegram import CallbackQuery, Message, Update

__all__ = ["ScheduleAssistant"]

_KINDS: Final = ("message", "edited_message", "callback_query")
_CANCELLED: Final = "cancelled.ics"
_MAX_PENDING: Final = 100


class ScheduleAssistant:
    """Answers the users' messages; if a service fails, the answer is a sentence.

    Args:
        telegram: The client of the Bot API.
        users: The client of the users service.
        chat: The client of the LLM.
        answers: The saved answers.
        name: The bot's name; the events' uids depend on it.
        plan_tokens: The most tokens of an answer of the LLM; 4,000 are enough for thirty events.
    """

    def __init__(
        self,
        telegram: AsyncTelegramClient,
        users: AsyncUsersClient,
        chat: AsyncChatClient,
        answers: SqliteAssistantStore,
        *,
        name: str = "schedule_bot",
        plan_tokens: int = 4000,
    ) -> None:
        self._telegram = telegram
        self._display = Display(telegram)
        self._pending: dict[tuple[int, int, str], PendingReply] = {}
        self._planner = Planner(users, chat, bot=name, tokens=plan_tokens)
        self._answers = answers

    async def run(self, *, stop_on_signals: bool = True) -> None:
        """Answer users until SIGTERM or Ctrl-C; updates in progress are finished first.

        Args:
            stop_on_signals: False if the program handles signals itself.

        Raises:
            AuthenticationError: The token is wrong. For a token of the wrong format it is NotFoundError.
            ConflictError: Another instance of the bot polls, or a webhook is set.
        """
        await self._telegram.poll(
            self.handle,
            allowed_updates=_KINDS,
            offset_store=self._answers.store,
            stop_on_signals=stop_on_signals,
        )

    async def handle(self, update: Update) -> None:
        """Handle one update; messages in groups are ignored.

        Raises:
            SchedbotError: The answer could not be delivered. The poll retries the update, or keeps it as a dead letter.
        """
        message = update.message or update.edited_message
        if update.callback_query is not None:
            await self._press(update, update.callback_query)
        elif message is not None and message.chat.type == "private":
            await self._answer(message, message.text or message.caption or "")

    async def _answer(self, message: Message, text: str) -> None:
        chat_id, message_id = message.chat.id, message.message_id
        key = (chat_id, message_id, text)
        saved = self._answers.turn(chat_id, message_id)
        if saved is not None and saved.text == text:
            return  # delivered again after a crash
        turn = self._new_turn(message, text) if saved is None else replace(saved, text=text)
        previous = self._answers.answer_to(chat_id, turn.origin_id) or Answer(message_ids=(), version=0)
        texts = texts_for(message.from_user.language_code if message.from_user else None)
        pending = self._pending.get(key) or PendingReply(await self._reply(message, turn, texts))
        self._keep_pending(key, pending)
        reply, schedule = pending.reply, pending.reply.schedule
        if schedule is not None and previous.last_schedule is not None:
            schedule = schedule.as_edit_of(previous.last_schedule)
        version = previous.version + 1
        buttons = None if schedule is None else decision_buttons(texts, turn.origin_id, version)
        replaces = () if saved is None else previous.message_ids
        message_ids = await self._display.show(message, pending, buttons, replaces=replaces)
        # After a crash between these two lines the answer is sent twice: a sent message cannot be taken back.
        answer = Answer(
            message_ids=message_ids,
            version=version,
            schedule=schedule,
            last_schedule=schedule or previous.last_schedule,
            dialogue=(*turn.history, text, reply.question) if reply.question else (),
            removed=previous.removed,
        )
        self._answers.save(chat_id, message_id, turn, answer)
        self._pending.pop(key, None)

    def _keep_pending(self, key: tuple[int, int, str], pending: PendingReply) -> None:
        """Keep a reply for the next try, so that it is not planned again; the oldest replies are dropped."""
        self._pending[key] = pending
        while len(self._pending) > _MAX_PENDING:
            del self._pending[next(iter(self._pending))]

    def _new_turn(self, message: Message, text: str) -> Turn:
        """Return the turn of a new message: a reply to the bot's last question, or the beginning of a dialogue."""
        question = self._answers.open_question(message.chat.id)
        if question is None or not text or text.startswith("/"):
            return Turn(message.message_id, text)
        origin_id, dialogue = question
        return Turn(origin_id, text, dialogue)

    async def _reply(self, message: Message, turn: Turn, texts: Texts) -> Reply:
        match turn.text.split(maxsplit=1)[0].partition("@")[0] if turn.text.startswith("/") else turn.text:
            case "":
                return Reply(texts.only_text)
            case "/list" | "/ics" as command:
                schedules = self._answers.schedules(message.chat.id)
                if not schedules:
                    return Reply(texts.nothing_kept)
                return (
                    Reply(texts.here_it_is, file=to_ics(schedules))
                    if command == "/ics"
                    else _list_reply(schedules, texts)
                )
            case command if command.startswith("/"):
                return Reply(texts.hello)
            case _:
                return await self._planner.reply(message, turn, texts)

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        """Confirm or cancel the schedule above the button, if it is still the one that the user saw."""
        texts = texts_for(query.from_user.language_code)
        press, message = read_press(query.data or ""), query.message
        answer = None
        if press is not None and message is not None:
            # The decision is saved before it is shown.
            answer = self._answers.decide(
                update,
                message.chat.id,
                press.origin_id,
                shown=(message.message_id, press.version),
                decision=press.decision,
            )
        text = texts.outdated
        if answer is not None and answer.decision:
            text = texts.confirmed if answer.decision == "confirm" else texts.cancelled
        with suppress(BadRequestError):  # it was answered before a crash, or it is too old
            await self._telegram.answer_callback_query(query.id, text=text)
        if press is not None and message is not None and answer is not None and answer.schedule is not None:
            await self._send_files(message.chat.id, press.origin_id, answer, texts)
            # Last: while the buttons are there, another press sends the files that could not be sent.
            reply = schedule_reply(answer.schedule, texts)
            await self._display.show_decision(message.chat.id, message.message_id, reply, text)

    async def _send_files(self, chat_id: int, origin_id: int, answer: Answer, texts: Texts) -> None:
        """Send the calendar files of a decision, each one once."""
        if answer.removed is not None:
            content = to_ics(answer.removed, method="CANCEL")
            await self._telegram.send_document(chat_id, content, file_name=_CANCELLED, caption=texts.removed)
            self._answers.mark_removal_sent(chat_id, origin_id)
        if answer.schedule is not None and answer.decision == "confirm" and not answer.file_sent:
            await self._telegram.send_document(chat_id, to_ics(answer.schedule), file_name=CALENDAR)
            self._answers.mark_file_sent(chat_id, origin_id)


def _list_reply(schedules: list[Schedule], texts: Texts) -> Reply:
    """Return all schedules as one list without buttons, in the time zone of the newest one."""
    newest = schedules[-1]
    events = tuple(event for schedule in schedules for event in schedule.events)
    merged = Schedule(source=newest.source, zone=newest.zone, made_at=newest.made_at, events=events)
    return replace(schedule_reply(merged, texts), schedule=None)
