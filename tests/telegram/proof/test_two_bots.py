"""A second bot with the same token, as in every rolling deployment: it takes over, and nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.telegram.proof.trial import PATIENCE, Trial, until

from schedbot_sdk.testing.servers import LocalTelegram

UPDATES = 600
CHATS = 30


@pytest.mark.slow
@pytest.mark.parametrize("twin", ["sync", "async"])
def test_a_second_bot_takes_over_and_nothing_is_lost(
    twin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store="sqlite", seconds=0.01)
        with trial.running() as older:
            trial.push(UPDATES // 3, chats=CHATS)
            until(lambda: telegram.waiting == 0 and telegram.is_polled)
            with trial.running() as newer:
                writing = threading.Thread(target=trial.push, args=(UPDATES // 3,), kwargs={"chats": CHATS})
                writing.start()
                assert older.wait(PATIENCE) == 1
                writing.join()
                trial.push(UPDATES // 3, chats=CHATS)
                until(lambda: telegram.waiting == 0 and telegram.is_polled)
                newer.terminate()
                assert newer.wait(PATIENCE) == 0
        confirmed, asked = telegram.confirmed, len(telegram.polls)
        conflicts = sum(request.status == 409 for request in telegram.requests)
    found, effects = trial.findings(), trial.effects()
    with capsys.disabled():
        print(
            f"\n  a second bot, {twin}: {conflicts} conflict, {UPDATES} updates: {len(set(confirmed) - found.ended)}"
            f" lost, {len(effects) - len(set(effects))} effects twice, {asked} requests"
        )
    assert conflicts == 1
    assert "ConflictError" in trial.errors()
    assert "another poll" in trial.errors()
    assert len(confirmed) == UPDATES
    assert found.ended == set(confirmed)
    assert sorted(effects) == sorted(confirmed)
    assert asked < 60
