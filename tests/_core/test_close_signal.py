"""What ends a wait when a client is closed."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time

from schedbot_sdk._core.close_signal import CloseSignal

LONG = 30.0


def test_a_rest_lasts_its_time_when_nothing_rings() -> None:
    bell = CloseSignal()
    began = time.monotonic()
    bell.rest(0.05)
    asyncio.run(bell.rest_async(0.05))
    assert 0.1 <= time.monotonic() - began < LONG


def test_who_begins_to_wait_after_the_bell_waits_for_nothing() -> None:
    bell = CloseSignal()
    bell.ring()
    bell.ring()
    began = time.monotonic()
    bell.rest(LONG)
    asyncio.run(bell.rest_async(LONG))
    assert time.monotonic() - began < LONG / 2


def test_a_bell_that_is_apart_rings_with_the_first_one_and_not_the_other_way_round() -> None:
    bell = CloseSignal()
    one, other = bell.apart(), bell.apart()
    one.ring()
    assert (bell.has_rung, one.has_rung, other.has_rung) == (False, True, False)
    bell.ring()
    assert other.has_rung
    assert bell.apart().has_rung


def test_one_ring_wakes_threads_and_event_loops_alike() -> None:
    bell = CloseSignal()

    async def several() -> None:
        await asyncio.gather(*(bell.rest_async(LONG) for _ in range(20)))

    threads = [threading.Thread(target=bell.rest, args=(LONG,)) for _ in range(20)]
    threads += [threading.Thread(target=asyncio.run, args=(several(),)) for _ in range(2)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    bell.ring()
    for thread in threads:
        thread.join(LONG)
    assert time.monotonic() - began < LONG / 2


def test_a_handler_of_a_signal_may_ring_in_the_thread_that_waits() -> None:
    bell = CloseSignal()
    before = signal.signal(signal.SIGUSR1, lambda _signal, _frame: bell.ring())
    try:
        began = time.monotonic()
        alarm = threading.Timer(0.05, signal.pthread_kill, [threading.get_ident(), signal.SIGUSR1])
        alarm.start()
        bell.rest(LONG)
        alarm.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert time.monotonic() - began < LONG / 2


def _say_nothing(_loop: asyncio.AbstractEventLoop, _context: dict[str, object]) -> None:
    """Take what a loop has to tell."""


def test_a_task_whose_loop_was_closed_stands_in_nobodys_way() -> None:
    bell = CloseSignal()
    loop = asyncio.new_event_loop()
    task = loop.create_task(bell.rest_async(LONG))
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    bell.ring()
    assert not task.done()
    loop.set_exception_handler(_say_nothing)  # it is told of a task that was never ended
    del task, loop
    gc.collect()
