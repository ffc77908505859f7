"""Where a bot remembers how far it has come, so that a new start repeats nothing that was finished."""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol, cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.polling.cursor import Progress

__all__ = ["FileStore", "MemoryStore", "OffsetStore", "Progress", "progress_of"]


class OffsetStore(Protocol):
    """What a poll needs of a store. One poll uses it at a time; the async client has a thread for it."""

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
            ConfigurationError: The file is there, but is none of this store's; or its directory is not.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            if self._path.parent.is_dir():
                return Progress()
            content = None
        if content is None:  # told before the first update is handled, not after it
            raise ConfigurationError(f"{self._path.name}: a FileStore's directory must exist: make it, or name another")
        progress = _read(content)
        if progress is None:
            raise ConfigurationError(f"{self._path.name} is no file of a FileStore: name another one, or delete it")
        return progress

    def save(self, progress: Progress) -> None:
        """Remember it: written beside, flushed to the disk, then put in the place of the old file, also on the disk."""
        beside = self._path.with_name(f"{self._path.name}.new")
        text = json.dumps({"offset": progress.offset, "finished": list(progress.finished)})
        with self._lock:
            with beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
            _flush_names(self._path.parent)


def _flush_names(directory: Path) -> None:
    """What a directory calls its files is on the disk only when it is flushed itself."""
    with suppress(OSError):  # Windows has no such flush, nor have some file systems
        number = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _read(content: bytes) -> Progress | None:
    try:
        value = cast("dict[str, object]", json.loads(content))
        return progress_of(value["offset"], value["finished"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def progress_of(offset: object, finished: object) -> Progress | None:
    """What a store has kept; None where it is no progress."""
    if not isinstance(offset, int) or isinstance(offset, bool) or offset < 0 or not isinstance(finished, list):
        return None
    keys = cast("list[object]", finished)
    return Progress(offset, tuple(key for key in keys if isinstance(key, str)))
