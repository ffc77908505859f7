"""The bot: what it does with a message, an edited message, and the press of a button.

It may be killed at any moment: an update that was not handled to its end comes again, and what the bot remembers of
the first time is enough to go on from there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from examples.schedule_bot.answers import Answer, Answers
from examples.schedule_bot.operator_log import log, log_failure, log_given_up
from examples.schedule_bot.plan import Outcome, Plan, Rejected, Schedule, faults, read_plan
from examples.schedule_bot.prompt import messages_for
from examples.schedule_bot.texts import Texts, texts_for
from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    BadRequestError,
    NotFoundError,
    ParseError,
    PermissionDeniedError,
    SchedbotError,
)
from schedbot_sdk.telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
)

__all__ = ["ScheduleBot"]

_KINDS: Final = ("message", "edited_message", "callback_query")
_CHAT_SECONDS: Final = 90.0
_ZONES: Final = available_timezones() - {"Factory", "localtime"}


@dataclass(frozen=True, slots=True)
class _Reply:
    text: str
    is_schedule: bool = False


class ScheduleBot:
    """Answers people who write to the bot; every failure of a service becomes a sentence for them.

    Args:
        telegram: Where the people are.
        users: Who they are.
        chat: What makes their plans.
        answers: What it remembers.
        plan_tokens: The most tokens of a plan; 2,000 are enough for one of twenty items.
    """

    def __init__(
        self,
        telegram: AsyncTelegramClient,
        users: AsyncUsersClient,
        chat: AsyncChatClient,
        answers: Answers,
        *,
        plan_tokens: int = 2000,
    ) -> None:
        self._telegram = telegram
        self._users = users
        self._chat = chat
        self._plan_tokens = plan_tokens
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
            self.handle,
            allowed_updates=_KINDS,
            offset_store=self._answers.store,
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
        known = self._answers.to(message.chat.id, message.message_id)
        if known is not None and known.said == said:
            return  # it came again, after a crash
        texts = texts_for(message.from_user.language_code if message.from_user else None)
        if not said:
            reply = _Reply(texts.only_text)
        elif said.startswith("/"):
            reply = _Reply(texts.hello)
        else:
            reply = await self._plan(message, said, texts)
        version = known.version + 1 if known else 1
        buttons = _buttons(texts, message.message_id, version) if reply.is_schedule else None
        answer_id = await self._show(message, known, reply.text, buttons)
        # A crash between showing it and this line shows it once more: a message that was sent cannot be taken back.
        self._answers.keep(message.chat.id, message.message_id, Answer(answer_id, said, reply.text, version))

    async def _plan(self, message: Message, said: str, texts: Texts) -> _Reply:
        try:
            user = await self._users.get_user(message.chat.id)  # a private chat has its person's id
        except NotFoundError:
            return _Reply(texts.unknown_user)
        except SchedbotError as error:
            log_failure(error)
            return _Reply(texts.users_down)
        if user.timezone not in _ZONES:
            log.error("users.getUser: a user's timezone is no IANA name")
            return _Reply(texts.unknown_zone)
        # "Tomorrow" counts from when it was written, even if the bot was away and reads it later.
        zone = ZoneInfo(user.timezone)
        written = (message.edited_at or message.sent_at).astimezone(zone)
        asked = messages_for(said, now=written, zone=user.timezone, language=texts.language)
        now = datetime.now(zone)
        outcome: Outcome
        try:
            parsed = await self._chat.parse(
                asked,
                returns=Plan,
                check=lambda plan: faults(plan, said),
                max_tokens=self._plan_tokens,
                deadline=_CHAT_SECONDS,
            )
            outcome = read_plan(parsed.value, now=now)
        except ParseError as error:
            log_failure(error)
            outcome = Rejected("nonsense")
        except SchedbotError as error:
            log_failure(error)
            return _Reply(texts.llm_down)
        text = texts.outcome(outcome, zone=user.timezone, today=now.date())
        return _Reply(text, is_schedule=isinstance(outcome, Schedule))

    async def _show(
        self, message: Message, known: Answer | None, text: str, buttons: InlineKeyboardMarkup | None
    ) -> int:
        """Send the answer to a user's message, or change the one that stands there already; the bot's message."""
        chat_id = message.chat.id
        if known is not None and await self._edit(chat_id, known.message_id, text, buttons):
            return known.message_id
        answered = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
        sent = await self._telegram.send_message(chat_id, text, reply_markup=buttons, reply_parameters=answered)
        return sent.message_id

    async def _edit(self, chat_id: int, answer_id: int, text: str, buttons: InlineKeyboardMarkup | None) -> bool:
        """Whether the bot's message is there and says this now."""
        try:
            await self._telegram.edit_message_text(chat_id, answer_id, text, reply_markup=buttons, idempotent=True)
        except BadRequestError as error:
            return "not modified" in error.detail
        return True

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        said = await self._decide(update, query, texts_for(query.from_user.language_code))
        with suppress(BadRequestError):  # it was answered before a crash, or nobody waits for it any more
            await self._telegram.answer_callback_query(query.id, text=said)

    async def _decide(self, update: Update, query: CallbackQuery, texts: Texts) -> str:
        """Confirm or cancel the list under which the button stands, if it is the one that the user saw."""
        decision, message_id, version = _pressed(query.data or "")
        if query.message is None or decision not in {"confirm", "cancel"}:
            return texts.outdated
        chat_id, answer_id = query.message.chat.id, query.message.message_id
        # First it is kept, then shown: what the user sees as confirmed is confirmed.
        answer = self._answers.decide(update, chat_id, message_id, shown=(answer_id, version), decision=decision)
        if answer is None:
            return texts.outdated
        said = texts.confirmed if answer.decided == "confirm" else texts.cancelled
        await self._edit(chat_id, answer_id, f"{answer.text}\n{said}", None)
        return said


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
