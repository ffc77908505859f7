"""A bot's senders in simulated time: who comes when, how patient they are, and what becomes of them."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from schedbot_sdk.telegram.rate_limit.chat_queue import Late, Ticket, Wait
from schedbot_sdk.telegram.rate_limit.scheduler import SendScheduler

__all__ = ["FOREVER", "Hold", "Sender", "Simulation"]

FOREVER = 1e9


@dataclass(eq=False)
class Sender:
    """One request."""

    at: float
    lane: str
    patience: float = FOREVER
    leaves_after: float | None = None
    """How long it waits before it is cancelled."""
    gone: float | None = None
    refused: list[float] = field(default_factory=list[float])
    """When it went, and Telegram refused it."""
    number: int = 0
    late: Late | None = None
    heard_at: float | None = None
    """When it heard that it is too late."""
    left: bool = False
    ticket: Ticket | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Hold:
    """From a moment on, and for so long, nothing may go; or, where it is a flood, Telegram refuses what goes."""

    at: float
    seconds: float

    @property
    def until(self) -> float:
        return self.at + self.seconds


class Simulation:
    """Drives a scheduler as the limiter does: each waiter asks again when it was told to, or when woken.

    Args:
        scheduler: What is driven.
        lateness: The longest time by which somebody may oversleep.
        latency: How long an answer takes.
        seed: Of who oversleeps by how much.
    """

    def __init__(self, scheduler: SendScheduler, *, lateness: float = 0.0, latency: float = 0.0, seed: int = 0) -> None:
        self.scheduler = scheduler
        self._lateness = lateness
        self._latency = latency
        self._floods: Sequence[Hold] = ()
        self._dice = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = count()
        self._woken: list[Sender] = []
        self.asked = 0
        self.longest_queue = 0

    def run(self, senders: Sequence[Sender], holds: Sequence[Hold] = (), floods: Sequence[Hold] = ()) -> None:
        self._floods = floods
        for sender in senders:
            self._at(sender.at, partial(self._comes, sender))
        for hold in holds:
            self._at(hold.at, partial(self._holds, hold))
        while self._events:
            now, _, happen = heapq.heappop(self._events)
            happen(now)
            self.longest_queue = max(self.longest_queue, self.scheduler.waiting)
            for ticket in self.scheduler.take_woken():
                ticket.wake()
            while self._woken:
                self._at(now + self._oversleeps(), partial(self._asks, self._woken.pop()))

    def _at(self, moment: float, happen: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), happen))

    def _oversleeps(self) -> float:
        return self._dice.randrange(17) / 16 * self._lateness

    def _holds(self, hold: Hold, _: float) -> None:
        self.scheduler.hold(hold.until)

    def _comes(self, sender: Sender, now: float) -> None:
        came = self.scheduler.enter(sender.lane, now, now + sender.patience, lambda: self._woken.append(sender))
        if isinstance(came, Late):
            sender.late, sender.heard_at = came, now
            return
        sender.ticket, sender.number = came, came.number
        self._asks(sender, now)
        if sender.leaves_after is not None:
            self._at(now + sender.leaves_after, partial(self._leaves, sender))

    def _hears(self, sender: Sender, now: float) -> None:
        """Of a 429, and tells all others; whoever comes at the same moment may come before it is back."""
        self.scheduler.hold(now + self._told(sender))
        self._at(now, partial(self._comes_back, sender))

    def _told(self, sender: Sender) -> float:
        went = sender.refused[-1]
        return max(flood.until for flood in self._floods if flood.at <= went) - went

    def _comes_back(self, sender: Sender, now: float) -> None:
        earliest, until = now + self._told(sender), sender.at + sender.patience
        back = self.scheduler.reenter(
            sender.lane, sender.number, now, until, lambda: self._woken.append(sender), earliest
        )
        if isinstance(back, Late):
            sender.late, sender.heard_at = back, now
            return
        sender.ticket = back
        self._asks(sender, now)

    def _leaves(self, sender: Sender, _: float) -> None:
        if sender.ticket is not None:
            self.scheduler.leave(sender.ticket)
            sender.ticket, sender.left = None, True

    def _asks(self, sender: Sender, now: float) -> None:
        if sender.ticket is None:
            return
        self.asked += 1
        said = self.scheduler.ask(sender.ticket, now)
        if isinstance(said, Wait):
            assert said.moment > now, "told to ask again at once: a hot loop"
            assert said.moment <= sender.at + sender.patience, "told to wait beyond its patience"
            self._at(said.moment + self._oversleeps(), partial(self._asks, sender))
            return
        sender.ticket = None
        if said is None and any(flood.at <= now < flood.until for flood in self._floods):
            sender.refused.append(now)
            self._at(now + self._latency, partial(self._hears, sender))
        elif said is None:
            sender.gone = now
        else:
            sender.late, sender.heard_at = said, now
