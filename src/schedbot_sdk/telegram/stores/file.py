"""Progress in a JSON file, replaced as a whole."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final, cast

from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter, letter_from
from schedbot_sdk.telegram.polling.merge import Merge
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.stores.protocol import Patience, progress_of
from schedbot_sdk.telegram.stores.replay import Replayable

if sys.platform != "win32":
    import fcntl

__all__ = ["FileStore"]

_PATIENCE: Final = 30.0
_TURN: Final = 0.02


class FileStore(Replayable):
    """Remembers in a small JSON file, which is replaced as a whole: a crash leaves the old one or the new one.

    Two processes may use it for a while, as in a rolling restart: neither loses what the other saved. The higher offset
    counts, and what either finished is finished. A new file can be read by its owner only; a file that is there keeps
    its owner and permissions, and a symbolic link stays one. Dead letters are in the same file.

    Args:
        path: The file; its directory must exist. One file for each bot.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._merge = Merge()
        self._patience = Patience(_PATIENCE)
        self._is_tidy = False
        reset_after_fork(self._reset_after_fork)

    def _reset_after_fork(self) -> None:
        """Take a new lock: a thread of the parent may have held the old one."""
        self._lock = threading.Lock()

    def load(self) -> Progress:
        """What was saved last.

        Raises:
            ConfigurationError: The file is there, but is none of this store's; or its directory is not.
        """
        with self._lock:
            return self._merge.loaded(self._read()[0])

    def save(self, progress: Progress) -> None:
        """Remember it: written beside, flushed to the disk, then put in the place of the old file, also on the disk.

        Raises:
            OSError: The file could not be written, or another process holds its lock for half a minute.
        """
        self.bury(progress, ())

    def bury(self, progress: Progress, letters: Sequence[DeadLetter]) -> None:
        """Remember how far the bot has come, and dead letters, in one step.

        Raises:
            OSError: As `save`.
        """
        with self._locked() as target:
            stored, kept = self._read()
            kept.update({letter.key: letter for letter in letters})
            merged = self._merge.merged(progress, stored)
            self._write(target, merged, kept)
            self._merge.written(progress, merged)

    def dead_letters(self) -> list[DeadLetter]:
        """The updates that were given up, oldest first.

        Raises:
            ConfigurationError: As `load`.
        """
        with self._lock:
            return list(self._read()[1].values())

    def keep_letter(self, letter: DeadLetter) -> None:
        """Write a letter anew that is in the store."""
        self._change(letter.key, letter)

    def remove_letter(self, key: str) -> None:
        """Forget a letter."""
        self._change(key, None)

    def limit_waits(self, seconds: float | None) -> None:
        """Wait for the lock of another process no longer than that from now on; None is the usual half minute."""
        self._patience.limit(seconds)

    def _change(self, key: str, letter: DeadLetter | None) -> None:
        with self._locked() as target:
            progress, kept = self._read()
            if key not in kept:
                return
            if letter is None:
                del kept[key]
            else:
                kept[key] = letter
            self._write(target, progress, kept)

    def _read(self) -> tuple[Progress, dict[str, DeadLetter]]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            if Path(os.path.realpath(self._path)).parent.is_dir():
                return Progress(), {}
            content = None
        if content is None:  # told before the first update is handled, not after it
            raise ConfigurationError(f"{self._path.name}: a FileStore's directory must exist: make it, or name another")
        found = _read(content)
        if found is None:
            raise ConfigurationError(f"{self._path.name} is no file of a FileStore: name another one, or delete it")
        return found

    @contextmanager
    def _locked(self) -> Generator[Path]:
        """The file itself, behind a symbolic link too, while nobody else saves to its directory."""
        target = Path(os.path.realpath(self._path))
        with self._lock, _alone_in(target.parent, self._patience) as is_alone:
            if is_alone and not self._is_tidy:
                _remove_leftovers(target)
                self._is_tidy = True
            yield target

    def _write(self, target: Path, progress: Progress, letters: dict[str, DeadLetter]) -> None:
        value: dict[str, object] = {"offset": progress.offset, "finished": list(progress.finished)}
        if progress.begun:
            value |= {"begun": progress.begun, "times": progress.times}
        if letters:
            value["dead_letters"] = [asdict(letter) for letter in letters.values()]
        number, name = tempfile.mkstemp(".new", f".{target.name}.", target.parent)  # its mode is 0600
        beside = Path(name)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(json.dumps(value))
                file.flush()
                os.fsync(number)
            _take_permissions(target, beside)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _flush_names(target.parent)


def _take_permissions(old: Path, new: Path) -> None:
    """Give a file the owner and the permissions of the one that it replaces, as far as the system allows that."""
    try:
        before = old.stat()
    except FileNotFoundError:
        return
    with suppress(OSError, AttributeError):  # only root may give a file away; Windows has no owners
        os.chown(new, before.st_uid, before.st_gid)
    new.chmod(stat.S_IMODE(before.st_mode))


@contextmanager
def _alone_in(directory: Path, patience: Patience) -> Generator[bool]:
    """Hold the lock of a directory, which leaves no file behind; gives whether the system has such locks."""
    if sys.platform == "win32":  # it has no such lock: two processes must not save to one file there
        yield False
        return
    try:
        number = os.open(directory, os.O_RDONLY)
    except OSError:  # it may be written to, and not be read; or it is missing, which writing tells
        yield False
        return
    try:
        is_alone = _lock(number, patience)
        try:
            yield is_alone
        finally:
            if is_alone:  # closing it is not enough: a child that was forked meanwhile holds a copy
                fcntl.flock(number, fcntl.LOCK_UN)
    finally:
        os.close(number)


def _lock(number: int, patience: Patience) -> bool:
    began = time.monotonic()
    while sys.platform != "win32":
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if patience.is_over(began):
                raise
        except OSError:  # some network file systems
            return False
        else:
            return True
        time.sleep(_TURN)
    return False


def _remove_leftovers(target: Path) -> None:
    """Remove what processes left behind that were killed while they saved."""
    for leftover in target.parent.glob(f".{_literal(target.name)}.*.new"):
        leftover.unlink(missing_ok=True)


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _flush_names(directory: Path) -> None:
    """What a directory calls its files is on the disk only when it is flushed itself."""
    with suppress(OSError):  # Windows has no such flush, nor have some file systems
        number = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _read(content: bytes) -> tuple[Progress, dict[str, DeadLetter]] | None:
    try:
        value = cast("dict[str, object]", json.loads(content))
        progress = progress_of(value["offset"], value["finished"])
        begun, times = value.get("begun", ""), value.get("times", 0)
        letters = [letter_from(one) for one in cast("list[object]", value.get("dead_letters", []))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if progress is None or not isinstance(begun, str) or not isinstance(times, int):
        return None
    kept = {letter.key: letter for letter in letters if letter is not None}
    return None if len(kept) < len(letters) else (replace(progress, begun=begun, times=times), kept)
