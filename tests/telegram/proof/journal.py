"""The journal of a bot that may be killed at any moment: a line for the start and the end of each update.

Each line is one write to a file opened with O_APPEND, so that it is there whole or not at all, and stays there when the
process dies.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast, get_args

__all__ = ["WIDTH", "Entry", "Event", "Journal", "read"]

WIDTH: Final = 40
"""Bytes of a line, so that the length of a journal shows its progress."""

Event: TypeAlias = Literal["begin", "end", "give_up", "fail"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: which run of the bot did what with which update."""

    event: Event
    run: int
    update_id: int
    chat: int


class Journal:
    """The journal of one run of the bot; any thread may write to it."""

    def __init__(self, path: Path, run: int) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._run = run

    def note(self, event: Event, update_id: int, chat: int) -> None:
        os.write(self._file, f"{event} {self._run} {update_id} {chat}".ljust(WIDTH - 1).encode() + b"\n")


def read(path: Path) -> list[Entry]:
    """Return all lines, in the order in which they were written."""
    entries: list[Entry] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        event, *numbers = line.split()
        assert event in get_args(Event), line
        entries.append(Entry(cast("Event", event), *map(int, numbers)))
    return entries
