"""A lock between processes that write to one directory."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from schedbot_sdk.telegram.stores.shared import WaitLimit

if sys.platform != "win32":
    import fcntl

__all__ = ["directory_lock"]

_INTERVAL: Final = 0.02


@contextmanager
def directory_lock(directory: Path, wait_limit: WaitLimit) -> Generator[bool]:
    """Hold the lock of a directory, which needs no lock file; yields whether the system has such locks."""
    if sys.platform == "win32":  # Windows has no lock for directories: two processes must not share a file there
        yield False
        return
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError:  # the directory cannot be read; if it is missing, writing raises
        yield False
        return
    try:
        is_locked = _lock(descriptor, wait_limit)
        try:
            yield is_locked
        finally:
            if is_locked:  # closing is not enough: a forked child may hold a copy of the descriptor
                fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, wait_limit: WaitLimit) -> bool:
    began_at = time.monotonic()
    while sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if wait_limit.is_over(began_at):
                raise
        except OSError:  # some network file systems have no locks
            return False
        else:
            return True
        time.sleep(_INTERVAL)
    return False
