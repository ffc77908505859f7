"""The bot of the demo: the assistant with its reminders, and nothing else."""

from __future__ import annotations

import asyncio

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient
from schedbot_sdk.assistant import ScheduleAssistant, SqliteAssistantStore, reminder_sender
from schedbot_sdk.reminders import AsyncReminders

__all__ = ["run_bot"]


async def run_bot(
    telegram: AsyncTelegramClient,
    users: AsyncUsersClient,
    chat: AsyncChatClient,
    store: SqliteAssistantStore,
    *,
    plan_tokens: int = 16_000,
) -> None:
    """Answer users and remind them until the task is cancelled."""
    reminders = AsyncReminders(store.offset_store, reminder_sender(telegram, store))
    assistant = ScheduleAssistant(
        telegram, users, chat, store, name="demo", reminders=reminders, plan_tokens=plan_tokens
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reminders.run(stop_on_signals=False))
        await telegram.poll(
            assistant.handle,
            allowed_updates=assistant.update_kinds,
            offset_store=store.offset_store,
            stop_on_signals=False,
        )
