"""Ten minutes of outage, and a thousand answers that come too early, for `updates`, on a clock that skips sleeps.

The server, the sockets and the requests are real; only the sleeps between are skipped. Who polls with `poll` waits by
the same decisions in real time: `test_real_time.py`.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import aclosing, closing
from itertools import pairwise

import pytest
from tests.telegram.proof.clock import JumpingClock
from tests.telegram.proof.outage import FailingTelegram, free_port

from schedbot_sdk import AsyncTelegramClient, CallEvent, TelegramClient
from schedbot_sdk._core import runtime
from schedbot_sdk.testing.servers import LocalTelegram, Person

ANN = Person(42, "Ann")
OUTAGE = 600.0
SEED = random.randrange(10**6)
pytestmark = pytest.mark.slow
both = pytest.mark.parametrize("twin", ["sync", "async"])


def hear_one(
    twin: str, telegram: LocalTelegram, base_url: str, clock: JumpingClock, monkeypatch: pytest.MonkeyPatch
) -> list[float]:
    """Wait for the first update, and return the moments at which requests failed until then."""
    failed: list[float] = []
    monkeypatch.setattr(runtime, "SYSTEM", clock.runtime())

    def note(event: CallEvent) -> None:
        if event.kind == "failure":
            failed.append(clock.passed)

    async def hear() -> None:
        async with (
            AsyncTelegramClient(telegram.token, base_url=base_url, on_event=note) as client,
            aclosing(client.updates()) as updates,
        ):
            await anext(updates)

    if twin == "async":
        asyncio.run(hear())
    else:
        with (
            TelegramClient(telegram.token, base_url=base_url, on_event=note) as client,
            closing(client.updates()) as updates,
        ):
            next(updates)
    return failed


@both
@pytest.mark.parametrize("how", ["502", "nobody listens"])
def test_an_outage_of_ten_minutes_costs_some_dozens_of_requests_and_no_update(
    twin: str, how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FailingTelegram(port=free_port()) as telegram:
        telegram.user_says(ANN, "Gym tomorrow")
        base_url = telegram.base_url
        telegram.fail(how)

        def recover(passed: float) -> None:
            if passed >= OUTAGE:
                telegram.recover()

        clock = JumpingClock(random.Random(SEED), recover)
        failed = hear_one(twin, telegram, base_url, clock, monkeypatch)
        late = clock.passed - OUTAGE
        gaps = sorted(later - earlier for earlier, later in pairwise(failed))
        with capsys.disabled():
            print(
                f"\n  outage of {OUTAGE:.0f} s, {how}, {twin}, seed {SEED}, simulated: {len(failed)} requests in vain,"
                f" the shortest waits between them {', '.join(f'{gap:.2f}' for gap in gaps[:3])} s;"
                f" the update came {late:.1f} s after its end"
            )
        assert telegram.waiting == 1
    # Waits are random, up to 30 s: 15 s on the average. One lost connection is tried again at once.
    assert 10 <= len(failed) <= 100
    assert gaps[1] >= 0.5
    assert 0 <= late <= 31


@both
def test_a_thousand_empty_answers_that_come_at_once_take_hours(
    twin: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with LocalTelegram(long_polls=False) as telegram:

        def write(_: float) -> None:
            if len(telegram.polls) == 1000:
                telegram.user_says(ANN, "Gym tomorrow")

        clock = JumpingClock(random.Random(SEED), write)
        failed = hear_one(twin, telegram, telegram.base_url, clock, monkeypatch)
        received_at, requests = clock.passed, len(telegram.polls)
        with capsys.disabled():
            print(
                f"\n  1,000 empty answers at once, {twin}, seed {SEED}, simulated: {received_at / 3600:.1f} hours ,"
                f" one request in {received_at / requests:.1f} s; the update that came then was handled"
            )
    assert not failed
    assert requests <= 1002  # the 1,000, the one with the update, and the goodbye
    assert received_at / requests > 10
