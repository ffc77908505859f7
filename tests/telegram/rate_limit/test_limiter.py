"""Waiting for a turn in real threads and event loops, which share one limiter."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from schedbot_sdk import ConfigurationError
from schedbot_sdk.telegram import Rate, SendLimiter

PATIENT = 60.0
SLOW = Rate(1, 30.0)
"""So slow that no test sees a second turn of one chat: what is told of it is exact to the noise of a machine."""


def busy() -> SendLimiter:
    """One whose chat 1 has had its turn for the next 30 seconds."""
    limiter = SendLimiter(chat=SLOW)
    assert limiter.wait("1", 0) is None
    return limiter


def turns_waited(seconds: float | None) -> int:
    """How many turns of a slow chat somebody would have to wait for."""
    assert seconds is not None
    return round(seconds / SLOW.seconds)


def test_threads_and_tasks_of_two_loops_share_one_pace() -> None:
    limiter = SendLimiter(overall=Rate(5, 0.25))
    turns = 8

    def in_a_thread(number: int) -> None:
        for turn in range(turns):
            assert limiter.wait(f"{number}{turn}", PATIENT) is None

    async def in_a_loop(number: int) -> None:
        waits = (limiter.wait_async(f"{number}{turn}", PATIENT) for turn in range(turns))
        assert await asyncio.gather(*waits) == [None] * turns

    began = time.monotonic()
    with ThreadPoolExecutor(5) as threads:
        work = [threads.submit(in_a_thread, number) for number in (1, 2, 3)]
        work += [threads.submit(asyncio.run, in_a_loop(number)) for number in (4, 5)]
        for one in work:
            one.result(PATIENT)
    # 40 turns are 8 full windows, of which the first need not be waited for.
    assert time.monotonic() - began >= 7 * 0.25 - 0.01


def test_a_turn_that_comes_too_late_is_told_at_once() -> None:
    limiter = busy()
    began = time.monotonic()
    assert turns_waited(limiter.wait("1", 5.0)) == 1
    assert turns_waited(asyncio.run(limiter.wait_async("1", 5.0))) == 1
    assert time.monotonic() - began < 5
    assert limiter.wait("2", 0) is None


def test_a_thread_that_is_interrupted_gives_its_place_back() -> None:
    limiter = busy()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            limiter.wait("1", PATIENT)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert turns_waited(limiter.wait("1", 0)) == 1


def test_a_task_that_is_cancelled_gives_its_place_back() -> None:
    limiter = busy()

    async def run() -> None:
        waiting = [asyncio.create_task(limiter.wait_async("1", 1000.0)) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert turns_waited(limiter.wait("1", 0)) == 4
        waiting[0].cancel()
        waiting[2].cancel()
        await asyncio.sleep(0.05)
        assert turns_waited(limiter.wait("1", 0)) == 2
        waiting[1].cancel()
        await asyncio.wait(waiting)

    asyncio.run(run())
    assert turns_waited(limiter.wait("1", 0)) == 1


def test_a_task_whose_loop_was_closed_gives_its_place_back_when_it_is_collected() -> None:
    limiter = busy()
    waiting = waiting_task(limiter, 1000.0)
    waiting.clear()
    gc.collect()
    assert turns_waited(limiter.wait("1", 0)) == 1


def waiting_task(limiter: SendLimiter, seconds: float) -> list[asyncio.Task[float | None]]:
    """One that waits for chat 1 in a loop that was closed."""
    loop = asyncio.new_event_loop()
    waiting = [loop.create_task(limiter.wait_async("1", seconds))]
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert turns_waited(limiter.wait("1", 0)) == 2
    return waiting


def test_a_task_whose_loop_was_closed_is_woken_in_vain_and_disturbs_nobody() -> None:
    limiter = busy()
    waiting = waiting_task(limiter, 40.0)
    limiter.hold(100.0)
    assert limiter.wait("2", 0) is not None
    waiting.clear()
    gc.collect()


def test_a_task_that_is_collected_in_the_midst_of_another_call_waits_for_no_lock() -> None:
    limiter = busy()
    waiting = waiting_task(limiter, 1000.0)

    class Lane(str):
        """It is looked up under the lock."""

        __slots__ = ()

        def __hash__(self) -> int:
            waiting.clear()
            gc.collect()
            return super().__hash__()

    told: list[float | None] = []
    thread = threading.Thread(target=lambda: told.append(limiter.wait(Lane("2"), 0)), daemon=True)
    thread.start()
    thread.join(PATIENT)
    assert told == [None]
    assert turns_waited(limiter.wait("1", 0)) == 1


@contextmanager
def waiting_thread(limiter: SendLimiter, lane: str, seconds: float) -> Generator[list[float | None]]:
    """Somebody who waits during the block, and what they were told in the end."""
    told: list[float | None] = []
    thread = threading.Thread(target=lambda: told.append(limiter.wait(lane, seconds)))
    thread.start()
    ends_at = time.monotonic() + 5
    while turns_waited(limiter.wait(lane, 0)) < 2:
        assert time.monotonic() < ends_at
        time.sleep(0.01)
    yield told
    thread.join(PATIENT)
    assert not thread.is_alive()


def test_a_hold_wakes_whoever_cannot_wait_for_its_end() -> None:
    limiter = busy()
    with waiting_thread(limiter, "1", 40.0) as told:
        limiter.hold(100.0)
    assert told[0] is not None
    assert 95 < told[0] <= 100


def test_a_hold_wakes_a_task_from_another_thread() -> None:
    limiter = busy()

    async def run() -> float | None:
        return await asyncio.wait_for(limiter.wait_async("1", 40.0), 10)

    another = threading.Timer(0.2, limiter.hold, [100.0])  # its end wakes no loop
    another.start()
    told = asyncio.run(run())
    another.join()
    assert told is not None
    assert 93 < told <= 100


def test_a_hold_is_waited_for() -> None:
    limiter = SendLimiter()
    limiter.hold(0.3)
    began = time.monotonic()
    assert limiter.wait("1", PATIENT) is None
    assert time.monotonic() - began >= 0.29


def test_who_is_behind_one_that_left_moves_up_at_once() -> None:
    limiter = SendLimiter(chat=Rate(1, 1.5))

    async def run() -> float:
        began = time.monotonic()
        await limiter.wait_async("1", PATIENT)
        first = asyncio.create_task(limiter.wait_async("1", PATIENT))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(limiter.wait_async("1", PATIENT))
        await asyncio.sleep(0.01)
        first.cancel()
        await second
        return time.monotonic() - began

    assert 1.49 <= asyncio.run(run()) < 2.9  # one turn later, and not two


def test_what_is_no_rate_is_refused_with_what_to_pass() -> None:
    with pytest.raises(ConfigurationError, match=r"pass rates, such as chat=Rate\(3, 3\.0\)"):
        SendLimiter(chat=3)  # type: ignore[arg-type]
