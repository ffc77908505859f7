"""An outage, and empty answers that come at once, for `poll`: in real time, scaled down; in full with `soak`.

Ten minutes take ten minutes there (`make test-soak`); `test_simulated_time.py` has them in a moment, for `updates`.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.telegram.proof.outage import FailingTelegram, free_port
from tests.telegram.proof.trial import Trial, until

from schedbot_sdk.testing.servers import LocalTelegram

TWINS = ("sync", "async")
UPDATES = 100
LATEST = 40.0  # the longest wait is 30 s


def most_requests(seconds: float) -> float:
    """More requests than a poll sends in an outage: its waits double from about a second up to 15 s on average."""
    return 12 + seconds / 6


def through_outage(twin: str, how: str, seconds: float, folder: Path) -> str:
    with FailingTelegram(port=free_port()) as telegram:
        trial = Trial(telegram, folder, twin=twin, store="file", seconds=0.001)
        with trial.running() as process:
            trial.push(UPDATES, chats=10)
            until(lambda: telegram.waiting == 0)
            telegram.fail(how)
            trial.push(UPDATES, chats=10)
            time.sleep(seconds)
            in_vain = trial.failures()
            telegram.recover()
            began = time.monotonic()
            until(lambda: telegram.waiting == 0, LATEST)
            late = time.monotonic() - began
            assert process.poll() is None
        confirmed, summary = telegram.confirmed, trial.summary()
    assert trial.errors() == ""
    assert summary.ended == set(confirmed)
    assert len(confirmed) == 2 * UPDATES
    assert not summary.repeated
    assert 0 < in_vain <= most_requests(seconds)
    return (
        f"\n  outage of {seconds:.0f} s, {how}, {twin} poll, real time: {in_vain} requests in vain,"
        f" {2 * UPDATES} updates, 0 lost, 0 repeated; all confirmed {late:.1f} s after its end"
    )


@pytest.mark.parametrize(
    "seconds", [pytest.param(15.0, marks=pytest.mark.slow), pytest.param(600.0, marks=pytest.mark.soak)]
)
def test_a_poll_survives_an_outage_without_a_busy_loop(
    seconds: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor() as pool:
        events = [
            pool.submit(through_outage, twin, how, seconds, made(tmp_path / f"{twin} {how}"))
            for twin in TWINS
            for how in ("502", "nobody listens")
        ]
        for each in events:
            line = each.result()
            with capsys.disabled():
                print(line)


def through_early_answers(twin: str, seconds: float, folder: Path) -> str:
    with LocalTelegram(long_polls=False) as telegram:
        trial = Trial(telegram, folder, twin=twin, store="file", seconds=0.001)
        with trial.running() as process:
            until(lambda: len(telegram.polls) > 0)
            time.sleep(seconds)
            requests = len(telegram.polls)
            trial.push(UPDATES, chats=10)
            began = time.monotonic()
            until(lambda: telegram.waiting == 0, LATEST)
            late = time.monotonic() - began
            assert process.poll() is None
        confirmed, summary = telegram.confirmed, trial.summary()
    assert trial.errors() == ""
    assert summary.ended == set(confirmed)
    assert requests <= most_requests(seconds)
    return (
        f"\n  empty answers at once for {seconds:.0f} s, {twin} poll, real time: {requests} requests;"
        f" {UPDATES} updates then, all confirmed after {late:.1f} s"
    )


@pytest.mark.slow
def test_empty_answers_that_come_at_once_make_no_busy_loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor() as pool:
        for each in [pool.submit(through_early_answers, twin, 15.0, made(tmp_path / twin)) for twin in TWINS]:
            line = each.result()
            with capsys.disabled():
                print(line)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder
