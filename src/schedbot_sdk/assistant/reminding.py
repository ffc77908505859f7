"""Sends the reminders of the events that the assistant planned."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from schedbot_sdk.assistant.languages import LANGUAGES
from schedbot_sdk.assistant.store import AssistantStore
from schedbot_sdk.assistant.texts import Texts, TextsFor, text_chooser
from schedbot_sdk.reminders import AsyncSendReminder, DueReminder, reminder_text
from schedbot_sdk.telegram import AsyncTelegramClient

__all__ = ["reminder_sender"]


def reminder_sender(
    telegram: AsyncTelegramClient, store: AssistantStore[object], *, texts: Mapping[str, Texts] | TextsFor = LANGUAGES
) -> AsyncSendReminder:
    """Return the `send` of `AsyncReminders` that writes to the chat of the event, in the language of its answer.

    Args:
        telegram: The client of the Bot API.
        store: The assistant's store.
        texts: The assistant's texts.
    """
    texts_for = text_chooser(texts)

    async def send(due: DueReminder) -> None:
        answer = await asyncio.to_thread(store.answer_to, due.chat_id, due.source.message_id)
        language = texts_for(answer.language if answer else None).code
        piece = reminder_text(due, now=datetime.now(UTC), language=language)
        await telegram.send_message(due.chat_id, piece.text, entities=piece.entities)

    return send
