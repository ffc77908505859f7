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
ROUNDS = 4
ACTIONS = len(PEOPLE) * (ROUNDS * 4 + 7)
"""About what the bot does without a kill: an answer, half an edit, a press answered, a file, and a decision shown in
each round, and in the end a question, the reply's own round, a list and a calendar.
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


def filed(world: World) -> list[tuple[int, bytes]]:
    """Whose event is in the files that came of a confirmation, by its uid."""
    files = [
        (action.chat_id, action.file.content) for action in world.telegram.actions if action.file and not action.text
    ]
    return [(chat_id, uid) for chat_id, content in files for uid in fields(content, b"UID")]


class People:
    """They write, edit, press a button once or twice, are asked and reply, and wait for each answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.messages_sent = 0
        self.presses = 0
        self.confirmed: Counter[tuple[int, str]] = Counter()
        self.places: set[Place] = set()
        """The messages whose schedules were confirmed."""

    def live(self, person: Person) -> None:
        for number in range(ROUNDS):
            hour = 7 + number
            place = self._say(person, f"Gym tomorrow at {hour}:10")
            self._shown(place, f"{hour:02}:10")
            if number % 2:
                self._world.telegram.user_edits(person, place.message_id, f"Gym tomorrow at {hour}:20")
            minute = 20 if number % 2 else 10
            self._decide(person, place, f"{hour:02}:{minute}", "cancel" if number % 3 == 2 else "confirm")
        place = self._say(person, "Call Bob")
        self._until_answered(place)
        self._say(person, "tomorrow at 20:10")
        self._decide(person, place, "20:10", "confirm")
        for command in ("/list", "/ics"):
            self._until_answered(self._say(person, command))

    def pass_by(self) -> None:
        """Somebody whom nobody knows, while the services fail one after the other."""
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

    def _decide(self, person: Person, place: Place, times: str, decision: str) -> None:
        """Press until it is decided: an answer that was sent once more leaves the earlier one without effect."""
        ends_at = time.monotonic() + PATIENCE
        pressed: BotAction | None = None
        messages_sent = ENGLISH.confirmed if decision == "confirm" else ENGLISH.cancelled
        while not any(
            action.text.endswith(messages_sent) and times in action.text
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
        if decision == "confirm":
            self.confirmed[person.id, times] += 1
            self.places.add(place)

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
        self._files_looked_at: Counter[tuple[int, bytes]] = Counter()
        self.not_noted: Counter[Place] = Counter()
        self.files_not_noted: Counter[tuple[int, bytes]] = Counter()
        self.kills_between = 0

    def kill(self, after: int, delay: float, *, at_a_send: bool) -> None:
        """Let it run until it has done so much in all; at a send it dies before it can have read the answer."""
        after = max(after, len(self._world.telegram.actions))
        with program(self._world, self._folder) as process:
            ends_at = time.monotonic() + PATIENCE
            while not self._has_come(after, to_a_send=at_a_send):
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
        self._files_looked_at += files
        assert {*sent.values(), *files.values()} <= {1}, "one run answered a message or sent a file twice"
        lost = [place for place in sent if answers.turn(*place) is None]
        known = {uid_of(Place(chat_id, message_id)) for chat_id, message_id in places_filed(self._world)}
        lost_files = [file for file in files if file not in known]
        self.not_noted.update(lost)
        self.files_not_noted.update(lost_files)
        self.kills_between += bool(lost or lost_files)


def uid_of(place: Place) -> tuple[int, bytes]:
    """Whose event came of a message, by the uid that it has."""
    return place.chat_id, Source(bot="schedule_bot", chat_id=place.chat_id, message_id=place.message_id).uid(0).encode()


def places_filed(world: World) -> list[Place]:
    """The messages of which the bot noted that their files were sent."""
    with closing(sqlite3.connect(world.file)) as database:
        return [
            Place(*row)
            for row in database.execute("SELECT chat_id, origin_id FROM schedbot_assistant_answers WHERE file_sent")
        ]


def twice(counted: Iterable[object]) -> dict[object, int]:
    return {each: count - 1 for each, count in Counter(counted).items() if count > 1}


@pytest.mark.slow
def test_the_bot_that_is_killed_at_any_moment_answers_every_message_and_keeps_every_schedule_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)
    with servers(tmp_path) as world, ThreadPoolExecutor(len(PEOPLE) + 1) as threads:
        for person in PEOPLE:
            world.users.add(person.id, person.first_name, "Europe/Berlin")
        people, killer = People(world), Killer(world, tmp_path)
        lives = [threads.submit(people.pass_by), *(threads.submit(people.live, person) for person in PEOPLE)]
        for number, after in enumerate(sorted(dice.randrange(int(0.9 * ACTIONS)) for _ in range(KILLS))):
            is_at_a_send = number % 2 == 0
            killer.kill(after, 0 if is_at_a_send else dice.uniform(0, 0.02), at_a_send=is_at_a_send)
        with program(world, tmp_path) as process:
            for life in lives:
                life.result()
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
            (person.id, f"{event.start.moment:%H:%M}")
            for person in PEOPLE
            for schedule in answers.schedules(person.id)
            for event in schedule.events
        )
        calendars = {action.chat_id: action.file for action in actions if action.file and action.text}
    notes = [action for action in actions if action.method == "answerCallbackQuery"]
    with capsys.disabled():
        print(
            f"\n  kill -9 of the example bot, seed {SEED}: {KILLS} kills, {killer.kills_between} between sending and"
            f" noting; {len(set(sent))} messages, all answered, {len(sent) - len(set(sent))} answers repeated;"
            f" {len(set(files))} calendar files, {len(files) - len(set(files))} of them repeated; {people.presses}"
            f" presses, {len(kept)} schedules kept, {sum(kept.values()) - len(kept)} of them twice"
        )
    assert len(set(sent)) == people.messages_sent == len(PEOPLE) * (ROUNDS + 4) + 4
    assert twice(sent) == killer.not_noted, "an answer is repeated exactly when the kill fell before it was noted"
    assert twice(files) == killer.files_not_noted, "and so is a file"
    assert killer.kills_between, "no kill fell between sending and noting: that was not shown"
    assert kept == people.confirmed
    assert set(files) == {uid_of(place) for place in people.places}
    for person in PEOPLE:
        calendar = calendars[person.id]
        assert calendar is not None
        assert len(fields(calendar.content, b"UID")) == sum(chat_id == person.id for chat_id, _ in kept)
    assert len(notes) == people.presses
    errors = (tmp_path / "log").read_text(encoding="utf-8")
    assert set(re.findall(r"^[\w.]+(?:Error|Exception)$", errors, re.MULTILINE)) <= OUTAGES
    assert not [words for words in ("Gym", "Bob", "Lunch") if words in errors]
