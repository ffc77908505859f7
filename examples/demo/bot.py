"""The bot of the demo: the assistant and nothing else."""

from __future__ import annotations

from schedbot_sdk import AsyncTelegramClient
from schedbot_sdk.assistant import ScheduleAssistant, SqliteAssistantStore

__all__ = ["serve"]


async def serve(assistant: ScheduleAssistant, telegram: AsyncTelegramClient, store: SqliteAssistantStore) -> None:
    """Answer users until the task is cancelled."""
    await telegram.poll(
        assistant.handle,
        allowed_updates=assistant.update_kinds,
        offset_store=store.offset_store,
        stop_on_signals=False,
    )
