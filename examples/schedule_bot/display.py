"""The bot's answers as they stand in a chat: sent, changed in their place, and marked as decided."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from examples.schedule_bot.planner import Reply
from schedbot_sdk import AsyncTelegramClient, BadRequestError
from schedbot_sdk.telegram import TEXT_LIMIT, InlineKeyboardMarkup, Message, ReplyParameters, TextPiece, split_text

__all__ = ["CALENDAR", "Display", "Ready"]

CALENDAR: Final = "schedule.ics"
_ROOM: Final = 64  # for the decision, below a text of any length


@dataclass(slots=True)
class Ready:
    """An answer on its way; an outage may come between two of its messages."""

    reply: Reply
    sent: list[int] = field(default_factory=list[int])


class Display:
    """Writes into chats.

    Args:
        telegram: Where the people are.
    """

    def __init__(self, telegram: AsyncTelegramClient) -> None:
        self._telegram = telegram

    async def show(
        self, message: Message, ready: Ready, buttons: InlineKeyboardMarkup | None, *, instead: Sequence[int] = ()
    ) -> tuple[int, ...]:
        """Answer a user's message; the bot's messages, the last of which has the buttons.

        Args:
            message: What is answered.
            ready: What to say, and what of it stands there since an earlier try.
            buttons: What it asks to press.
            instead: The messages of the bot that said something else so far: the first one is changed if that is
                possible, else they go.
        """
        chat_id, reply, sent = message.chat.id, ready.reply, ready.sent
        pieces = _pieces(reply)
        is_one = reply.file is None and len(pieces) == 1
        if instead and is_one and await self._edit(chat_id, instead[0], pieces[0], buttons):
            await self._remove(chat_id, instead[1:])
            return (instead[0],)
        await self._remove(chat_id, instead)
        answered = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
        if reply.file is not None:
            file = await self._telegram.send_document(
                chat_id, reply.file, file_name=CALENDAR, caption=reply.text, reply_parameters=answered
            )
            return (file.message_id,)
        for piece in pieces[len(sent) :]:
            one = await self._telegram.send_message(
                chat_id,
                piece.text,
                entities=piece.entities,
                reply_markup=buttons if len(sent) + 1 == len(pieces) else None,
                reply_parameters=None if sent else answered,
            )
            sent.append(one.message_id)
        return tuple(sent)

    async def decided(self, chat_id: int, message_id: int, reply: Reply, decision: str) -> None:
        """Take the buttons off an answer's last message, and say below it what was decided."""
        last = _pieces(reply)[-1]
        await self._edit(chat_id, message_id, TextPiece(f"{last.text}\n\n{decision}", last.entities), None)

    async def _edit(
        self, chat_id: int, message_id: int, piece: TextPiece, buttons: InlineKeyboardMarkup | None
    ) -> bool:
        """Whether the bot's message is there and says this now."""
        try:
            await self._telegram.edit_message_text(
                chat_id, message_id, piece.text, entities=piece.entities, reply_markup=buttons, idempotent=True
            )
        except BadRequestError as error:
            return "not modified" in error.detail
        return True

    async def _remove(self, chat_id: int, message_ids: Sequence[int]) -> None:
        for message_id in message_ids:
            with suppress(BadRequestError):  # it is gone, or too old for that
                await self._telegram.delete_message(chat_id, message_id, idempotent=True)


def _pieces(reply: Reply) -> list[TextPiece]:
    return split_text(reply.text, reply.entities, limit=TEXT_LIMIT - _ROOM)
