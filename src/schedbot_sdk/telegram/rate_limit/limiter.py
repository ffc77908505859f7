"""Keeps sends within Telegram's limits, for all clients of one bot."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from schedbot_sdk._core.close_signal import CloseSignal, wake_later
from schedbot_sdk._core.fork_safety import reset_after_fork
from schedbot_sdk._core.rate_limiter import QueuePosition
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.rate_limit.chat_queue import Late, Ticket, Wait
from schedbot_sdk.telegram.rate_limit.rate import Rate
from schedbot_sdk.telegram.rate_limit.scheduler import SendScheduler

__all__ = ["SendLimiter"]

_LONGEST_SLEEP: Final = 3600.0
_OVERALL: Final = Rate(30, 1.0)
_CHAT: Final = Rate(1, 1.0)
_GROUP: Final = Rate(20, 60.0)


class SendLimiter:
    """Keeps the sends of one bot within Telegram's limits: `TelegramClient(token, limiter=SendLimiter())`.

    Give the same limiter to all clients of the bot: sync and async, in any thread and event loop of the process. Each
    request that sends, changes or deletes a message waits for its turn, and so does each retry. The requests of one
    chat are sent in order, a retry before all later requests. A full chat does not delay other chats. A 429 pauses all
    sends for the time that it names; then the refused requests are sent first.

    If the turn would come after the deadline of the call, the call fails at once with a `RateLimitError`. Its
    `retry_after` says when to try again, and its `attempts` are empty because nothing was sent.

    The defaults are from Telegram's bot FAQ. Telegram tolerates short bursts in one chat, but does not document them:
    `chat=Rate(3, 3.0)` allows three messages at once with the same average. If Telegram grants your bot higher limits,
    set them in `overall`.

    Args:
        overall: The rate of all sends of the bot: 30 a second.
        chat: The rate for each chat: 1 a second.
        group: An additional rate for each group or channel: 20 a minute.

    Raises:
        ConfigurationError: An argument is not a `Rate`.
    """

    def __init__(self, *, overall: Rate = _OVERALL, chat: Rate = _CHAT, group: Rate = _GROUP) -> None:
        self._rates = (overall, chat, group)
        if not all(_is_rate(rate) for rate in self._rates):
            raise ConfigurationError("SendLimiter: pass rates, such as chat=Rate(3, 3.0) for three within 3 seconds")
        self._begin()
        reset_after_fork(self._begin)

    def _begin(self) -> None:
        # In a forked child too: requests that wait in the parent would never leave the queues here.
        self._scheduler = SendScheduler(*self._rates)
        self._lock = threading.Lock()
        self._leaving: deque[Ticket] = deque()

    def __repr__(self) -> str:
        overall, chat, group = self._rates
        return f"{type(self).__name__}(overall={overall}, chat={chat}, group={group})"

    def wait(
        self,
        queue: str,
        seconds: float,
        position: QueuePosition | None = None,
        pause: float = 0.0,
        close_signal: CloseSignal | None = None,
    ) -> float | None:
        """Wait for the turn of a request; a client does it before each request that counts.

        Args:
            queue: The chat, or an empty text for none.
            seconds: The longest wait; a longer one is not begun.
            position: The place of the request in its queue; a retry keeps the place of its first attempt.
            pause: How long a retry waits in any case, and the requests behind it in its chat, in seconds.
            close_signal: Ends the wait; a client sets it when it is closed.

        Returns:
            None when the request may be sent, or when the close signal is set; else the seconds that the wait would
            take.
        """
        close_signal = close_signal or CloseSignal()
        woken = threading.Event()
        ticket = self._enter(queue, seconds, position or QueuePosition(), pause, woken.set)
        if not isinstance(ticket, Ticket):
            return ticket
        try:
            with close_signal.wakes(woken.set):
                while isinstance(answer := self._ask(ticket, close_signal), Wait):
                    woken.wait(max(0.0, min(answer.moment - time.monotonic(), _LONGEST_SLEEP)))
                    woken.clear()
        except BaseException:
            self._leave(ticket)
            raise
        return answer

    async def wait_async(
        self,
        queue: str,
        seconds: float,
        position: QueuePosition | None = None,
        pause: float = 0.0,
        close_signal: CloseSignal | None = None,
    ) -> float | None:
        """Wait as `wait` does, without blocking the event loop."""
        close_signal = close_signal or CloseSignal()
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        # A weak reference: a task whose loop was closed must not be kept alive by its ticket.
        known = weakref.ref(woken)

        def wake() -> None:
            wake_later(loop, known())

        ticket = self._enter(queue, seconds, position or QueuePosition(), pause, wake)
        if not isinstance(ticket, Ticket):
            return ticket
        try:
            with close_signal.wakes(wake):
                while isinstance(answer := self._ask(ticket, close_signal), Wait):
                    alarm = loop.call_later(min(answer.moment - time.monotonic(), _LONGEST_SLEEP), woken.set)
                    try:
                        await woken.wait()
                    finally:
                        alarm.cancel()
                    woken.clear()
        except BaseException:
            self._leave(ticket)
            raise
        return answer

    def hold(self, seconds: float) -> None:
        """Send nothing for this time, in seconds; a client calls it after a 429 from Telegram."""
        with self._locked() as scheduler:
            scheduler.hold(time.monotonic() + seconds)

    def _enter(
        self, queue: str, seconds: float, position: QueuePosition, pause: float, wake: Callable[[], None]
    ) -> Ticket | float:
        with self._locked() as scheduler:
            now = time.monotonic()
            if position.number is None:
                ticket = scheduler.enter(queue, now, now + seconds, wake)
            else:
                ticket = scheduler.reenter(queue, position.number, now, now + seconds, wake, now + pause)
            if isinstance(ticket, Late):
                return ticket.moment - now
            position.number = ticket.number
            return ticket

    def _ask(self, ticket: Ticket, close_signal: CloseSignal) -> Wait | float | None:
        if close_signal.is_set:
            self._leave(ticket)
            return None
        with self._locked() as scheduler:
            now = time.monotonic()
            answer = scheduler.ask(ticket, now)
            return max(0.0, answer.moment - now) if isinstance(answer, Late) else answer

    def _leave(self, ticket: Ticket) -> None:
        # A finalizer may call this in the middle of another call of the same thread, so it never waits for the lock.
        self._leaving.append(ticket)
        self._remove_leaving_if_unlocked()

    @contextmanager
    def _locked(self) -> Generator[SendScheduler]:
        with self._lock:
            self._remove_leaving()
            yield self._scheduler
            woken = self._scheduler.take_woken()
        _wake(woken)
        self._remove_leaving_if_unlocked()

    def _remove_leaving_if_unlocked(self) -> None:
        while self._leaving and self._lock.acquire(blocking=False):
            try:
                self._remove_leaving()
                woken = self._scheduler.take_woken()
            finally:
                self._lock.release()
            _wake(woken)

    def _remove_leaving(self) -> None:
        while self._leaving:
            self._scheduler.leave(self._leaving.popleft())


def _wake(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        ticket.wake()


def _is_rate(value: object) -> bool:
    return isinstance(value, Rate)
