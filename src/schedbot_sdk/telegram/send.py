"""The methods of both clients that send, edit and delete messages, side by side."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Unpack

from schedbot_sdk._core.client_base import AsyncService, SyncService
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import PostOptions
from schedbot_sdk.telegram.api.calls import call_of, edit_call
from schedbot_sdk.telegram.api.methods.bot import AnswerCallbackQuery
from schedbot_sdk.telegram.api.methods.files import SendDocument
from schedbot_sdk.telegram.api.methods.messages import DeleteMessage, EditMessageText, SendChatAction, SendMessage
from schedbot_sdk.telegram.api.split_messages import shared_limits, split_message, stopped
from schedbot_sdk.telegram.types.entities import MessageEntity
from schedbot_sdk.telegram.types.input_files import read_document
from schedbot_sdk.telegram.types.keyboards import InlineKeyboardMarkup
from schedbot_sdk.telegram.types.message_options import ReplyParameters
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["AsyncSending", "Sending"]


class Sending(SyncService):
    """The methods of `TelegramClient` that send, edit and delete messages."""

    def send_message(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a text (Bot API: sendMessage). It is not retried when the response was lost.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: 1 to 4096 characters.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: Buttons under the message.
            reply_parameters: The message to reply to.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: The options of every call, and `idempotent`.
        """
        method = SendMessage.of(
            chat_id=chat_id,
            text=text,
            entities=entities,
            parse_mode=parse_mode,
            reply_markup=reply_markup,
            reply_parameters=reply_parameters,
            message_thread_id=message_thread_id,
            disable_notification=disable_notification,
        )
        return self._executor.run(call_of(method), **options)

    def send_text(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> list[Message]:
        """Send a text of any length, split by `split_text`, one message after the other.

        If the call fails, the messages before the error were sent. `SchedbotError.pieces_sent` is their number, and
        `split_text(text, entities)[error.pieces_sent:]` is the rest. If `may_have_been_done` is true, the first piece
        of the rest may have been sent too.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: Plain text; splitting Markdown or HTML would break the markup.
            entities: Special parts of the text, in UTF-16 code units.
            reply_markup: Buttons under the last message.
            reply_parameters: The message that the first one replies to.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: The options of every call, and `idempotent`. A `deadline` covers all messages together. The
                policy's deadline grows by 3 s for each message after the first, the pace that a group allows.

        Raises:
            ConfigurationError: An argument has the wrong type, or the text is blank.
        """
        method = SendMessage.of(
            chat_id=chat_id,
            text=text,
            entities=entities,
            reply_markup=reply_markup,
            reply_parameters=reply_parameters,
            message_thread_id=message_thread_id,
            disable_notification=disable_notification,
        )
        pieces = split_message(method)
        overrides = self._executor.shared_deadline(options, shared_limits(len(pieces)))
        sent: list[Message] = []
        for piece in pieces:
            outcome = self._executor.outcome(call_of(piece), overrides)
            if isinstance(outcome, SchedbotError):
                raise stopped(outcome, len(sent), len(pieces))
            sent.append(outcome)
        return sent

    def send_document(
        self,
        chat_id: int | str,
        document: bytes | os.PathLike[str] | str,
        *,
        file_name: str | None = None,
        caption: str | None = None,
        caption_entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a file (Bot API: sendDocument). It is read into memory, so that a retry sends all of it again.

        Args:
            chat_id: The chat's id, or @username of a channel.
            document: The content as bytes, a path, or a string: a file_id or a URL.
            file_name: The name that users see; by default the path's name. Bytes need one.
            caption: A text under the file, up to 1024 characters.
            caption_entities: Special parts of the caption, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of caption_entities.
            reply_markup: Buttons under the message.
            reply_parameters: The message to reply to.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: The options of every call, and `idempotent`.

        Raises:
            ConfigurationError: An argument has the wrong type, or the file is empty or has no name.
            OSError: The file cannot be read.
        """
        file = read_document(document, file_name)
        method = SendDocument.of(
            chat_id=chat_id,
            document=file,
            caption=caption,
            caption_entities=caption_entities,
            parse_mode=parse_mode,
            reply_markup=reply_markup,
            reply_parameters=reply_parameters,
            message_thread_id=message_thread_id,
            disable_notification=disable_notification,
        )
        return self._executor.run(call_of(method), **options)

    def edit_message_text(
        self,
        chat_id: int | str,
        message_id: int,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Edit a text that the bot sent (Bot API: editMessageText). Without `reply_markup` its buttons are removed.

        Args:
            chat_id: The chat of the message.
            message_id: The message to change.
            text: 1 to 4096 characters; the text or the buttons must change.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: The new buttons.
            **options: The options of every call, and `idempotent`.
        """
        method = EditMessageText.of(
            chat_id=chat_id,
            message_id=message_id,
            text=text,
            entities=entities,
            parse_mode=parse_mode,
            reply_markup=reply_markup,
        )
        return self._executor.run(edit_call(method), **options)

    def delete_message(self, chat_id: int | str, message_id: int, **options: Unpack[PostOptions]) -> bool:
        """Delete a message of the bot, or another one that it may delete (Bot API: deleteMessage).

        Args:
            chat_id: The chat of the message.
            message_id: The message to delete.
            **options: The options of every call, and `idempotent`.
        """
        method = DeleteMessage(chat_id=chat_id, message_id=message_id)
        return self._executor.run(call_of(method), **options)

    def answer_callback_query(
        self,
        callback_query_id: str,
        *,
        text: str | None = None,
        show_alert: bool | None = None,
        url: str | None = None,
        cache_time: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Tell the user that the press of a button arrived (Bot API: answerCallbackQuery).

        Args:
            callback_query_id: `CallbackQuery.id`; it expires after some minutes.
            text: Shown to the user, up to 200 characters.
            show_alert: True shows the text in a box that the user closes.
            url: Opened by the user's app.
            cache_time: Seconds for which the app may remember the answer.
            **options: The options of every call, and `idempotent`.
        """
        method = AnswerCallbackQuery(
            callback_query_id=callback_query_id, text=text, show_alert=show_alert, url=url, cache_time=cache_time
        )
        return self._executor.run(call_of(method), **options)

    def send_chat_action(
        self,
        chat_id: int | str,
        action: str = "typing",
        *,
        message_thread_id: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Show for 5 seconds that the bot is busy (Bot API: sendChatAction).

        Args:
            chat_id: The chat's id, or @username of a channel.
            action: `"typing"`, `"upload_document"`, and so on.
            message_thread_id: The topic to show it in.
            **options: The options of every call, and `idempotent`.
        """
        method = SendChatAction(chat_id=chat_id, action=action, message_thread_id=message_thread_id)
        return self._executor.run(call_of(method), **options)


class AsyncSending(AsyncService):
    """The methods of `AsyncTelegramClient` that send, edit and delete messages."""

    async def send_message(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a text (Bot API: sendMessage). It is not retried when the response was lost.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: 1 to 4096 characters.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: Buttons under the message.
            reply_parameters: The message to reply to.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: The options of every call, and `idempotent`.
        """
        method = SendMessage.of(
            chat_id=chat_id,
            text=text,
            entities=entities,
            parse_mode=parse_mode,
            reply_markup=reply_markup,
            reply_parameters=reply_parameters,
            message_thread_id=message_thread_id,
            disable_notification=disable_notification,
        )
        return await self._executor.run(call_of(method), **options)

    async def send_text(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> list[Message]:
        """Send a text of any length, split by `split_text`, one message after the other.

        If the call fails, the messages before the error were sent. `SchedbotError.pieces_sent` is their number, and
        `split_text(text, entities)[error.pieces_sent:]` is the rest. If `may_have_been_done` is true, the first piece
        of the rest may have been sent too.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: Plain text; splitting Markdown or HTML would break the markup.
            entities: Special parts of the text, in UTF-16 code units.
            reply_markup: Buttons under the last message.
            reply_parameters: The message that the first one replies to.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: The options of every call, and `idempotent`. A `deadline` covers all messages together. The
                policy's deadline grows by 3 s for each message after the first, the pace that a group allows.

        Raises:
            ConfigurationError: An argument has the wrong type, or the text is blank.
        """
        method = SendMessage.of(
            chat_id=chat_id,
            text=text,
            entities=entities,
            reply_markup=reply_markup,
            reply_parameters=reply_parameters,
            message_thread_id=message_thread_id,
            disable_notification=disable_notification,
        )
        pieces = split_message(method)
        overrides = self._executor.shared_deadline(options, shared_limits(len(pieces)))
        sent: list[Message] = []
        for piece in pieces:
            outcome = await self._executor.outcome(call_of(piece), overrides)
            if isinstance(outcome, SchedbotError):
                raise stopped(outcome, len(sent), len(pieces))
            sent.append(outcome)
        return sent

    async def send_document(
        self,
        chat_id: int | str,
        document: bytes | os.PathLike[str] | str,
        *,
        file_name: str | None = None,
        caption: str | None = None,
        caption_entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a file (Bot API: sendDocument). It is read into memory, so that a retry sends all of it again.

        Args:
            chat_id: The chat's id, or @username of a channel.
            document: The content as bytes, a path, or a string: a file_id or a URL.
            file_name: The name that users see; by default the path's name. Bytes need one.
            caption: A text under the file, up to 1024 characters.
            caption_entities: Special parts of the caption, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of caption_entities.
            reply_markup: Buttons under the message.
            reply_parameters: The message to reply to.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: The options of every call, and `idempotent`.

        Raises:
            ConfigurationError: An argument has the wrong type, or the file is empty or has no name.
            OSError: The file cannot be read.
        """
        file = await asyncio.to_thread(read_document, document, file_name)
        method = SendDocument.of(
            chat_id=chat_id,
            document=file,
            caption=caption,
            caption_entities=caption_entities,
            parse_mode=parse_mode,
            reply_markup=reply_markup,
            reply_parameters=reply_parameters,
            message_thread_id=message_thread_id,
            disable_notification=disable_notification,
        )
        return await self._executor.run(call_of(method), **options)

    async def edit_message_text(
        self,
        chat_id: int | str,
        message_id: int,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Edit a text that the bot sent (Bot API: editMessageText). Without `reply_markup` its buttons are removed.

        Args:
            chat_id: The chat of the message.
            message_id: The message to change.
            text: 1 to 4096 characters; the text or the buttons must change.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: The new buttons.
            **options: The options of every call, and `idempotent`.
        """
        method = EditMessageText.of(
            chat_id=chat_id,
            message_id=message_id,
            text=text,
            entities=entities,
            parse_mode=parse_mode,
            reply_markup=reply_markup,
        )
        return await self._executor.run(edit_call(method), **options)

    async def delete_message(self, chat_id: int | str, message_id: int, **options: Unpack[PostOptions]) -> bool:
        """Delete a message of the bot, or another one that it may delete (Bot API: deleteMessage).

        Args:
            chat_id: The chat of the message.
            message_id: The message to delete.
            **options: The options of every call, and `idempotent`.
        """
        method = DeleteMessage(chat_id=chat_id, message_id=message_id)
        return await self._executor.run(call_of(method), **options)

    async def answer_callback_query(
        self,
        callback_query_id: str,
        *,
        text: str | None = None,
        show_alert: bool | None = None,
        url: str | None = None,
        cache_time: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Tell the user that the press of a button arrived (Bot API: answerCallbackQuery).

        Args:
            callback_query_id: `CallbackQuery.id`; it expires after some minutes.
            text: Shown to the user, up to 200 characters.
            show_alert: True shows the text in a box that the user closes.
            url: Opened by the user's app.
            cache_time: Seconds for which the app may remember the answer.
            **options: The options of every call, and `idempotent`.
        """
        method = AnswerCallbackQuery(
            callback_query_id=callback_query_id, text=text, show_alert=show_alert, url=url, cache_time=cache_time
        )
        return await self._executor.run(call_of(method), **options)

    async def send_chat_action(
        self,
        chat_id: int | str,
        action: str = "typing",
        *,
        message_thread_id: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Show for 5 seconds that the bot is busy (Bot API: sendChatAction).

        Args:
            chat_id: The chat's id, or @username of a channel.
            action: `"typing"`, `"upload_document"`, and so on.
            message_thread_id: The topic to show it in.
            **options: The options of every call, and `idempotent`.
        """
        method = SendChatAction(chat_id=chat_id, action=action, message_thread_id=message_thread_id)
        return await self._executor.run(call_of(method), **options)
