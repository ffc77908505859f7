"""A hundred thousand updates pass through a bot, and it does not grow."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from tests.telegram.proof.trial import Trial, until

from schedbot_sdk.testing.servers import LocalTelegram

UPDATES = 100_000
STEP = 10_000
CHATS = 500
TIMEOUT = 300.0  # seconds for a step: each update is a transaction with the SQLite store
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


def resident(process_id: int) -> float:
    """Return the MiB of memory that a process has now."""
    return int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the system for the memory in the way of Linux")
@pytest.mark.parametrize(
    "store", [pytest.param("memory", marks=pytest.mark.slow), pytest.param("sqlite", marks=pytest.mark.soak)]
)
@pytest.mark.parametrize("twin", ["sync", "async"])
def test_a_hundred_thousand_updates_pass_and_the_memory_stays_bounded(
    twin: str, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after: list[float] = []
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store=store, is_noted=False)
        with trial.running() as process:
            began = time.monotonic()
            for _ in range(UPDATES // STEP):
                trial.push(STEP, chats=CHATS)
                until(lambda: telegram.waiting == 0 or process.poll() is not None, TIMEOUT)
                after.append(resident(process.pid))
            seconds = time.monotonic() - began
            process.terminate()
            assert process.wait(60) == 0, trial.errors()
        assert len(telegram.confirmed) == UPDATES
    with capsys.disabled():
        print(
            f"\n  {UPDATES} updates, {twin}, {store} store, {UPDATES / seconds:.0f} a second: resident"
            f" {' '.join(f'{memory:.1f}' for memory in after)} MiB after each {STEP}"
        )
    assert trial.errors() == ""
    assert after[-1] - after[1] < 8
    assert after[-1] < 150
