"""Unreadable updates, and ids that start again lower, while the bot is killed again and again."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from tests.telegram.proof.summary import Summary
from tests.telegram.proof.trial import Trial, until

from schedbot_sdk.testing.servers import LocalTelegram


def _reached(trial: Trial, lines: float) -> bool:
    return trial.progress() >= lines


KILLS = 5
CHATS = 20
SEED = random.randrange(10**6)
FIRST_ID = 100_000_001
USED = 400
NEW = 350
pytestmark = pytest.mark.slow
both = pytest.mark.parametrize("twin", ["sync", "async"])


def killed_on_the_way(trial: Trial, lines: int, generator: random.Random) -> None:
    """Run the bot through so many lines of its journal, and kill it at some of them."""
    begun = trial.progress()
    for enough in sorted(generator.uniform(0, 0.9 * lines) for _ in range(KILLS)):
        with trial.running() as process:
            until(partial(_reached, trial, begun + enough))
            assert process.poll() is None, trial.errors()


def in_order(summary: Summary) -> bool:
    return not summary.out_of_order and not summary.overlapping


@both
def test_unreadable_updates_become_dead_letters_and_the_others_are_handled(
    twin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = random.Random(f"{SEED} {twin}")
    poison: set[int] = set()
    malformed: list[dict[str, object]] = [
        {"message": {"text": "nobody's"}},
        {"message": "a text"},
        {"edited_message": {"message_id": "x", "date": 1, "chat": {}}},
        {"callback_query": ["a", "list"]},
    ]
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store="sqlite", seconds=0.01)
        for number in range(40):
            update_id = FIRST_ID + number * 13
            telegram.push_update({"update_id": update_id, **malformed[number % len(malformed)]})
            poison.add(update_id)
            trial.push(12, chats=CHATS)
        killed_on_the_way(trial, 2 * 40 * 12, generator)
        trial.finish()
        confirmed, requests = telegram.confirmed, len(telegram.polls)
    summary = trial.summary()
    with capsys.disabled():
        print(
            f"\n  {len(poison)} updates of {len(confirmed)} malformed, {twin}, seed {SEED}, {KILLS} kills:"
            f" {len(summary.given_up)} put aside, {len(set(confirmed) - summary.ended - summary.given_up)} lost,"
            f" {summary.repeated.total()} repeated,"
            f" {requests} requests"
        )
    assert trial.errors() == ""
    assert len(confirmed) == 40 * 13
    assert summary.given_up == poison
    assert summary.ended == set(confirmed) - poison
    assert sorted(trial.effects()) == sorted(summary.ended)
    assert in_order(summary)
    assert requests < 20 * (KILLS + 1)


@pytest.mark.parametrize(("twin", "store"), [("sync", "file"), ("async", "sqlite")])
@pytest.mark.parametrize("at", [7, FIRST_ID, 2_000_000_000], ids=["lower", "used before", "higher"])
def test_ids_that_start_again_lose_nothing_whatever_the_store_remembers(
    twin: str, store: str, at: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = random.Random(f"{SEED} {twin} {store} {at}")
    with LocalTelegram() as telegram:
        trial = Trial(telegram, tmp_path, twin=twin, store=store, seconds=0.01)
        trial.push(USED, chats=CHATS)
        trial.finish()
        telegram.restart_ids(at)
        before = trial.progress()
        trial.push(NEW, chats=CHATS)
        killed_on_the_way(trial, 2 * NEW, generator)
        trial.finish()
        confirmed, requests = telegram.confirmed[USED:], len(telegram.polls)
    summary = Summary.of(trial.entries()[before:])
    with capsys.disabled():
        print(
            f"\n  ids go on from {at} after {FIRST_ID + USED - 1}, {twin}, {store} store, seed {SEED}, {KILLS} kills:"
            f" {len(set(confirmed) - summary.ended)} of {NEW} lost, {summary.repeated.total()} repeated,"
            f" {requests} requests"
        )
    assert trial.errors() == ""
    assert sorted(confirmed) == list(range(at, at + NEW))
    assert summary.ended == set(confirmed)
    assert in_order(summary)
    assert requests < 40 * (KILLS + 1)
    if store == "sqlite":
        assert len(trial.effects()) == USED + NEW
