"""The bot: what it does with a message, an edited message, and the press of a button.

It may be killed at any moment: an update that was not handled to its end comes again, and what the bot remembers of
the first time is enough to go on from there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from examples.schedule_bot.answers import Answer, Answers
from examples.schedule_bot.operator_log import log_failure, log_given_up
from examples.schedule_bot.patience import ATTEMPTS, Patience
from examples.schedule_bot.planner import Planner, Reply, shown
from examples.schedule_bot.texts import Texts, texts_for
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, BadRequestError, PermissionDeniedError
from schedbot_sdk.schedule import Schedule, to_ics
from schedbot_sdk.telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
    split_text,
)

__all__ = ["ScheduleBot"]

_KINDS: Final = ("message", "edited_message", "callback_query")
_FILE: Final = "schedule.ics"
_CANCELLED: Final = "cancelled.ics"


class ScheduleBot:
    """Answers people who write to the bot; every failure of a service becomes a sentence for them.

    Args:
        telegram: Where the people are.
        users: Who they are.
        chat: What makes their schedules.
        answers: What it remembers.
        name: The bot's name, of which the events' uids are made.
        plan_tokens: The most tokens of an answer of the LLM; 2,000 are enough for twenty events.
    """

    def __init__(
        self,
        telegram: AsyncTelegramClient,
        users: AsyncUsersClient,
        chat: AsyncChatClient,
        answers: Answers,
        *,
        name: str = "schedule_bot",
        plan_tokens: int = 2000,
    ) -> None:
        self._telegram = telegram
        self._planner = Planner(users, chat, bot=name, tokens=plan_tokens)
        self._answers = answers

    async def run(self, *, stop_on_signals: bool = True) -> None:
        """Answer people until SIGTERM or Ctrl-C, which let it finish what it is doing.

        Args:
            stop_on_signals: False where the program around it listens to them.

        Raises:
            AuthenticationError: The token is wrong; so does NotFoundError say, for a token of the wrong shape.
            ConflictError: Another instance of the bot polls, or a webhook is set.
        """
        await self._telegram.poll(
            Patience(self.handle).handle,
            allowed_updates=_KINDS,
            offset_store=self._answers.store,
            attempts=ATTEMPTS,
            on_failure=log_given_up,
            stop_on_signals=stop_on_signals,
        )

    async def handle(self, update: Update) -> None:
        """Do what one update asks for; groups are left alone.

        Raises:
            SchedbotError: The answer could not be delivered.
        """
        message = update.message or update.edited_message
        try:
            if update.callback_query is not None:
                await self._press(update, update.callback_query)
            elif message is not None and message.chat.type == "private":
                await self._answer(message, message.text or "")
        except PermissionDeniedError as error:  # they blocked the bot: nobody is there to be answered
            log_failure(error)

    async def _answer(self, message: Message, said: str) -> None:
        place = message.chat.id, message.message_id
        known = self._answers.to(*place)
        if known is not None and known.said == said:
            return  # it came again, after a crash
        texts = texts_for(message.from_user.language_code if message.from_user else None)
        history = self._history(message) if known is None else known.history
        reply = await self._reply(message, said, history, texts)
        schedule, made = reply.schedule, known.made if known else None
        if schedule is not None and made is not None:
            schedule = schedule.as_edit_of(made)
        version = known.version + 1 if known else 1
        buttons = None if schedule is None else _buttons(texts, message.message_id, version)
        answer_id = await self._show(message, known, reply, buttons)
        # A crash between showing it and this line shows it once more: a message that was sent cannot be taken back.
        self._answers.keep(
            *place,
            Answer(
                message_id=answer_id,
                said=said,
                version=version,
                schedule=schedule,
                made=schedule or made,
                question=reply.question,
                history=history,
            ),
        )

    def _history(self, message: Message) -> tuple[str, ...]:
        """What a new message replies to, if the bot's last answer was a question."""
        last = self._answers.before(message.chat.id, message.message_id)
        return (*last.history, last.said, last.question) if last is not None and last.question else ()

    async def _reply(self, message: Message, said: str, history: tuple[str, ...], texts: Texts) -> Reply:
        match said.split(maxsplit=1)[0].partition("@")[0] if said.startswith("/") else said:
            case "":
                return Reply(texts.only_text)
            case "/list" | "/ics" as command:
                kept = self._answers.schedules(message.chat.id)
                if not kept:
                    return Reply(texts.nothing_kept)
                return Reply(texts.here_it_is, file=to_ics(kept)) if command == "/ics" else _listed(kept, texts)
            case words if words.startswith("/"):
                return Reply(texts.hello)
            case _:
                return await self._planner.reply(message, said, history, texts)

    async def _show(
        self, message: Message, known: Answer | None, reply: Reply, buttons: InlineKeyboardMarkup | None
    ) -> int:
        """Send the answer to a user's message, or change the one that stands there already; the bot's message."""
        chat_id = message.chat.id
        answered = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
        if reply.file is not None:
            file = await self._telegram.send_document(
                chat_id, reply.file, file_name=_FILE, caption=reply.text, reply_parameters=answered
            )
            return file.message_id
        fits = len(split_text(reply.text, reply.entities)) == 1
        if known is not None and fits and await self._edit(chat_id, known.message_id, reply, buttons):
            return known.message_id
        sent = await self._telegram.send_text(
            chat_id, reply.text, entities=reply.entities, reply_markup=buttons, reply_parameters=answered
        )
        return sent[-1].message_id

    async def _edit(self, chat_id: int, answer_id: int, reply: Reply, buttons: InlineKeyboardMarkup | None) -> bool:
        """Whether the bot's message is there and says this now."""
        try:
            await self._telegram.edit_message_text(
                chat_id, answer_id, reply.text, entities=reply.entities, reply_markup=buttons, idempotent=True
            )
        except BadRequestError as error:
            return "not modified" in error.detail
        return True

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        said = await self._decide(update, query, texts_for(query.from_user.language_code))
        with suppress(BadRequestError):  # it was answered before a crash, or nobody waits for it any more
            await self._telegram.answer_callback_query(query.id, text=said)

    async def _decide(self, update: Update, query: CallbackQuery, texts: Texts) -> str:
        """Confirm or cancel the schedule under which the button stands, if it is the one that the user saw."""
        decision, message_id, version = _pressed(query.data or "")
        if query.message is None or decision not in {"confirm", "cancel"}:
            return texts.outdated
        chat_id, answer_id = query.message.chat.id, query.message.message_id
        # First it is kept, then shown: what the user sees as confirmed is confirmed.
        answer = self._answers.decide(update, chat_id, message_id, shown=(answer_id, version), decision=decision)
        if answer is None or answer.schedule is None:
            return texts.outdated
        said = texts.confirmed if answer.decided == "confirm" else texts.cancelled
        await self._edit(chat_id, answer_id, shown(answer.schedule, texts, said), None)
        if answer.withdrawn is not None:
            content = to_ics(answer.withdrawn, method="CANCEL")
            await self._telegram.send_document(chat_id, content, file_name=_CANCELLED, caption=texts.withdrawn)
            self._answers.note_withdrawn(chat_id, message_id)
        if answer.decided == "confirm" and not answer.is_filed:
            await self._telegram.send_document(chat_id, to_ics(answer.schedule), file_name=_FILE)
            self._answers.note_filed(chat_id, message_id)
        return said


def _listed(kept: list[Schedule], texts: Texts) -> Reply:
    """All of them as one list, on the clock of the newest; it needs no decision."""
    newest = kept[-1]
    events = tuple(event for schedule in kept for event in schedule.events)
    whole = Schedule(source=newest.source, zone=newest.zone, made_at=newest.made_at, events=events)
    return replace(shown(whole, texts), schedule=None)


def _buttons(texts: Texts, message_id: int, version: int) -> InlineKeyboardMarkup:
    """Confirm and Cancel, which name the user's message and the version of the answer that they stand under."""
    row = [("confirm", texts.confirm), ("cancel", texts.cancel)]
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=f"{name}:{message_id}:{version}") for name, text in row]
        ]
    )


def _pressed(data: str) -> tuple[str, int, int]:
    """The decision, the user's message and the version of a button; zeros when the data is not ours."""
    decision, _, rest = data.partition(":")
    message_id, _, version = rest.partition(":")
    return (decision, int(message_id), int(version)) if message_id.isdecimal() and version.isdecimal() else ("", 0, 0)
