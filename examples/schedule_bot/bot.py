"""The bot: what it does with a message, an edited message, and the press of a button.

It may be killed at any moment: an update that was not handled to its end comes again, and what the bot remembers of
the first time is enough to go on from there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from examples.schedule_bot.answers import Answer, Answers, Turn
from examples.schedule_bot.buttons import buttons, pressed
from examples.schedule_bot.display import CALENDAR, Display, Ready
from examples.schedule_bot.planner import Planner, Reply, shown
from examples.schedule_bot.texts import Texts, texts_for
from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    BadRequestError,
)
from schedbot_sdk.schedule import Schedule, to_ics
from schedbot_sdk.telegram import CallbackQuery, Message, Update

__all__ = ["ScheduleBot"]

_KINDS: Final = ("message", "edited_message", "callback_query")
_CANCELLED: Final = "cancelled.ics"
_MOST_READY: Final = 100


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
        self._display = Display(telegram)
        self._ready: dict[tuple[int, int, str], Ready] = {}
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
            self.handle,
            allowed_updates=_KINDS,
            offset_store=self._answers.store,
            stop_on_signals=stop_on_signals,
        )

    async def handle(self, update: Update) -> None:
        """Do what one update asks for; groups are left alone.

        Raises:
            SchedbotError: The answer could not be delivered. The poll tries it again, or keeps it as a dead letter.
        """
        message = update.message or update.edited_message
        if update.callback_query is not None:
            await self._press(update, update.callback_query)
        elif message is not None and message.chat.type == "private":
            await self._answer(message, message.text or message.caption or "")

    async def _answer(self, message: Message, said: str) -> None:
        chat_id, message_id = message.chat.id, message.message_id
        before = self._answers.turn(chat_id, message_id)
        if before is not None and before.said == said:
            return  # it came again, after a crash
        turn = self._begun(message, said) if before is None else replace(before, said=said)
        known = self._answers.to(chat_id, turn.place) or Answer(message_ids=(), version=0)
        texts = texts_for(message.from_user.language_code if message.from_user else None)
        ready = self._ready.get((chat_id, message_id, said)) or Ready(await self._reply(message, turn, texts))
        self._remember((chat_id, message_id, said), ready)
        reply, schedule = ready.reply, ready.reply.schedule
        if schedule is not None and known.made is not None:
            schedule = schedule.as_edit_of(known.made)
        version = known.version + 1
        below = None if schedule is None else buttons(texts, turn.place, version)
        instead = () if before is None else known.message_ids
        message_ids = await self._display.show(message, ready, below, instead=instead)
        # A crash between showing it and this line shows it once more: a message that was sent cannot be taken back.
        answer = Answer(
            message_ids=message_ids,
            version=version,
            schedule=schedule,
            made=schedule or known.made,
            dialogue=(*turn.history, said, reply.question) if reply.question else (),
            withdrawn=known.withdrawn,
        )
        self._answers.keep(chat_id, message_id, turn, answer)
        self._ready.pop((chat_id, message_id, said), None)

    def _remember(self, key: tuple[int, int, str], ready: Ready) -> None:
        """Where it cannot be shown now, nothing is planned anew for the next try; the oldest are forgotten."""
        self._ready[key] = ready
        while len(self._ready) > _MOST_READY:
            del self._ready[next(iter(self._ready))]

    def _begun(self, message: Message, said: str) -> Turn:
        """A new message: the reply to what the bot asked last, or what begins a plan of its own."""
        asked = self._answers.asked(message.chat.id)
        if asked is None or not said or said.startswith("/"):
            return Turn(message.message_id, said)
        place, dialogue = asked
        return Turn(place, said, dialogue)

    async def _reply(self, message: Message, turn: Turn, texts: Texts) -> Reply:
        match turn.said.split(maxsplit=1)[0].partition("@")[0] if turn.said.startswith("/") else turn.said:
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
                return await self._planner.reply(message, turn, texts)

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        """Confirm or cancel the schedule under which the button stands, if it is the one that the user saw."""
        texts = texts_for(query.from_user.language_code)
        button, message = pressed(query.data or ""), query.message
        answer = None
        if button is not None and message is not None:
            # First it is kept, then shown: what the user sees as confirmed is confirmed.
            answer = self._answers.decide(
                update,
                message.chat.id,
                button.place,
                shown=(message.message_id, button.version),
                decision=button.decision,
            )
        said = texts.outdated
        if answer is not None and answer.decided:
            said = texts.confirmed if answer.decided == "confirm" else texts.cancelled
        with suppress(BadRequestError):  # it was answered before a crash, or nobody waits for it any more
            await self._telegram.answer_callback_query(query.id, text=said)
        if button is not None and message is not None and answer is not None and answer.schedule is not None:
            await self._send_files(message.chat.id, button.place, answer, texts)
            # Not before: as long as the buttons stand, a press sends what could not be sent.
            await self._display.decided(message.chat.id, message.message_id, shown(answer.schedule, texts), said)

    async def _send_files(self, chat_id: int, place: int, answer: Answer, texts: Texts) -> None:
        """Send what a decision changes in calendars, each file once."""
        if answer.withdrawn is not None:
            content = to_ics(answer.withdrawn, method="CANCEL")
            await self._telegram.send_document(chat_id, content, file_name=_CANCELLED, caption=texts.withdrawn)
            self._answers.note_withdrawn(chat_id, place)
        if answer.schedule is not None and answer.decided == "confirm" and not answer.is_filed:
            await self._telegram.send_document(chat_id, to_ics(answer.schedule), file_name=CALENDAR)
            self._answers.note_filed(chat_id, place)


def _listed(kept: list[Schedule], texts: Texts) -> Reply:
    """All of them as one list, on the clock of the newest; it needs no decision."""
    newest = kept[-1]
    events = tuple(event for schedule in kept for event in schedule.events)
    whole = Schedule(source=newest.source, zone=newest.zone, made_at=newest.made_at, events=events)
    return replace(shown(whole, texts), schedule=None)
