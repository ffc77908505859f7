"""A bot that writes a journal, as a process that may be killed; its argument is the JSON of a `Task`.

Its handlers take from nothing to twice the mean, the same for an update whenever it comes. With the SQLite store each
writes an effect: a row, in the store's own transaction.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.telegram.proof.journal import Event, Journal

from schedbot_sdk import AsyncTelegramClient, CallEvent, TelegramClient
from schedbot_sdk.telegram import FileStore, MemoryStore, OffsetStore, SqliteStore, UnparsedUpdate, Update

__all__ = ["Task"]

_EFFECTS = "CREATE TABLE IF NOT EXISTS effects (update_id INTEGER NOT NULL)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The task of one run of the bot."""

    url: str
    token: str
    twin: str
    store: str
    folder: str
    run: int = 0
    concurrency: int = 16
    seconds: float = 0.0
    """Seconds that a handler takes on average."""
    is_noted: bool = True
    """False leaves the journal empty, for a bot that only passes updates."""

    @property
    def journal(self) -> Path:
        return Path(self.folder, "journal")

    @property
    def failures(self) -> Path:
        """One line for each request that failed, beside the journal, whose length is the progress."""
        return Path(self.folder, "failures")

    @property
    def database(self) -> Path:
        return Path(self.folder, "bot.sqlite3")

    def as_arguments(self) -> list[str]:
        """Return the command that starts the bot."""
        return [sys.executable, "-W", "error", "-m", "tests.telegram.proof.bot", json.dumps(asdict(self))]


class Bot:
    """The handler, for threads and for tasks."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._journal = Journal(task.journal, task.run)
        self._failures = Journal(task.failures, task.run)
        self._effects = SqliteStore(task.database) if task.store == "sqlite" else None
        if self._effects is not None:
            with closing(sqlite3.connect(task.database, timeout=30)) as database:
                database.execute(_EFFECTS)

    def store(self) -> OffsetStore:
        if self._effects is not None:
            return self._effects
        return MemoryStore() if self._task.store == "memory" else FileStore(Path(self._task.folder, "progress"))

    def handle(self, update: Update) -> None:
        self._note("begin", update)
        before, after = self._takes(update)
        time.sleep(before)
        self._act(update)
        time.sleep(after)
        self._note("end", update)

    async def handle_async(self, update: Update) -> None:
        self._note("begin", update)
        before, after = self._takes(update)
        await asyncio.sleep(before)
        self._act(update)
        await asyncio.sleep(after)
        self._note("end", update)

    def watch(self, event: CallEvent) -> None:
        if event.kind == "failure":
            self._failures.note("fail", 0, 0)

    def on_failure(self, update: Update | UnparsedUpdate, _: Exception) -> None:
        self._journal.note("give_up", update.update_id, 0)

    async def on_failure_async(self, update: Update | UnparsedUpdate, error: Exception) -> None:
        self.on_failure(update, error)

    def _takes(self, update: Update) -> tuple[float, float]:
        generator = random.Random(update.update_id)
        return generator.uniform(0, self._task.seconds), generator.uniform(0, self._task.seconds)

    def _note(self, event: Event, update: Update) -> None:
        if self._task.is_noted:
            self._journal.note(event, update.update_id, update.chat_id or 0)

    def _act(self, update: Update) -> None:
        if self._effects is None:
            return
        with self._effects.once(update) as database:
            if database is not None:
                database.execute("INSERT INTO effects VALUES (?)", (update.update_id,))


def main(task: Task) -> None:
    bot = Bot(task)
    if task.twin == "async":
        asyncio.run(main_async(task, bot))
        return
    with TelegramClient(task.token, base_url=task.url, on_event=bot.watch) as telegram:
        telegram.poll(bot.handle, concurrency=task.concurrency, offset_store=bot.store(), on_failure=bot.on_failure)


async def main_async(task: Task, bot: Bot) -> None:
    async with AsyncTelegramClient(task.token, base_url=task.url, on_event=bot.watch) as telegram:
        await telegram.poll(
            bot.handle_async, concurrency=task.concurrency, offset_store=bot.store(), on_failure=bot.on_failure_async
        )


if __name__ == "__main__":
    main(Task(**json.loads(sys.argv[1])))
