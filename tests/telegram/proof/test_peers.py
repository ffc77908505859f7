"""Five updates wait, and the bot is killed while it handles them: the losses of other libraries, and of this one.

It holds the figures of the documentation to what these libraries do today. Each handles a message for a second.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.telegram.proof.journal import read
from tests.telegram.proof.trial import ROOT, until

from schedbot_sdk.testing.servers import LocalTelegram, Person

WAITING = 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lost_in_the_first", "lost_in_the_second"),
    [("aiogram", 5, 0), ("python_telegram_bot", 5, 4), ("telebot", 5, 3), ("this", 0, 0)],
)
def test_updates_that_a_killed_bot_loses_of_five_waiting_ones(
    name: str, lost_in_the_first: int, lost_in_the_second: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = [killed(name, after, tmp_path / str(after)) for after in (0.5, 1.5)]
    with capsys.disabled():
        print(f"\n  kill -9, {WAITING} updates waiting, {name}: lost {lost[0]} after 0.5 s, {lost[1]} after 1.5 s")
    assert lost == [lost_in_the_first, lost_in_the_second]


def killed(name: str, after: float, path: Path) -> int:
    """Return how many updates are lost when the bot is killed so many seconds after it began the first one."""
    with LocalTelegram() as telegram:
        for number in range(WAITING):
            telegram.user_says(Person(1000 + number, "Somebody"), f"message {number}")
        command = [sys.executable, "-m", f"tests.telegram.proof.peers.on_{name}"]
        arguments = [telegram.base_url, telegram.token, str(path)]
        with subprocess.Popen([*command, *arguments], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            try:
                until(lambda: bool(read(path)))
                time.sleep(after)
            finally:
                process.kill()
        ended = {entry.update_id for entry in read(path) if entry.event == "end"}
        return len(set(telegram.confirmed) - ended)
