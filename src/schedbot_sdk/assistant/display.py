"""Shows the bot's answers in a chat: sends them, edits them, and marks them as decided."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from schedbot_sdk.assistant.replies import Reply, ReplyFile
from schedbot_sdk.errors import BadRequestError
from schedbot_sdk.telegram import (
    TEXT_LIMIT,
    AsyncTelegramClient,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    ReplyParameters,
    SendPhoto,
    TextPiece,
    split_text,
)

__all__ = ["Display", "PendingReply"]

_RESERVED: Final = 64  # characters for the decision below the text


@dataclass(slots=True)
class PendingReply:
    """A reply that is being sent; an outage may come between two of its messages."""

    reply: Reply
    """The reply."""
    sent: list[int] = field(default_factory=list[int])
    """The ids of the messages that were sent already."""


class Display:
    """Writes answers to chats.

    Args:
        telegram: The client of the Bot API.
    """

    def __init__(self, telegram: AsyncTelegramClient) -> None:
        self._telegram = telegram

    async def show(
        self,
        message: Message,
        pending: PendingReply,
        buttons: InlineKeyboardMarkup | None,
        *,
        replaces: Sequence[int] = (),
    ) -> tuple[int, ...]:
        """Answer a user's message; return the ids of the bot's messages. The last one has the buttons.

        Args:
            message: The user's message.
            pending: The reply, and the messages of it that were sent already.
            buttons: The buttons below the reply.
            replaces: The bot's messages that the reply replaces. The first one is edited if possible; the others are
                deleted.
        """
        chat_id, reply, sent = message.chat.id, pending.reply, pending.sent
        pieces = _pieces(reply)
        is_one = reply.file is None and len(pieces) == 1
        if replaces and is_one and await self._edit(chat_id, replaces[0], pieces[0], buttons):
            await self._remove(chat_id, replaces[1:])
            return (replaces[0],)
        await self._remove(chat_id, replaces)
        reply_parameters = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
        if reply.file is not None:
            return (await self._send_file(chat_id, reply.file, reply.text, reply_parameters),)
        for piece in pieces[len(sent) :]:
            message_sent = await self._telegram.send_message(
                chat_id,
                piece.text,
                entities=piece.entities,
                reply_markup=buttons if len(sent) + 1 == len(pieces) else None,
                reply_parameters=None if sent else reply_parameters,
            )
            sent.append(message_sent.message_id)
        return tuple(sent)

    async def _send_file(self, chat_id: int, file: ReplyFile, caption: str, reply_parameters: ReplyParameters) -> int:
        if not file.is_photo:
            message = await self._telegram.send_document(
                chat_id, file.content, file_name=file.name, caption=caption, reply_parameters=reply_parameters
            )
            return message.message_id
        photo = InputFile(file.content, file.name)
        message = await self._telegram.call(
            SendPhoto(chat_id=chat_id, photo=photo, caption=caption, reply_parameters=reply_parameters)
        )
        return message.message_id

    async def show_decision(self, chat_id: int, message_id: int, reply: Reply, decision: str) -> None:
        """Remove the buttons of an answer's last message, and write the decision below it."""
        last = _pieces(reply)[-1]
        await self._edit(chat_id, message_id, TextPiece(f"{last.text}\n\n{decision}", last.entities), None)

    async def _edit(
        self, chat_id: int, message_id: int, piece: TextPiece, buttons: InlineKeyboardMarkup | None
    ) -> bool:
        """Edit a message of the bot; return whether it exists and has this text now."""
        try:
            await self._telegram.edit_message_text(
                chat_id, message_id, piece.text, entities=piece.entities, reply_markup=buttons, idempotent=True
            )
        except BadRequestError as error:
            return "not modified" in error.detail
        return True

    async def _remove(self, chat_id: int, message_ids: Sequence[int]) -> None:
        for message_id in message_ids:
            with suppress(BadRequestError):  # it was deleted already, or is too old
                await self._telegram.delete_message(chat_id, message_id, idempotent=True)


def _pieces(reply: Reply) -> list[TextPiece]:
    return split_text(reply.text, reply.entities, limit=TEXT_LIMIT - _RESERVED)
