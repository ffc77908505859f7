"""Where a bot remembers how far it has come, so that a new start repeats nothing that was finished."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Protocol, cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.polling.cursor import Progress

__all__ = ["FileStore", "MemoryStore", "OffsetStore", "Progress"]


class OffsetStore(Protocol):
    """What a poll needs of a store. One poll uses it at a time; the async client calls it from a thread."""

    def load(self) -> Progress:
        """What was saved last; `Progress()` before the first time."""
        ...

    def save(self, progress: Progress) -> None:
        """Remember it, so that a crash after this call loses none of it."""
        ...


class MemoryStore:
    """Remembers until the process ends. What was finished but not yet confirmed to Telegram is repeated after that."""

    def __init__(self) -> None:
        self._progress = Progress()

    def load(self) -> Progress:
        """What was saved last."""
        return self._progress

    def save(self, progress: Progress) -> None:
        """Remember it."""
        self._progress = progress


class FileStore:
    """Remembers in a small JSON file, which is replaced as a whole: a crash leaves the old one or the new one.

    Args:
        path: The file; its directory must exist. One file for each bot.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()

    def load(self) -> Progress:
        """What was saved last.

        Raises:
            ConfigurationError: The file is there, but is none of this store's.
        """
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Progress()
        try:
            value = cast("dict[str, object]", json.loads(text))
            offset, finished = value["offset"], value["finished"]
        except (ValueError, KeyError, TypeError):
            offset, finished = None, None
        if not isinstance(offset, int) or not isinstance(finished, list):
            raise ConfigurationError(f"{self._path.name} is no file of a FileStore: name another one, or delete it")
        return Progress(offset, tuple(str(key) for key in cast("list[object]", finished)))

    def save(self, progress: Progress) -> None:
        """Remember it: written beside, flushed to the disk, then put in the place of the old file."""
        beside = self._path.with_name(f"{self._path.name}.new")
        text = json.dumps({"offset": progress.offset, "finished": list(progress.finished)})
        with self._lock:
            with beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
