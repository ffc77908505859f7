"""Runs one bot after the other, in processes that are killed or stopped, on one local Telegram.

The truth is the server's: what it was told to forget. What the bots did is in their journal.
"""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from tests.telegram.proof.bot import Task
from tests.telegram.proof.journal import WIDTH, Entry, read
from tests.telegram.proof.summary import Summary

from schedbot_sdk.testing.servers import LocalTelegram, Person

__all__ = ["Trial", "until"]

ROOT = Path(__file__).parents[3]
TIMEOUT = 60.0


class Trial:
    """The bots of one folder, one at a time.

    Args:
        telegram: Where their updates wait.
        folder: Where they keep their store and their journal.
        twin: `"sync"` or `"async"`.
        store: `"memory"`, `"file"` or `"sqlite"`.
        seconds: How long a handler takes on the average.
        is_noted: Whether they keep a journal.
    """

    def __init__(
        self,
        telegram: LocalTelegram,
        folder: Path,
        *,
        twin: str,
        store: str,
        seconds: float = 0.0,
        is_noted: bool = True,
    ) -> None:
        self._telegram = telegram
        self._task = Task(
            url=telegram.base_url,
            token=telegram.token,
            twin=twin,
            store=store,
            folder=str(folder),
            seconds=seconds,
            is_noted=is_noted,
        )
        self._errors = folder / "errors"
        self.runs = 0

    def push(self, count: int, *, chats: int) -> None:
        """Let so many people write, one after the other."""
        people = [Person(1000 + number, "Somebody") for number in range(chats)]
        for number in range(count):
            self._telegram.user_says(people[number % chats], f"message {number}")

    @contextmanager
    def running(self) -> Generator[subprocess.Popen[bytes]]:
        """The next run of the bot; it is killed at the end of the block if it is still there."""
        self.runs += 1
        with self._errors.open("ab") as errors:
            arguments = replace(self._task, run=self.runs).as_arguments()
            with subprocess.Popen(arguments, cwd=ROOT, stderr=errors) as process:
                try:
                    yield process
                finally:
                    process.kill()

    def progress(self) -> int:
        """How many lines the journal has: one for every beginning, and one for every end."""
        return self._task.journal.stat().st_size // WIDTH if self._task.journal.exists() else 0

    def failures(self) -> int:
        """How many requests of the bots failed, also those that no server has seen."""
        return self._task.failures.stat().st_size // WIDTH if self._task.failures.exists() else 0

    def finish(self) -> None:
        """Run the bot until nothing waits, and let it stop as SIGTERM does."""
        with self.running() as process:
            until(lambda: (self._telegram.is_polled and not self._telegram.waiting) or process.poll() is not None)
            process.terminate()
            assert process.wait(TIMEOUT) == 0, self.errors()

    def entries(self) -> list[Entry]:
        """Return the journal lines of all runs."""
        return read(self._task.journal)

    def summary(self) -> Summary:
        return Summary.of(self.entries())

    def effects(self) -> list[int]:
        """Return the updates whose effects are in the database, as often as they are there."""
        with closing(sqlite3.connect(self._task.database)) as database:
            return [int(row[0]) for row in database.execute("SELECT update_id FROM effects")]

    def errors(self) -> str:
        """Return what the bots wrote to stderr."""
        return self._errors.read_text(encoding="utf-8")


def until(is_so: Callable[[], bool], seconds: float = TIMEOUT) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, "it never came to that"
        time.sleep(0.001)
