"""The example bot as a program that is killed at any moment of a conversation, and started again each time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from examples.schedule_bot.answers import Answers
from examples.schedule_bot.texts import ENGLISH
from tests.examples.test_programs import EXAMPLES, told
from tests.examples.world import World, servers

from schedbot_sdk.testing.servers import BotAction, Person

KILLS = 12
PEOPLE = [Person(100 + number, f"Person{number}") for number in range(8)]
ROUNDS = 6
ACTIONS = len(PEOPLE) * ROUNDS * 4
"""About what the bot does without a kill: an answer, half an edit, a decision shown, more than one press answered."""
PATIENCE = 60.0
SEED = random.randrange(10**6)


class Place(NamedTuple):
    """A person's message."""

    chat_id: int
    message_id: int


def answered_by(action: BotAction) -> Place:
    """The message to which a schedule with buttons is the answer: its buttons name it."""
    return Place(action.chat_id, int(action.buttons[0].data.split(":")[1]))


class People:
    """They write, edit, press a button once or twice, and wait for each answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.presses = 0
        self.confirmed: Counter[tuple[int, str]] = Counter()

    def live(self, person: Person) -> None:
        for number in range(ROUNDS):
            hour = 7 + number
            message_id = self._world.telegram.user_says(person, f"Gym tomorrow at {hour}:10")
            self._shown(Place(person.id, message_id), f"{hour:02}:10")
            if number % 2:
                self._world.telegram.user_edits(person, message_id, f"Gym tomorrow at {hour}:20")
            minute = 20 if number % 2 else 10
            self._decide(person, message_id, f"{hour:02}:{minute}", "cancel" if number % 3 == 2 else "confirm")

    def _decide(self, person: Person, message_id: int, times: str, decision: str) -> None:
        """Press until it is decided: an answer that was sent once more leaves the earlier one without effect."""
        ends_at = time.monotonic() + PATIENCE
        pressed: BotAction | None = None
        said = ENGLISH.confirmed if decision == "confirm" else ENGLISH.cancelled
        while not any(
            action.text.endswith(said) and times in action.text for action in self._seen(person) if not action.buttons
        ):
            shown = self._shown(Place(person.id, message_id), times)
            if shown != pressed:
                data = next(button.data for button in shown.buttons if button.data.startswith(decision))
                for _ in range(1 + message_id % 2):
                    self.presses += 1
                    self._world.telegram.user_presses(person, shown.message_id, data)
                pressed = shown
            assert time.monotonic() < ends_at, f"{decision} of {times} came to nothing"
            time.sleep(0.01)
        if decision == "confirm":
            self.confirmed[person.id, times] += 1

    def _shown(self, place: Place, times: str) -> BotAction:
        """The newest answer to a message."""
        ends_at = time.monotonic() + PATIENCE
        while True:
            for action in reversed(self._seen_in(place.chat_id)):
                if action.buttons and answered_by(action) == place and times in action.text:
                    return action
            assert time.monotonic() < ends_at, f"a message at {times} was never answered"
            time.sleep(0.01)

    def _seen(self, person: Person) -> list[BotAction]:
        return self._seen_in(person.id)

    def _seen_in(self, chat_id: int) -> list[BotAction]:
        return [action for action in self._world.telegram.actions if action.chat_id == chat_id]


@contextmanager
def program(world: World, folder: Path) -> Generator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(EXAMPLES / "schedule_bot"), str(world.file)]
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, env=told(world), cwd=folder, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


class Killer:
    """Kills the bot, and sees by its file which of the answers that it had sent it had not noted."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._before = 0
        self.not_noted: Counter[Place] = Counter()
        self.kills_between = 0

    def kill(self, after: int, delay: float, *, at_a_send: bool) -> None:
        """Let it run until it has done so much in all; at a send it dies before it can have read the answer."""
        after = max(after, self._before)
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
        return len(actions) > after and (not to_a_send or actions[-1].method == "sendMessage")

    def look(self) -> None:
        """Count the answers of the run that is over which the file does not know."""
        time.sleep(0.2)  # what was on its way to the server when the bot died
        sent = [action for action in self._world.telegram.actions[self._before :] if action.method == "sendMessage"]
        self._before += len(self._world.telegram.actions[self._before :])
        answers = Answers(self._world.file)
        places = [answered_by(action) for action in sent]
        assert len(places) == len(set(places)), "one run answered a message twice"
        lost = [place for place in places if answers.to(*place) is None]
        self.not_noted.update(lost)
        self.kills_between += bool(lost)


@pytest.mark.slow
def test_the_bot_that_is_killed_at_any_moment_answers_every_message_and_keeps_every_schedule_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)
    with servers(tmp_path) as world, ThreadPoolExecutor(len(PEOPLE)) as threads:
        for person in PEOPLE:
            world.users.add(person.id, person.first_name, "Europe/Berlin")
        people, killer = People(world), Killer(world, tmp_path)
        lives = [threads.submit(people.live, person) for person in PEOPLE]
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
        answers = Answers(world.file)
        kept = Counter(
            (person.id, f"{event.start.moment:%H:%M}")
            for person in PEOPLE
            for schedule in answers.schedules(person.id)
            for event in schedule.events
        )
        files = Counter(action.chat_id for action in actions if action.file is not None)
    sends = Counter(answered_by(action) for action in actions if action.method == "sendMessage")
    repeated = {place: count - 1 for place, count in sends.items() if count > 1}
    notes = [action for action in actions if action.method == "answerCallbackQuery"]
    with capsys.disabled():
        print(
            f"\n  kill -9 of the example bot, seed {SEED}: {KILLS} kills, {killer.kills_between} between sending"
            f" an answer and noting it; {len(sends)} messages, all answered, {sum(repeated.values())} of them twice;"
            f" {people.presses} presses, {len(kept)} schedules kept, {sum(kept.values()) - len(kept)} of them twice"
        )
    assert len(sends) == len(PEOPLE) * ROUNDS
    assert repeated == killer.not_noted, "an answer is repeated exactly when the kill fell before it was noted"
    assert killer.kills_between, "no kill fell between sending and noting: that was not shown"
    assert kept == people.confirmed
    assert len(files) == len(PEOPLE)
    assert files.total() >= kept.total()
    assert len(notes) == people.presses
    errors = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Traceback" not in errors
    assert "Gym" not in errors
