"""The example bot as a program that is killed at any moment of a conversation, and started again each time."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, cast

import pytest
from tests.assistant.people import fields
from tests.assistant.world import World, servers
from tests.examples.test_programs import EXAMPLES, local_environment

from schedbot_sdk import TelegramClient
from schedbot_sdk.assistant import ENGLISH, SqliteAssistantStore
from schedbot_sdk.schedule import Source
from schedbot_sdk.testing.servers import BotAction, Person

KILLS = 14
OUTAGES = {f"schedbot_sdk.errors.{name}" for name in ("ServerError", "ServiceUnavailableError", "TransportError")}
"""What a handler may raise here, and the log shows with its traceback."""
PEOPLE = [Person(100 + number, f"Person{number}") for number in range(8)]
STRANGER = Person(99, "Stranger")
TITLES = ("Gym", "Yoga", "Chess", "Dance")
ROUNDS = len(TITLES)
BEHIND = timedelta(minutes=14, seconds=30)
"""The clock of Telegram is so late that a reminder is due half a minute after its message."""
ACTIONS = len(PEOPLE) * (ROUNDS * 4 + 20)
"""About what the bot does without a kill: an answer, half an edit, a press answered, a file, and a decision shown in
each round and for a reminder, a move and a cancellation; a question, the reply's own round, a list and a calendar.
"""
PATIENCE = 60.0
SEED = random.randrange(10**6)


class Place(NamedTuple):
    """A person's message."""

    chat_id: int
    message_id: int


def answered_by(action: BotAction) -> Place:
    """The message that a schedule with buttons is about: its buttons name it."""
    return Place(action.chat_id, int(action.buttons[0].data.split(":")[1]))


def answered(world: World) -> list[Place]:
    """The messages that were answered, by a text or a file, as often as they were."""
    places: list[Place] = []
    for request in list(world.telegram.requests):
        if request.path.endswith(("/sendMessage", "/sendDocument")) and request.status == 200:
            replies = request.params.get("reply_parameters")
            to = cast("dict[str, int]", json.loads(replies) if isinstance(replies, str) else replies)
            if to:
                places.append(Place(int(str(request.params["chat_id"])), to["message_id"]))
    return places


class Filed(NamedTuple):
    """An event in a calendar file."""

    chat_id: int
    uid: bytes
    sequence: int
    caption: str = ""


def filed(world: World) -> list[Filed]:
    """The events in the files that came of a decision."""
    return [
        Filed(action.chat_id, uid, int(sequence), action.text)
        for action in world.telegram.actions
        if action.file and action.text in {"", ENGLISH.removed}
        for uid, sequence in zip(
            fields(action.file.content, b"UID"), fields(action.file.content, b"SEQUENCE"), strict=True
        )
    ]


def reminded(world: World) -> list[int]:
    """The chats that got a reminder, as often as they did."""
    return [action.chat_id for action in world.telegram.actions if action.text.startswith("⏰")]


class People:
    """They write, edit, press a button once or twice, are asked and reply, and wait for each answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.messages_sent = 0
        self.presses = 0
        self.confirmed: Counter[tuple[int, str]] = Counter()
        self.files: set[Filed] = set()
        """The events that were confirmed or removed, each in a file."""

    def live(self, person: Person) -> None:
        tea = self._say(person, "Tea in 30 minutes, remind me 15 minutes before")
        self._confirm(person, tea, "— Tea")
        places: list[Place] = []
        for number, title in enumerate(TITLES):
            hour = 7 + number
            place = self._say(person, f"{title} tomorrow at {hour}:10")
            self._shown(place, f"{hour:02}:10")
            if number % 2:
                self._world.telegram.user_edits(person, place.message_id, f"{title} tomorrow at {hour}:20")
            event = f"{hour:02}:{20 if number % 2 else 10} — {title}"
            if number % 3 == 2:
                self._decide(person, place, event, "cancel", ENGLISH.cancelled)
            else:
                self._confirm(person, place, event)
            places.append(place)
        place = self._say(person, "Call Bob")
        self._until_answered(place)
        self._say(person, "tomorrow at 20:10")
        self._confirm(person, place, "20:10 — Call Bob")
        self._move_and_cancel(person, yoga=places[1], dance=places[3])
        for command in ("/list", "/ics"):
            self._until_answered(self._say(person, command))

    def _confirm(self, person: Person, place: Place, event: str) -> None:
        self._decide(person, place, event, "confirm", ENGLISH.confirmed)
        self.confirmed[person.id, event] += 1
        self.files.add(Filed(person.id, uid_of(place), 0))

    def _move_and_cancel(self, person: Person, *, yoga: Place, dance: Place) -> None:
        move = self._say(person, "Move yoga to 21:10")
        self._decide(person, move, "21:10 — Yoga", "confirm", ENGLISH.confirmed)
        cancellation = self._say(person, "Cancel dance")
        self._decide(person, cancellation, "10:20 — Dance", "confirm", ENGLISH.events_removed)
        self.confirmed -= Counter({(person.id, "08:20 — Yoga"): 1, (person.id, "10:20 — Dance"): 1})
        self.confirmed[person.id, "21:10 — Yoga"] += 1
        self.files.add(Filed(person.id, uid_of(yoga), 1))
        self.files.add(Filed(person.id, uid_of(dance), 1, ENGLISH.removed))

    def until_reminded(self) -> None:
        """Wait until each of them got a reminder."""
        ends_at = time.monotonic() + PATIENCE
        while len(set(reminded(self._world))) < len(PEOPLE):
            assert time.monotonic() < ends_at, "a reminder was never sent"
            time.sleep(0.05)

    def pass_by(self) -> None:
        """Somebody who is not signed up, while the services fail one after the other."""
        faults: list[Callable[[], None]] = [
            lambda: self._world.telegram.flood(1, path_ends="/sendMessage"),
            lambda: self._world.users.fail_next(503),
            lambda: self._world.telegram.fail_next(503, path_ends="/sendDocument"),
            lambda: self._world.telegram.fail_next(502, path_ends="/sendMessage"),
        ]
        for fault in faults:
            fault()
            self._until_answered(self._say(STRANGER, "Lunch tomorrow at noon"))

    def _say(self, person: Person, text: str) -> Place:
        self.messages_sent += 1
        return Place(person.id, self._world.telegram.user_says(person, text))

    def _decide(self, person: Person, place: Place, times: str, decision: str, shown_text: str) -> None:
        """Press until it is decided: an answer that was sent once more leaves the earlier one without effect."""
        ends_at = time.monotonic() + PATIENCE
        pressed: BotAction | None = None
        while not any(
            action.text.endswith(shown_text) and times in action.text
            for action in self._seen_in(person.id)
            if not action.buttons
        ):
            shown = self._shown(place, times)
            if shown != pressed:
                data = next(button.data for button in shown.buttons if button.data.startswith(decision))
                for _ in range(1 + place.message_id % 2):
                    self.presses += 1
                    self._world.telegram.user_presses(person, shown.message_id, data)
                pressed = shown
            assert time.monotonic() < ends_at, f"{decision} of {times} came to nothing"
            time.sleep(0.01)

    def _shown(self, place: Place, times: str) -> BotAction:
        """The newest schedule that is about a message."""
        ends_at = time.monotonic() + PATIENCE
        while True:
            for action in reversed(self._seen_in(place.chat_id)):
                if action.buttons and answered_by(action) == place and times in action.text:
                    return action
            assert time.monotonic() < ends_at, f"a message at {times} was never answered"
            time.sleep(0.01)

    def _until_answered(self, place: Place) -> None:
        ends_at = time.monotonic() + PATIENCE
        while place not in answered(self._world):
            assert time.monotonic() < ends_at, "a message was never answered"
            time.sleep(0.05)

    def _seen_in(self, chat_id: int) -> list[BotAction]:
        return [action for action in self._world.telegram.actions if action.chat_id == chat_id]


@contextmanager
def program(world: World, folder: Path) -> Generator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(EXAMPLES / "schedule_bot.py"), str(world.file)]
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, env=local_environment(world), cwd=folder, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


class Killer:
    """Kills the bot, and sees by its file which of the answers and files that it had sent it had not noted."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._looked_at: Counter[Place] = Counter()
        self._files_looked_at: Counter[Filed] = Counter()
        self._reminders_looked_at: Counter[int] = Counter()
        self.not_noted: Counter[Place] = Counter()
        self.files_not_noted: Counter[Filed] = Counter()
        self.reminders_not_noted: Counter[int] = Counter()
        self.kills_between = 0

    def kill(self, after: int, delay: float, *, at_a_send: bool) -> None:
        """Let it run until it has done so much in all; at a send it dies before it can have read the answer."""
        after = max(after, len(self._world.telegram.actions))
        self._kill_when(lambda: self._has_come(after, to_a_send=at_a_send), delay)

    def kill_at_a_reminder(self) -> None:
        """Let it run until it sends a reminder."""
        sent = len(reminded(self._world))
        self._kill_when(lambda: len(reminded(self._world)) > sent, 0)

    def _kill_when(self, has_come: Callable[[], bool], delay: float) -> None:
        with program(self._world, self._folder) as process:
            ends_at = time.monotonic() + PATIENCE
            while not has_come():
                assert time.monotonic() < ends_at, "the bot stands still"
                assert process.poll() is None, "the bot ended by itself"
                time.sleep(0.0005)
            time.sleep(delay)
            process.kill()
            process.wait()
        self.look()

    def _has_come(self, after: int, *, to_a_send: bool) -> bool:
        actions = self._world.telegram.actions
        return len(actions) > after and (not to_a_send or actions[-1].method in {"sendMessage", "sendDocument"})

    def look(self) -> None:
        """Count what the run that is over sent and its file does not know."""
        with TelegramClient(self._world.telegram.token, base_url=self._world.telegram.base_url) as client:
            for _ in range(20):  # by then the server has read what was on its way when the bot died
                client.get_me()
        answers = SqliteAssistantStore(self._world.file)
        sent = Counter(answered(self._world)) - self._looked_at
        files = Counter(filed(self._world)) - self._files_looked_at
        self._looked_at += sent
        reminders = Counter(reminded(self._world)) - self._reminders_looked_at
        self._files_looked_at += files
        self._reminders_looked_at += reminders
        once = {*sent.values(), *files.values(), *reminders.values()} <= {1}
        assert once, "one run answered a message, sent a file or reminded twice"
        lost = [place for place in sent if answers.turn(*place) is None]
        known = files_noted(self._world)
        lost_files = [file for file in files if file not in known]
        lost_reminders = set(reminders) - reminders_noted(self._world)
        self.not_noted.update(lost)
        self.files_not_noted.update(lost_files)
        self.reminders_not_noted.update(lost_reminders)
        self.kills_between += bool(lost or lost_files or lost_reminders)


def uid_of(place: Place) -> bytes:
    """The uid of the event that came of a message."""
    return Source(bot="schedule_bot", chat_id=place.chat_id, message_id=place.message_id).uid(0).encode()


def files_noted(world: World) -> set[Filed]:
    """The events of which the bot noted that their files were sent."""
    query = """SELECT chat_id, schedule, removes FROM schedbot_assistant_answers
        WHERE schedule IS NOT NULL AND (file_sent OR (removes AND decision = 'confirm' AND removed = '[]'))"""
    with closing(sqlite3.connect(world.file)) as database:
        rows = [(chat_id, json.loads(schedule), removes) for chat_id, schedule, removes in database.execute(query)]
    return {
        Filed(chat_id, event["uid"].encode(), schedule["sequence"] + removes, ENGLISH.removed if removes else "")
        for chat_id, schedule, removes in rows
        for event in schedule["events"]
    }


def reminders_noted(world: World) -> set[int]:
    """The chats of which the bot noted that they were reminded of the tea."""
    query = """SELECT chat_id FROM schedbot_reminders JOIN schedbot_reminder_events USING (uid)
        WHERE event LIKE '%"title":"Tea"%' AND at IS NULL"""
    with closing(sqlite3.connect(world.file)) as database:
        return {chat_id for (chat_id,) in database.execute(query)}


def twice(counted: Iterable[object]) -> dict[object, int]:
    return {each: count - 1 for each, count in Counter(counted).items() if count > 1}


@pytest.mark.slow
def test_the_bot_that_is_killed_at_any_moment_answers_every_message_and_keeps_every_event_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)
    with servers(tmp_path, behind=BEHIND) as world, ThreadPoolExecutor(len(PEOPLE) + 1) as threads:
        for person in PEOPLE:
            world.users.add(person.id, person.first_name, "Europe/Berlin")
        people, killer = People(world), Killer(world, tmp_path)
        lives = [threads.submit(people.pass_by), *(threads.submit(people.live, person) for person in PEOPLE)]
        for number, after in enumerate(sorted(dice.randrange(int(0.9 * ACTIONS)) for _ in range(KILLS))):
            is_at_a_send = number % 2 == 0
            killer.kill(after, 0 if is_at_a_send else dice.uniform(0, 0.02), at_a_send=is_at_a_send)
        killer.kill_at_a_reminder()
        with program(world, tmp_path) as process:
            for life in lives:
                life.result()
            people.until_reminded()
            ends_at = time.monotonic() + PATIENCE
            while world.telegram.waiting and time.monotonic() < ends_at:
                time.sleep(0.01)
            assert not world.telegram.waiting
            process.terminate()
            assert process.wait(PATIENCE) == 0
        killer.look()
        actions = world.telegram.actions
        sent, files = answered(world), filed(world)
        answers = SqliteAssistantStore(world.file)
        kept = Counter(
            (person.id, "— Tea" if event.title == "Tea" else f"{event.start.moment:%H:%M} — {event.title}")
            for person in PEOPLE
            for schedule in answers.schedules(person.id)
            for event in schedule.events
        )
        calendars = {action.chat_id: action.file for action in actions if action.text == ENGLISH.here_it_is}
        reminders = reminded(world)
    notes = [action for action in actions if action.method == "answerCallbackQuery"]
    with capsys.disabled():
        print(
            f"\n  kill -9 of the example bot, seed {SEED}: {KILLS} kills, {killer.kills_between} between sending and"
            f" noting; {len(set(sent))} messages, all answered, {len(sent) - len(set(sent))} answers repeated;"
            f" {len(set(reminders))} reminders, {len(reminders) - len(set(reminders))} of them repeated;"
            f" {len(set(files))} calendar files, {len(files) - len(set(files))} of them repeated; {people.presses}"
            f" presses, {len(kept)} schedules kept, {sum(kept.values()) - len(kept)} of them twice"
        )
    assert len(set(sent)) == people.messages_sent == len(PEOPLE) * (ROUNDS + 7) + 4
    assert twice(sent) == killer.not_noted, "an answer is repeated exactly when the kill fell before it was noted"
    assert twice(files) == killer.files_not_noted, "and so is a file"
    assert twice(reminders) == killer.reminders_not_noted, "and so is a reminder"
    assert set(reminders) == {person.id for person in PEOPLE}
    assert killer.kills_between, "no kill fell between sending and noting: that was not shown"
    assert kept == people.confirmed
    assert set(files) == people.files
    for person in PEOPLE:
        calendar = calendars[person.id]
        assert calendar is not None
        assert len(fields(calendar.content, b"UID")) == sum(chat_id == person.id for chat_id, _ in kept)
    assert len(notes) == people.presses
    errors = (tmp_path / "log").read_text(encoding="utf-8")
    assert set(re.findall(r"^[\w.]+(?:Error|Exception)$", errors, re.MULTILINE)) <= OUTAGES
    assert not [words for words in (*TITLES, "Bob", "Lunch", "Tea") if words in errors]
