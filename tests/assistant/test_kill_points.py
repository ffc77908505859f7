"""The assistant is killed before and after each of its requests and commits, and then gets the same update again."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from tests.assistant.people import fields
from tests.assistant.world import QUICK, World, servers

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient
from schedbot_sdk.assistant import AssistantStore, ScheduleAssistant, SqliteAssistantStore, reminder_sender
from schedbot_sdk.reminders import AsyncReminders
from schedbot_sdk.telegram import Update
from schedbot_sdk.testing.servers import BotAction, Person

PRESS = "press the first button"
STEPS = (
    *("Gym tomorrow at 7:00, remind me 30 minutes before, dinner with Kate at 19:30 tomorrow", PRESS),
    *("edit: Gym tomorrow at 7:30, dinner with Kate at 19:30 tomorrow", PRESS),
    *("Move gym to 8:15", PRESS, "Cancel the dinner with Kate", PRESS),
    *("Call Bob", "tomorrow at 15:00", PRESS),
)


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Executioner:
    """Kills the process before or after one of its calls."""

    at: int
    after: bool
    calls: int = 0
    method: str = ""

    def guard(self, target: object) -> object:
        return _Guarded(target, self)

    def kills(self, name: str, *, after: bool) -> None:
        self.calls += not after
        if (self.calls, after) == (self.at, self.after):
            self.method = name
            raise Killed


class _Guarded:
    def __init__(self, target: object, executioner: Executioner) -> None:
        self._target = target
        self._executioner = executioner

    def __getattr__(self, name: str) -> object:
        method = cast("Callable[..., object]", getattr(self._target, name))

        async def guarded_async(*args: object, **options: object) -> object:
            self._executioner.kills(name, after=False)
            result = await cast("Awaitable[object]", method(*args, **options))
            self._executioner.kills(name, after=True)
            return result

        def guarded(*args: object, **options: object) -> object:
            self._executioner.kills(name, after=False)
            result = method(*args, **options)
            self._executioner.kills(name, after=True)
            return result

        return guarded_async if inspect.iscoroutinefunction(method) else guarded


class Bot:
    """A bot that handles one update at a time, each in a new process."""

    def __init__(self, world: World, clients: tuple[AsyncTelegramClient, AsyncUsersClient, AsyncChatClient]) -> None:
        self._world = world
        self._telegram, self._users, self._chat = clients
        self._offset = 0

    async def plays(self, person: Person, file: Path, step_to_kill: int, executioner: Executioner) -> bool:
        """Play all steps; give whether the process was killed."""
        self._world.users.add(person.id, person.first_name, "Europe/Berlin")
        is_killed, first_message = False, 0
        for number, step in enumerate(STEPS):
            first_message = self._acts(person, step, first_message)
            update = await self._next_update()
            if number == step_to_kill:
                try:
                    await self._assistant(file, executioner).handle(update)
                except Killed:
                    is_killed = True
            await self._assistant(file).handle(update)
        return is_killed

    def _acts(self, person: Person, step: str, first_message: int) -> int:
        telegram = self._world.telegram
        if step == PRESS:
            shown = [action for action in telegram.actions if action.chat_id == person.id and action.buttons][-1]
            telegram.user_presses(person, shown.message_id, shown.buttons[0].data)
        elif step.startswith("edit: "):
            telegram.user_edits(person, first_message, step.removeprefix("edit: "))
        else:
            message = telegram.user_says(person, step)
            return first_message or message
        return first_message

    async def _next_update(self) -> Update:
        (update,) = await self._telegram.get_updates(offset=self._offset, timeout=5)
        self._offset = update.update_id + 1
        return update

    def _assistant(self, file: Path, executioner: Executioner | None = None) -> ScheduleAssistant:
        store = SqliteAssistantStore(file)
        reminders = AsyncReminders(store.offset_store, reminder_sender(self._telegram, store))
        telegram, guarded_store = self._telegram, cast("AssistantStore[sqlite3.Connection]", store)
        if executioner is not None:
            telegram = cast("AsyncTelegramClient", executioner.guard(telegram))
            guarded_store = cast("AssistantStore[sqlite3.Connection]", executioner.guard(store))
        return ScheduleAssistant(telegram, self._users, self._chat, guarded_store, name="bot", reminders=reminders)


def outcome(world: World, person: Person, file: Path) -> dict[str, object]:
    """What a person has at the end."""
    store = SqliteAssistantStore(file)
    events = [schedule.events[0] for schedule in store.schedules(person.id)]
    with store.offset_store.transaction() as database:
        reminders = database.execute(
            "SELECT before, at IS NULL FROM schedbot_reminders ORDER BY uid, before"
        ).fetchall()
    sequences = [schedule.sequence for schedule in store.schedules(person.id)]
    last = [action.text for action in actions_of(world, person) if action.method == "editMessageText"]
    return {
        "events": [(event.title, f"{event.start.moment:%H:%M}") for event in events],
        "sequences": sequences,
        "reminders": reminders,
        "files": set(files_of(world, person)),
        "decisions": Counter(last).keys(),
    }


def actions_of(world: World, person: Person) -> list[BotAction]:
    return [action for action in world.telegram.actions if action.chat_id == person.id]


def files_of(world: World, person: Person) -> Counter[tuple[str, tuple[bytes, ...], tuple[bytes, ...]]]:
    """The files by their caption, titles and sequences, as often as they were sent."""
    return Counter(
        (
            action.text,
            tuple(fields(action.file.content, b"SUMMARY")),
            tuple(fields(action.file.content, b"SEQUENCE")),
        )
        for action in actions_of(world, person)
        if action.file
    )


def sent_twice(world: World, person: Person) -> int:
    """How many messages and files were sent more than once."""
    texts = Counter(action.text for action in actions_of(world, person) if action.method == "sendMessage")
    return sum(texts.values()) - len(texts) + sum(files_of(world, person).values()) - len(files_of(world, person))


@pytest.mark.slow
@pytest.mark.parametrize("step", range(len(STEPS)))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_kill_at_any_call_loses_nothing_and_repeats_one_message_at_most(
    tmp_path: Path, step: int, after: bool
) -> None:
    asyncio.run(kills_at_each_call(tmp_path, step, after=after))


async def kills_at_each_call(tmp_path: Path, step: int, *, after: bool) -> None:
    with servers(tmp_path) as world:
        async with AsyncExitStack() as stack:
            clients = (
                await stack.enter_async_context(
                    AsyncTelegramClient(
                        world.telegram.token, base_url=world.telegram.base_url, retry=QUICK, limiter=None
                    )
                ),
                await stack.enter_async_context(AsyncUsersClient(world.users.base_url, retry=QUICK)),
                await stack.enter_async_context(
                    AsyncChatClient(
                        world.chat.api_key, base_url=world.chat.base_url, model=world.chat.model, retry=QUICK
                    )
                ),
            )
            bot, usual = Bot(world, clients), Person(1000, "Usual")
            assert not await bot.plays(usual, tmp_path / "usual.sqlite3", step, Executioner(-1, after=after))
            expected = outcome(world, usual, tmp_path / "usual.sqlite3")
            assert sent_twice(world, usual) == 0
            for number in range(1, 50):
                person, file = Person(1000 + number, "Other"), tmp_path / f"{number}.sqlite3"
                executioner = Executioner(number, after=after)
                if not await bot.plays(person, file, step, executioner):
                    break
                assert outcome(world, person, file) == expected, executioner.method
                can_repeat = executioner.method.startswith("send_" if after else ("save", "mark_"))
                assert sent_twice(world, person) <= can_repeat, executioner.method
            else:
                pytest.fail("the step never ended")
            assert number > 3
