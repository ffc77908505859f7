"""A bot with the assistant and the three local servers, over real sockets."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, RetryPolicy
from schedbot_sdk.assistant import ScheduleAssistant, SqliteAssistantStore, reminder_sender
from schedbot_sdk.reminders import AsyncReminders
from schedbot_sdk.testing.servers import BotAction, LocalChat, LocalServer, LocalTelegram, LocalUsers, Person

QUICK = RetryPolicy(max_attempts=2, initial_wait=0.001)
PATIENCE = 60.0
ANN = Person(42, "Ann")
BORIS = Person(43, "Борис", "ru")
EVE = Person(44, "Eve")


@dataclass(frozen=True)
class World:
    """The servers that a bot talks to; Ann lives in Berlin, Boris in Yekaterinburg, and nobody knows Eve."""

    telegram: LocalTelegram
    users: LocalUsers
    chat: LocalChat
    file: Path
    """Where the bot keeps what it must remember."""

    def asks(self, person: Person, text: str) -> BotAction:
        """Write to the bot and wait for its answer."""
        after = sum(action.chat_id == person.id for action in self.telegram.sent)
        self.telegram.user_says(person, text)
        return self.telegram.wait_for_message(person.id, after=after)


@contextmanager
def servers(folder: Path, *, behind: timedelta = timedelta()) -> Generator[World]:
    """The three servers alone; the clock of Telegram may be late."""
    users = LocalUsers(folder / "users.sqlite3")
    users.add(ANN.id, "Ann", "Europe/Berlin")
    users.add(BORIS.id, "Борис", "Asia/Yekaterinburg")
    telegram, chat = LocalTelegram(now=lambda: datetime.now(UTC) - behind), LocalChat()
    for server in (telegram, users, chat):
        server.start()
    try:
        yield World(telegram, users, chat, folder / "bot.sqlite3")
    finally:
        with ThreadPoolExecutor(3) as pool:  # each takes a moment to stop
            list(pool.map(LocalServer.stop, (telegram, users, chat)))


@contextmanager
def running_bot(world: World) -> Generator[None]:
    """The bot, in a thread of its own."""

    async def run(ready: threading.Event) -> None:
        async with (
            AsyncTelegramClient(world.telegram.token, base_url=world.telegram.base_url, retry=QUICK) as telegram,
            AsyncUsersClient(world.users.base_url, retry=QUICK) as users,
            AsyncChatClient(
                world.chat.api_key, base_url=world.chat.base_url, model=world.chat.model, retry=QUICK
            ) as chat,
        ):
            ready.set()
            store = SqliteAssistantStore(world.file)
            reminders = AsyncReminders(store.offset_store, reminder_sender(telegram, store))
            assistant = ScheduleAssistant(telegram, users, chat, store, name="schedule_bot", reminders=reminders)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(reminders.run(stop_on_signals=False))
                await telegram.poll(
                    assistant.handle,
                    allowed_updates=assistant.update_kinds,
                    offset_store=store.offset_store,
                    stop_on_signals=False,
                )

    with _in_thread(run):
        yield


@contextmanager
def _in_thread(run: Callable[[threading.Event], Coroutine[object, object, None]]) -> Generator[None]:
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    task = loop.create_task(run(ready))

    def drive() -> None:
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))

    thread = threading.Thread(target=drive, name="bot")
    thread.start()
    try:
        assert ready.wait(5)
        yield
        assert not task.done(), f"the bot ended by itself: {task}"
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def until_confirmed(telegram: LocalTelegram) -> None:
    """Wait until every update was handled, and said so."""
    ends_at = time.monotonic() + PATIENCE
    while telegram.waiting:
        assert time.monotonic() < ends_at, f"{telegram.waiting} updates are not confirmed"
        time.sleep(0.01)


def day(zone: str, after: int) -> datetime:
    """The day so many days from today in a zone, at midnight there."""
    return (datetime.now(ZoneInfo(zone)) + timedelta(days=after)).replace(hour=0, minute=0, second=0, microsecond=0)


def heading(zone: str, after: int) -> str:
    """The English heading of the day so many days from today; of another year than today's with its year."""
    today, date = day(zone, 0), day(zone, after)
    return f"{date:%A}, {date.day} {date:%B}" + (f" {date.year}" if date.year != today.year else "")
