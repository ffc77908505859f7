"""The bot: what it does with a message, an edited message, and the press of a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from examples.schedule_bot.answers import Answer, Answers
from examples.schedule_bot.operator_log import log, log_failure
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
        plan_tokens: The most tokens of a plan; 2,000 are enough for one of twenty items.
    """

    def __init__(
        self,
        telegram: AsyncTelegramClient,
        users: AsyncUsersClient,
        chat: AsyncChatClient,
        *,
        plan_tokens: int = 2000,
    ) -> None:
        self._telegram = telegram
        self._users = users
        self._chat = chat
        self._plan_tokens = plan_tokens
        self._answers = Answers()

    async def handle(self, update: Update) -> None:
        """Do what one update asks for; groups are left alone.

        Raises:
            SchedbotError: The answer could not be delivered.
        """
        if update.callback_query is not None:
            await self._press(update.callback_query)
        message = update.message or update.edited_message
        if message is None or message.chat.type != "private":
            return
        # The same message may come twice, since an update is confirmed only after it was handled.
        if update.message is None or self._answers.to(message.chat.id, message.message_id) is None:
            await self._answer(message)

    async def _answer(self, message: Message) -> None:
        texts = texts_for(message.from_user.language_code if message.from_user else None)
        if not message.text:
            reply = _Reply(texts.only_text)
        elif message.text.startswith("/"):
            reply = _Reply(texts.hello)
        else:
            reply = await self._plan(message, message.text, texts)
        await self._show(message.chat.id, message.message_id, reply, texts)

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

    async def _show(self, chat_id: int, message_id: int, reply: _Reply, texts: Texts) -> None:
        """Send the answer to a user's message, or change the one that stands there already."""
        known = self._answers.to(chat_id, message_id)
        version = known.version + 1 if known else 1
        buttons = _buttons(texts, message_id, version) if reply.is_schedule else None
        if known is None or not await self._edit(chat_id, known.message_id, reply.text, buttons):
            answered = ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
            sent = await self._telegram.send_message(
                chat_id, reply.text, reply_markup=buttons, reply_parameters=answered
            )
            answer_id = sent.message_id
        else:
            answer_id = known.message_id
        self._answers.keep(chat_id, message_id, Answer(answer_id, reply.text, version))

    async def _edit(self, chat_id: int, answer_id: int, text: str, buttons: InlineKeyboardMarkup | None) -> bool:
        """Whether the bot's message is there and says this now."""
        try:
            await self._telegram.edit_message_text(chat_id, answer_id, text, reply_markup=buttons, idempotent=True)
        except BadRequestError as error:
            return "not modified" in error.detail
        return True

    async def _press(self, query: CallbackQuery) -> None:
        texts = texts_for(query.from_user.language_code)
        try:
            said = await self._decide(query, texts)
        except SchedbotError as error:
            log_failure(error)
            said = texts.not_changed
        await self._telegram.answer_callback_query(query.id, text=said)

    async def _decide(self, query: CallbackQuery, texts: Texts) -> str:
        """Confirm or cancel the list under which the button stands, if it is the one that the user saw."""
        if query.message is None:
            return texts.outdated
        decision, message_id, version = _pressed(query.data or "")
        chat_id = query.message.chat.id
        answer = self._answers.to(chat_id, message_id)
        if answer is None or (answer.message_id, answer.version) != (query.message.message_id, version):
            return texts.outdated
        said = {"confirm": texts.confirmed, "cancel": texts.cancelled}.get(decision, texts.outdated)
        if answer.decided or said == texts.outdated:
            return answer.decided or said
        # Here a bot for real users would keep the schedule.
        text = f"{answer.text}\n{said}"
        if not await self._edit(chat_id, answer.message_id, text, None):
            return texts.outdated
        self._answers.keep(chat_id, message_id, Answer(answer.message_id, text, version, said))
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
