"""A bot is stopped again and again while it works: nothing is lost, and nothing is repeated."""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import pytest
from tests.telegram.proof.trial import TIMEOUT, Trial, until

from schedbot_sdk.testing.servers import LocalTelegram


def _reached(trial: Trial, lines: float) -> bool:
    return trial.progress() >= lines


STOPS = 20
UPDATES = 2000
CHATS = 50
SEED = random.randrange(10**6)


@pytest.mark.slow
@pytest.mark.parametrize(("twin", "store"), [("sync", "file"), ("async", "sqlite")])
def test_a_bot_that_is_stopped_loses_nothing_and_repeats_nothing(
    twin: str, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = random.Random(f"{SEED} {twin} {store}")
    slowest = 0.0
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store=store, seconds=0.02)
        trial.push(UPDATES, chats=CHATS)
        # The first line at least: before it a signal may meet a process that has not begun to poll.
        for enough in sorted(generator.uniform(0, 0.9 * 2 * UPDATES) for _ in range(STOPS)):
            with trial.running() as process:
                begun = trial.progress()
                until(partial(_reached, trial, max(enough, begun + 1)))
                time.sleep(generator.uniform(0, 0.01))
                began = time.monotonic()
                process.terminate()
                assert process.wait(TIMEOUT) == 0, trial.errors()
                slowest = max(slowest, time.monotonic() - began)
        trial.finish()
        confirmed = telegram.confirmed
    summary = trial.summary()
    lost = set(confirmed) - summary.ended
    effects = trial.effects() if store == "sqlite" else []
    with capsys.disabled():
        print(
            f"\n  SIGTERM, {twin}, {store} store, seed {SEED}: {STOPS} times, the slowest end took {slowest:.2f} s;"
            f" {UPDATES} updates: {len(lost)} lost, {summary.repeated.total()} repeated,"
            f" {summary.in_flight.total()} cut off,"
            f" {len(summary.out_of_order)} out of order" + (f"; {len(effects)} effects" if effects else "")
        )
    assert trial.errors() == ""
    assert len(confirmed) == len(set(confirmed)) == UPDATES
    assert not lost
    assert not summary.repeated
    assert not summary.in_flight
    assert not summary.out_of_order
    assert not summary.overlapping
    assert slowest < 5
    if store == "sqlite":
        assert sorted(effects) == sorted(confirmed)
