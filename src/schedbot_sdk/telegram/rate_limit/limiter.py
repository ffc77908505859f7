"""Sending at the pace that Telegram allows, for all clients of one bot."""

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
    """Keeps what one bot sends within Telegram's limits: `TelegramClient(token, limiter=SendLimiter())`.

    Give the same one to all clients of the bot, sync and async ones, in any threads and event loops of the process.
    What is sent, changed or deleted in a chat waits its turn, and so does each retry; one chat's requests go in the
    order in which they came, a retry before all that came after it, and a full chat holds no other. A 429 holds all of
    it for as long as it says, and what was refused goes first then. A turn that would come after the call's deadline is
    not waited for: the call fails at once with a `RateLimitError` whose `retry_after` says when to try again and whose
    `attempts` are empty, as nothing was sent.

    The numbers are those of Telegram's bot FAQ. It tolerates short bursts in one chat without saying how short:
    `chat=Rate(3, 3.0)` lets three messages go at once and is as slow in the long run. Limits that are higher by a
    contract with Telegram go into `overall`.

    Args:
        overall: What the bot may send in all: 30 a second.
        chat: What it may send into any one chat: 1 a second.
        group: What it may send into one group or channel, beside that: 20 a minute.

    Raises:
        ConfigurationError: One is no `Rate`.
    """

    def __init__(self, *, overall: Rate = _OVERALL, chat: Rate = _CHAT, group: Rate = _GROUP) -> None:
        self._rates = (overall, chat, group)
        if not all(_is_rate(rate) for rate in self._rates):
            raise ConfigurationError("SendLimiter: pass rates, such as chat=Rate(3, 3.0) for three within 3 seconds")
        self._begin()
        reset_after_fork(self._begin)

    def _begin(self) -> None:
        # In a forked child too: those who wait in the parent would never leave their places here.
        self._flow = SendScheduler(*self._rates)
        self._lock = threading.Lock()
        self._left: deque[Ticket] = deque()

    def __repr__(self) -> str:
        overall, chat, group = self._rates
        return f"{type(self).__name__}(overall={overall}, chat={chat}, group={group})"

    def wait(
        self,
        lane: str,
        seconds: float,
        place: QueuePosition | None = None,
        pause: float = 0.0,
        bell: CloseSignal | None = None,
    ) -> float | None:
        """Wait for a turn in a lane; a client does it before each request that counts.

        Args:
            lane: The chat, or an empty text for none.
            seconds: How long the wait may be; a longer one is not begun.
            place: What the limiter remembers of a request between its attempts: a retry goes before what came later.
            pause: Seconds before which a retry is not to go, nor what is behind it in its chat.
            bell: Ends the wait when it rings, as a client's does when it is closed.

        Returns:
            None when it is one's turn, or when the bell has rung; else the seconds after which it would be.
        """
        bell = bell or CloseSignal()
        woken = threading.Event()
        ticket = self._enter(lane, seconds, place or QueuePosition(), pause, woken.set)
        if not isinstance(ticket, Ticket):
            return ticket
        try:
            with bell.wakes(woken.set):
                while isinstance(said := self._asked(ticket, bell), Wait):
                    woken.wait(max(0.0, min(said.moment - time.monotonic(), _LONGEST_SLEEP)))
                    woken.clear()
        except BaseException:
            self._leave(ticket)
            raise
        return said

    async def wait_async(
        self,
        lane: str,
        seconds: float,
        place: QueuePosition | None = None,
        pause: float = 0.0,
        bell: CloseSignal | None = None,
    ) -> float | None:
        """Wait for a turn in a lane, as `wait` does, without holding the event loop up."""
        bell = bell or CloseSignal()
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        # Weakly: else a task whose loop was closed would be kept by its place, and its place by the task.
        known = weakref.ref(woken)

        def wake() -> None:
            wake_later(loop, known())

        ticket = self._enter(lane, seconds, place or QueuePosition(), pause, wake)
        if not isinstance(ticket, Ticket):
            return ticket
        try:
            with bell.wakes(wake):
                while isinstance(said := self._asked(ticket, bell), Wait):
                    alarm = loop.call_later(min(said.moment - time.monotonic(), _LONGEST_SLEEP), woken.set)
                    try:
                        await woken.wait()
                    finally:
                        alarm.cancel()
                    woken.clear()
        except BaseException:
            self._leave(ticket)
            raise
        return said

    def hold(self, seconds: float) -> None:
        """Let nothing go for so long; a client does it when Telegram answers with a 429."""
        with self._at_work() as flow:
            flow.hold(time.monotonic() + seconds)

    def _enter(
        self, lane: str, seconds: float, place: QueuePosition, pause: float, wake: Callable[[], None]
    ) -> Ticket | float:
        with self._at_work() as flow:
            now = time.monotonic()
            if place.number is None:
                came = flow.enter(lane, now, now + seconds, wake)
            else:
                came = flow.come_back(lane, place.number, now, now + seconds, wake, now + pause)
            if isinstance(came, Late):
                return came.moment - now
            place.number = came.number
            return came

    def _asked(self, ticket: Ticket, bell: CloseSignal) -> Wait | float | None:
        if bell.is_set:
            self._leave(ticket)
            return None
        with self._at_work() as flow:
            now = time.monotonic()
            said = flow.ask(ticket, now)
            return max(0.0, said.moment - now) if isinstance(said, Late) else said

    def _leave(self, ticket: Ticket) -> None:
        # It may be a finalizer that leaves, in the midst of another call of the same thread: it waits for no lock.
        self._left.append(ticket)
        self._settle()

    @contextmanager
    def _at_work(self) -> Generator[SendScheduler]:
        with self._lock:
            self._strike_out()
            yield self._flow
            woken = self._flow.take_woken()
        _wake(woken)
        self._settle()

    def _settle(self) -> None:
        while self._left and self._lock.acquire(blocking=False):
            try:
                self._strike_out()
                woken = self._flow.take_woken()
            finally:
                self._lock.release()
            _wake(woken)

    def _strike_out(self) -> None:
        while self._left:
            self._flow.leave(self._left.popleft())


def _wake(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        ticket.wake()


def _is_rate(given: object) -> bool:
    return isinstance(given, Rate)
