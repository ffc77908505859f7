"""What Telegram refused with a 429 goes again before what came after it: in simulated time, and on real sockets."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.telegram.sending.crowds import CHAT, GROUP, LANES, OVERALL, check_limits, crowds, holds
from tests.telegram.sending.simulated import Hold, Sender, Simulation
from tests.telegram.sending.twins import ANN

from schedbot_sdk import AsyncTelegramClient, RateLimitError, TelegramClient
from schedbot_sdk.telegram import Message, Rate, SendLimiter
from schedbot_sdk.telegram.rate_limit.chat_queue import Late, Ticket, Wait
from schedbot_sdk.telegram.rate_limit.scheduler import SendScheduler
from schedbot_sdk.testing import LocalTelegram


@settings(max_examples=300, deadline=None)
@given(crowds(), holds, st.sampled_from([0.0, 0.25]), st.sampled_from([0.0, 0.25]), st.integers(0, 99))
def test_a_chat_keeps_its_order_over_any_number_of_429s(
    senders: list[Sender], floods: list[Hold], lateness: float, latency: float, seed: int
) -> None:
    simulation = Simulation(SendScheduler(OVERALL, CHAT, GROUP), lateness=lateness, latency=latency, seed=seed)
    simulation.run(senders, floods=floods)
    check_limits(senders)
    for sender in senders:
        assert [sender.gone is not None, sender.late is not None, sender.left].count(True) == 1
    for lane in LANES[:-1]:
        times = [sender.gone for sender in senders if sender.lane == lane and sender.gone is not None]
        assert times == sorted(times)
    assert simulation.scheduler.waiting == 0


@on_rows("lane", ["7", "-7"])
def test_what_was_refused_goes_before_all_others_of_its_chat(lane: str) -> None:
    senders = [Sender(0.0, lane, patience=4.0) for _ in range(5)]
    Simulation(SendScheduler(OVERALL, CHAT, Rate(20, 60.0)), latency=0.25).run(senders, floods=[Hold(0.0, 1.0)])
    assert [sender.gone for sender in senders] == [1.25, 2.25, 3.25, None, None]
    assert [sender.heard_at for sender in senders] == [None, None, None, 0.25, 0.0]


def test_what_was_refused_goes_before_all_other_chats() -> None:
    senders = [Sender(0.0, str(chat), patience=4.0) for chat in range(1, 13)]
    Simulation(SendScheduler(OVERALL, CHAT, GROUP), latency=0.25).run(senders, floods=[Hold(0.0, 1.0)])
    assert [sender.gone for sender in senders] == [1.25] * 3 + [2.25] * 3 + [3.25] * 3 + [None] * 3
    assert [sender.refused for sender in senders[:3]] == [[0.0]] * 3


def test_several_that_were_refused_come_back_in_their_order() -> None:
    scheduler = SendScheduler(OVERALL, Rate(3, 3.0), GROUP)
    tickets = [scheduler.enter("7", 0.0, 1e9, lambda: None) for _ in range(4)]
    numbers = [ticket.number for ticket in tickets if isinstance(ticket, Ticket) and scheduler.ask(ticket, 0.0) is None]
    assert len(numbers) == 3
    scheduler.hold(5.0)
    back = [
        scheduler.reenter("7", number, 0.5, 1e9, lambda: None, 0.0) for number in (numbers[1], numbers[2], numbers[0])
    ]
    queue = [back[2], back[0], back[1], tickets[3]]
    for ticket, moment in zip(queue, (5.0, 5.0, 5.0, 8.0), strict=True):
        assert isinstance(ticket, Ticket)
        assert scheduler.ask(ticket, moment) is None


def test_a_pause_is_made_in_the_chat_and_holds_no_other() -> None:
    scheduler = SendScheduler(OVERALL, CHAT, GROUP)
    first = scheduler.enter("7", 0.0, 1e9, lambda: None)
    assert isinstance(first, Ticket)
    assert scheduler.ask(first, 0.0) is None
    ticket = scheduler.enter("7", 0.5, 1e9, lambda: None)
    assert isinstance(ticket, Ticket)
    back = scheduler.reenter("7", first.number, 0.5, 1e9, lambda: None, 3.0)
    assert isinstance(back, Ticket)
    assert scheduler.ask(back, 2.0) == Wait(3.0)
    other = scheduler.enter("8", 2.0, 1e9, lambda: None)
    assert isinstance(other, Ticket)
    assert scheduler.ask(other, 2.0) is None
    assert scheduler.ask(back, 3.0) is None
    assert scheduler.ask(ticket, 3.0) == Wait(4.0)


def test_a_pause_that_is_too_long_is_told_at_once() -> None:
    scheduler = SendScheduler(OVERALL, CHAT, GROUP)
    first = scheduler.enter("7", 0.0, 2.0, lambda: None)
    assert isinstance(first, Ticket)
    assert scheduler.ask(first, 0.0) is None
    assert scheduler.reenter("7", first.number, 0.5, 2.0, lambda: None, 3.0) == Late(3.0)
    assert scheduler.waiting == 0


def test_who_moves_up_still_makes_its_pause() -> None:
    scheduler = SendScheduler(OVERALL, Rate(2, 2.0), GROUP)
    tickets = [scheduler.enter("7", 0.0, 1e9, lambda: None) for _ in range(2)]
    numbers = [ticket.number for ticket in tickets if isinstance(ticket, Ticket) and scheduler.ask(ticket, 0.0) is None]
    first, second = (scheduler.reenter("7", number, 0.5, 1e9, lambda: None, 8.0 + number) for number in numbers)
    assert isinstance(first, Ticket)
    assert isinstance(second, Ticket)
    scheduler.leave(first)
    assert scheduler.ask(second, 8.0) == Wait(8.0 + numbers[1])


QUICK = Rate(1, 0.4)  # much longer than the answer of a local server takes on a busy machine


def is_told_to_wait_longer(limiter: SendLimiter, than: float) -> bool:
    """Whether one more has entered Ann's queue; or that is not to be seen any more."""
    seconds = limiter.wait(str(ANN.id), 0)
    return seconds is None or time.monotonic() + seconds > than + QUICK.seconds / 2


def test_threads_send_into_a_chat_in_their_order_over_429s(telegram: LocalTelegram) -> None:
    limiter = SendLimiter(chat=QUICK)
    telegram.flood(1, times=2)
    with (
        TelegramClient(telegram.token, base_url=telegram.base_url, limiter=limiter) as client,
        ThreadPoolExecutor(4) as threads,
    ):
        limiter.hold(3.0)  # until all stand in the queue
        sending: list[Future[Message]] = []
        for text in "ABCD":
            turn = time.monotonic() + (limiter.wait(str(ANN.id), 0) or 0.0)
            sending.append(threads.submit(client.send_message, ANN.id, text))
            ends_at = time.monotonic() + 30
            while not is_told_to_wait_longer(limiter, turn):
                assert time.monotonic() < ends_at
                time.sleep(0.005)
        for one in sending:
            one.result(60)
    assert [action.text for action in telegram.sent] == [*"ABCD"]


def test_tasks_send_into_a_chat_in_their_order_over_429s(telegram: LocalTelegram) -> None:
    telegram.flood(1, times=2)

    async def run() -> None:
        async with AsyncTelegramClient(
            telegram.token, base_url=telegram.base_url, limiter=SendLimiter(chat=QUICK)
        ) as client:
            await asyncio.gather(*(client.send_message(ANN.id, text) for text in "ABCD"))

    asyncio.run(run())
    assert [action.text for action in telegram.sent] == [*"ABCD"]


def test_what_came_last_is_too_late_and_not_what_was_refused(telegram: LocalTelegram) -> None:
    telegram.flood(3)

    async def run() -> list[Message | BaseException]:
        async with AsyncTelegramClient(
            telegram.token, base_url=telegram.base_url, limiter=SendLimiter(chat=Rate(1, 3.0))
        ) as client:
            sending = (client.send_message(ANN.id, str(number), deadline=6) for number in range(3))
            return await asyncio.gather(*sending, return_exceptions=True)

    first, *others = asyncio.run(run())
    assert isinstance(first, Message)
    for error in others:
        assert isinstance(error, RateLimitError)
        assert error.attempts == ()
