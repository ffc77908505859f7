"""A store that is killed at a step of the test's choice, as the process would be: from then on nothing works."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.reminders.scene import Scene, Sent

from schedbot_sdk.telegram import SqliteStore

__all__ = ["FastStore", "Killable", "Killed", "watch_sends"]


class FastStore(SqliteStore):
    """Does not wait for the disk: a process that is killed loses nothing that the system has."""

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.execute("PRAGMA synchronous = OFF")
        return connection


class Killed(BaseException):
    """The process ends here."""


class Killable(FastStore):
    """Counts its steps: before a transaction, before its commit, after its commit; and sends, before and after."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.steps_left: int | None = None
        self.is_dead = False
        self.unnoted: list[Sent] = []
        """What was sent since the last commit."""
        self.may_repeat: list[Sent] = []
        """What was sent when the process was killed, and not noted."""
        self.kills = 0

    def revive(self, steps_left: int | None = None) -> None:
        """Start again, and die after so many steps; None lives on."""
        self.is_dead, self.steps_left = False, steps_left

    def step(self) -> None:
        if self.steps_left == 0 and not self.is_dead:
            self.is_dead = True
            self.kills += 1
            self.may_repeat += self.unnoted
            self.unnoted = []
        if self.is_dead:
            raise Killed
        if self.steps_left is not None:
            self.steps_left -= 1

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        self.step()
        with super().transaction() as database:
            yield database
            self.step()
        self.unnoted = []
        self.step()


def watch_sends(scene: Scene, store: Killable) -> None:
    """Let the store see each message, and die before or after it."""
    scene.before_send = lambda _: store.step()

    def after_send(sent: Sent) -> None:
        store.unnoted.append(sent)
        store.step()

    scene.after_send = after_send
