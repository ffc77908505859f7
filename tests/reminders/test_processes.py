"""Several processes with one file, and processes that are killed (SIGKILL)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NUMBER = 100


def start(folder: Path, begin: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.reminders.bot", str(folder), str(begin), str(NUMBER)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "planned\n"
    return process


def lines(folder: Path) -> list[list[str]]:
    path = folder / "sent.txt"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def wait_for_all(folder: Path) -> None:
    for _ in range(600):
        if len({line[0] for line in lines(folder)}) == NUMBER:
            return
        time.sleep(0.05)
    raise AssertionError(f"only {len(lines(folder))} of {NUMBER} were sent within 30 s")


@pytest.mark.slow
def test_two_processes_send_each_reminder_once(tmp_path: Path) -> None:
    begin = int(time.time()) + 3
    processes = [start(tmp_path, begin), start(tmp_path, begin)]
    try:
        wait_for_all(tmp_path)
        time.sleep(1.5)
    finally:
        for process in processes:
            process.terminate()
            process.communicate(timeout=15)
    assert Counter(line[0] for line in lines(tmp_path)) == Counter(map(str, range(NUMBER)))
    assert len({line[3] for line in lines(tmp_path)}) == 1
    for _, due, at, _ in lines(tmp_path):
        assert 0 <= float(at) - float(due) < 1.5


@pytest.mark.slow
def test_a_killed_process_loses_nothing_and_repeats_at_most_one_reminder(tmp_path: Path) -> None:
    begin = int(time.time()) + 2
    chance = random.Random(1)
    kills = 0
    waiting = start(tmp_path, begin)
    while len({line[0] for line in lines(tmp_path)}) < NUMBER:
        active, waiting = waiting, start(tmp_path, begin)  # it takes over at once
        time.sleep(chance.uniform(0.2, 0.8))
        active.kill()
        active.communicate(timeout=15)
        kills += 1
        assert kills < 60
    waiting.terminate()
    waiting.communicate(timeout=15)
    sent = Counter(line[0] for line in lines(tmp_path))
    assert set(sent) == set(map(str, range(NUMBER)))
    assert sum(sent.values()) - NUMBER <= kills
    assert kills >= 3
