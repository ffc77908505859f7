"""Two bots with one token, as in a rolling deployment: one of them ends with a 409, and nothing is lost.

Which one it is Telegram decides: the one whose question waited when the other asked.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.telegram.proof.trial import TIMEOUT, Trial, until

from schedbot_sdk.testing.servers import LocalTelegram

UPDATES = 600
CHATS = 30


@pytest.mark.slow
@pytest.mark.parametrize("twin", ["sync", "async"])
def test_one_of_two_bots_ends_and_nothing_is_lost(
    twin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store="sqlite", seconds=0.01)
        with trial.running() as one:
            until(lambda: telegram.is_polled)
            with trial.running() as another:
                writing = threading.Thread(target=trial.push, args=(UPDATES // 2,), kwargs={"chats": CHATS})
                writing.start()
                until(lambda: one.poll() is not None or another.poll() is not None)
                writing.join()
                trial.push(UPDATES // 2, chats=CHATS)
                left = another if one.poll() is not None else one
                until(lambda: telegram.waiting == 0 and telegram.is_polled)
                left.terminate()
                assert left.wait(TIMEOUT) == 0
                assert {one.wait(TIMEOUT), another.wait(TIMEOUT)} == {0, 1}
        confirmed, requests = telegram.confirmed, len(telegram.polls)
        conflicts = sum(request.status == 409 for request in telegram.requests)
    summary, effects = trial.summary(), trial.effects()
    with capsys.disabled():
        print(
            f"\n  two bots, {twin}: {conflicts} conflict, {UPDATES} updates:"
            f" {len(set(confirmed) - summary.ended)} lost, {summary.repeated.total()} handled by both,"
            f" {len(effects) - len(set(effects))} effects twice,"
            f" {requests} requests"
        )
    assert conflicts == 1
    assert "ConflictError" in trial.errors()
    assert "another program polls this bot" in trial.errors()
    assert len(confirmed) == UPDATES
    assert summary.ended == set(confirmed)
    assert sorted(effects) == sorted(confirmed)
    assert requests < 100
