"""A store in a JSON file, which is replaced as a whole."""

from __future__ import annotations

import json
import os
import stat
import tempfile
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final, cast

from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter, dead_letter_from
from schedbot_sdk.telegram.stores.directory_lock import directory_lock
from schedbot_sdk.telegram.stores.merge import ProgressMerger
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.stores.replay import ReplayableStore
from schedbot_sdk.telegram.stores.shared import WaitLimit, progress_from

__all__ = ["FileStore"]

_MAX_WAIT: Final = 30.0


class FileStore(ReplayableStore):
    """Keeps progress and dead letters in a small JSON file. A crash leaves the old file or the new one.

    Two processes may share the file for a while, as in a rolling restart: neither loses what the other saved. The
    higher offset counts, and an update that either process finished is finished. Only its owner can read a new file; an
    existing file keeps its owner and permissions, and a symbolic link stays one.

    Args:
        path: The file; its directory must exist. Use one file for each bot.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._merger = ProgressMerger()
        self._wait_limit = WaitLimit(_MAX_WAIT)
        self._is_cleaned_up = False
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Take a new lock: a thread of the parent may have held the old one."""
        self._lock = threading.Lock()

    def load(self) -> Progress:
        """Return what was saved last.

        Raises:
            ConfigurationError: The file is not a FileStore's, or its directory does not exist.
        """
        with self._lock:
            return self._merger.loaded(self._read()[0])

    def save(self, progress: Progress) -> None:
        """Save the progress: write a new file, flush it to the disk, and replace the old file with it.

        Raises:
            OSError: The file could not be written, or another process held its lock for 30 seconds.
        """
        self.save_dead_letters(progress, ())

    def save_dead_letters(self, progress: Progress, dead_letters: Sequence[DeadLetter]) -> None:
        """Save progress and dead letters in one step.

        Raises:
            OSError: As for `save`.
        """
        with self._locked() as target:
            stored, kept = self._read()
            kept.update({dead_letter.key: dead_letter for dead_letter in dead_letters})
            merged = self._merger.merge(progress, stored)
            self._write(target, merged, kept)
            self._merger.written(progress, merged)

    def dead_letters(self) -> list[DeadLetter]:
        """Return the updates that were given up, oldest first.

        Raises:
            ConfigurationError: As for `load`.
        """
        with self._lock:
            return list(self._read()[1].values())

    def replace_dead_letter(self, dead_letter: DeadLetter) -> None:
        """Replace the dead letter with the same key, if there is one."""
        self._change(dead_letter.key, dead_letter)

    def remove_dead_letter(self, key: str) -> None:
        """Remove a dead letter without handling it."""
        self._change(key, None)

    def limit_waits(self, seconds: float | None) -> None:
        """Wait for another process's lock no longer than this from now on; None restores the usual 30 seconds."""
        self._wait_limit.limit(seconds)

    def _change(self, key: str, dead_letter: DeadLetter | None) -> None:
        with self._locked() as target:
            progress, kept = self._read()
            if key not in kept:
                return
            if dead_letter is None:
                del kept[key]
            else:
                kept[key] = dead_letter
            self._write(target, progress, kept)

    def _read(self) -> tuple[Progress, dict[str, DeadLetter]]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            if Path(os.path.realpath(self._path)).parent.is_dir():
                return Progress(), {}
            content = None
        if content is None:  # raised before the first update is handled, not after it
            raise ConfigurationError(
                f"{self._path.name}: the directory of a FileStore must exist; create it, or pass another path"
            )
        decoded = _decode(content)
        if decoded is None:
            raise ConfigurationError(f"{self._path.name} is not a FileStore's file; pass another path, or delete it")
        return decoded

    @contextmanager
    def _locked(self) -> Generator[Path]:
        """Give the file that the path or its symbolic link names, while no other process writes to its directory."""
        target = Path(os.path.realpath(self._path))
        with self._lock, directory_lock(target.parent, self._wait_limit) as is_locked:
            if is_locked and not self._is_cleaned_up:
                _remove_leftovers(target)
                self._is_cleaned_up = True
            yield target

    def _write(self, target: Path, progress: Progress, dead_letters: dict[str, DeadLetter]) -> None:
        value: dict[str, object] = {"offset": progress.offset, "finished": list(progress.finished)}
        if progress.begun:
            value |= {"begun": progress.begun, "times": progress.times}
        if dead_letters:
            value["dead_letters"] = [asdict(dead_letter) for dead_letter in dead_letters.values()]
        descriptor, name = tempfile.mkstemp(".new", f".{target.name}.", target.parent)  # its mode is 0600
        new = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps(value))
                file.flush()
                os.fsync(descriptor)
            _copy_permissions(target, new)
            new.replace(target)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        _flush_directory(target.parent)


def _copy_permissions(old: Path, new: Path) -> None:
    """Copy owner and permissions of a file, as far as the system allows it."""
    try:
        before = old.stat()
    except FileNotFoundError:
        return
    with suppress(OSError, AttributeError):  # only root may change the owner; Windows has none
        os.chown(new, before.st_uid, before.st_gid)
    new.chmod(stat.S_IMODE(before.st_mode))


def _remove_leftovers(target: Path) -> None:
    """Remove the temporary files of processes that were killed while they saved."""
    for leftover in target.parent.glob(f".{_escape_glob(target.name)}.*.new"):
        leftover.unlink(missing_ok=True)


def _escape_glob(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _flush_directory(directory: Path) -> None:
    """Flush the names of a directory's files to the disk."""
    with suppress(OSError):  # Windows and some file systems cannot do it
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _decode(content: bytes) -> tuple[Progress, dict[str, DeadLetter]] | None:
    try:
        value = cast("dict[str, object]", json.loads(content))
        progress = progress_from(value["offset"], value["finished"])
        begun, times = value.get("begun", ""), value.get("times", 0)
        dead_letters = [dead_letter_from(one) for one in cast("list[object]", value.get("dead_letters", []))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if progress is None or not isinstance(begun, str) or not isinstance(times, int):
        return None
    kept = {dead_letter.key: dead_letter for dead_letter in dead_letters if dead_letter is not None}
    return None if len(kept) < len(dead_letters) else (replace(progress, begun=begun, times=times), kept)
