"""What ends a wait when a client is closed."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time

from schedbot_sdk._core.close_signal import CloseSignal

LONG = 30.0


def test_a_wait_lasts_its_time_when_no_client_is_closed() -> None:
    closing = CloseSignal()
    began = time.monotonic()
    closing.wait(0.05)
    asyncio.run(closing.wait_async(0.05))
    assert 0.1 <= time.monotonic() - began < LONG


def test_a_wait_that_begins_after_the_close_ends_at_once() -> None:
    closing = CloseSignal()
    closing.set()
    closing.set()
    began = time.monotonic()
    closing.wait(LONG)
    asyncio.run(closing.wait_async(LONG))
    assert time.monotonic() - began < LONG / 2


def test_a_child_is_set_with_its_parent_and_not_the_other_way_round() -> None:
    closing = CloseSignal()
    one, other = closing.child(), closing.child()
    one.set()
    assert (closing.is_set, one.is_set, other.is_set) == (False, True, False)
    closing.set()
    assert other.is_set
    assert closing.child().is_set


def test_one_close_wakes_threads_and_event_loops() -> None:
    closing = CloseSignal()

    async def several() -> None:
        await asyncio.gather(*(closing.wait_async(LONG) for _ in range(20)))

    threads = [threading.Thread(target=closing.wait, args=(LONG,)) for _ in range(20)]
    threads += [threading.Thread(target=asyncio.run, args=(several(),)) for _ in range(2)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    closing.set()
    for thread in threads:
        thread.join(LONG)
    assert time.monotonic() - began < LONG / 2


def test_a_signal_handler_may_close_in_the_thread_that_waits() -> None:
    closing = CloseSignal()
    before = signal.signal(signal.SIGUSR1, lambda _signal, _frame: closing.set())
    try:
        began = time.monotonic()
        alarm = threading.Timer(0.05, signal.pthread_kill, [threading.get_ident(), signal.SIGUSR1])
        alarm.start()
        closing.wait(LONG)
        alarm.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert time.monotonic() - began < LONG / 2


def _say_nothing(_loop: asyncio.AbstractEventLoop, _context: dict[str, object]) -> None:
    """Ignore what the loop reports."""


def test_a_task_whose_loop_was_closed_does_no_harm() -> None:
    closing = CloseSignal()
    loop = asyncio.new_event_loop()
    task = loop.create_task(closing.wait_async(LONG))
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    closing.set()
    assert not task.done()
    loop.set_exception_handler(_say_nothing)  # it reports a task that was never ended
    del task, loop
    gc.collect()
