"""The lock of a run belongs to the file, whichever path leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from schedbot_sdk.reminders.run_lock import RunLock
from schedbot_sdk.telegram import SqliteStore


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The file itself, and other paths that lead to it."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    file = tmp_path / "a" / "bot.db"
    SqliteStore(file)
    (tmp_path / "b" / "link.db").symlink_to(file)
    (tmp_path / "c").symlink_to(tmp_path / "a")
    monkeypatch.chdir(tmp_path / "b")
    return [str(file), "link.db", "../a/bot.db", str(tmp_path / "c" / "bot.db")]


def test_one_run_of_a_file_has_the_lock_whichever_path_leads_to_it(paths: list[str]) -> None:
    for first in paths:
        for second in paths:
            lock, other = RunLock(first), RunLock(second)
            assert lock.acquire()
            assert not other.acquire()
            lock.release()
            assert other.acquire()
            other.release()


def test_runs_of_two_files_have_a_lock_each(tmp_path: Path) -> None:
    locks = [RunLock(str(tmp_path / name)) for name in ("one.db", "two.db")]
    assert [lock.acquire() for lock in locks] == [True, True]
    for lock in locks:
        lock.release()
