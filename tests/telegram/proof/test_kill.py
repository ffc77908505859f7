"""A bot is killed at random moments, again and again: nothing is lost, and little is repeated."""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import pytest
from tests.telegram.proof.trial import Trial, until

from schedbot_sdk.testing.servers import LocalTelegram


def _reached(trial: Trial, lines: float) -> bool:
    return trial.progress() >= lines


UPDATES = 2000
CHATS = 50
CONCURRENCY = 16
SEED = random.randrange(10**6)


@pytest.mark.parametrize("store", ["file", "sqlite"])
@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("kills", [pytest.param(10, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.soak)])
def test_a_bot_that_is_killed_at_random_moments_loses_nothing(
    kills: int, twin: str, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = random.Random(f"{SEED} {twin} {store} {kills}")
    busy = 0
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store=store, seconds=0.02)
        trial.push(UPDATES, chats=CHATS)
        # Two lines of the journal an update: the kills are spread over nearly all of the work.
        for enough in sorted(generator.uniform(0, 0.9 * 2 * UPDATES) for _ in range(kills)):
            with trial.running() as process:
                until(partial(_reached, trial, enough))
                time.sleep(generator.uniform(0, 0.01))
                assert process.poll() is None, trial.errors()
                busy += telegram.waiting > 0
                process.kill()
                process.wait()
            early = set(telegram.confirmed) - trial.summary().ended
            assert not early, f"run {trial.runs} had these confirmed before they were handled: {early}"
        trial.finish()
        confirmed = telegram.confirmed
    summary = trial.summary()
    lost = set(confirmed) - summary.ended
    repeated, although_ended = summary.repeated.total(), summary.repeated_although_ended.total()
    effects = trial.effects() if store == "sqlite" else []
    with capsys.disabled():
        print(
            f"\n  kill -9, {twin}, {store} store, seed {SEED}: {kills} kills, {busy} of them with updates waiting;"
            f" {UPDATES} updates: {len(lost)} lost, {len(summary.out_of_order)} out of order;"
            f" {summary.in_flight.total()} in flight at the kills ({max(summary.in_flight.values(), default=0)} at"
            f" the most), {repeated} repeated, {although_ended} of these after their end,"
            f" {max(summary.repeated.values(), default=0)} of one run"
            + (f"; {len(effects)} effects, {len(effects) - len(set(effects))} of them twice" if effects else "")
        )
    assert trial.errors() == ""
    assert sorted(confirmed) == sorted(set(confirmed))
    assert len(confirmed) == UPDATES
    assert not lost
    assert not summary.out_of_order
    assert not summary.overlapping
    # In flight for the poll is all that was handed to a handler, and whose end is not yet in the store.
    assert max(summary.repeated.values(), default=0) <= CONCURRENCY
    assert summary.in_flight.total() <= repeated <= summary.in_flight.total() + although_ended
    assert busy >= 0.9 * kills
    if store == "sqlite":
        assert sorted(effects) == sorted(confirmed)
