"""A bot's senders in simulated time: who comes when, how patient they are, and what becomes of them."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from schedbot_sdk.telegram.flow import Flow
from schedbot_sdk.telegram.lanes import Late, Ticket, Wait

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
    late: Late | None = None
    heard_at: float | None = None
    """When it heard that it is too late."""
    left: bool = False
    ticket: Ticket | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Hold:
    """A 429: it came at a moment, and holds for so long."""

    at: float
    seconds: float

    @property
    def until(self) -> float:
        return self.at + self.seconds


class Simulation:
    """Drives a flow as the limiter does: each waiter asks again when it was told to, or when woken.

    Args:
        flow: What is driven.
        lateness: The longest time by which somebody may oversleep.
        seed: Of who oversleeps by how much.
    """

    def __init__(self, flow: Flow, *, lateness: float = 0.0, seed: int = 0) -> None:
        self.flow = flow
        self._lateness = lateness
        self._dice = random.Random(seed)
        self._events: list[tuple[float, int, str, Sender | Hold]] = []
        self._numbers = count()
        self._woken: list[Sender] = []
        self.asked = 0
        self.longest_queue = 0

    def run(self, senders: Sequence[Sender], holds: Sequence[Hold] = ()) -> None:
        for sender in senders:
            self._at(sender.at, "comes", sender)
        for hold in holds:
            self._at(hold.at, "holds", hold)
        while self._events:
            now, _, what, whom = heapq.heappop(self._events)
            if isinstance(whom, Hold):
                self.flow.hold(whom.until)
            elif what == "comes":
                self._comes(whom, now)
            elif what == "leaves":
                self._leaves(whom)
            else:
                self._asks(whom, now)
            self.longest_queue = max(self.longest_queue, self.flow.waiting)
            for ticket in self.flow.take_woken():
                ticket.wake()
            while self._woken:
                self._at(now + self._oversleeps(), "asks", self._woken.pop())

    def _at(self, moment: float, what: str, whom: Sender | Hold) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), what, whom))

    def _oversleeps(self) -> float:
        return self._dice.randrange(17) / 16 * self._lateness

    def _comes(self, sender: Sender, now: float) -> None:
        came = self.flow.enter(sender.lane, now, now + sender.patience, lambda: self._woken.append(sender))
        if isinstance(came, Late):
            sender.late, sender.heard_at = came, now
            return
        sender.ticket = came
        self._asks(sender, now)
        if sender.leaves_after is not None:
            self._at(now + sender.leaves_after, "leaves", sender)

    def _leaves(self, sender: Sender) -> None:
        if sender.ticket is not None:
            self.flow.leave(sender.ticket)
            sender.ticket, sender.left = None, True

    def _asks(self, sender: Sender, now: float) -> None:
        if sender.ticket is None:
            return
        self.asked += 1
        said = self.flow.ask(sender.ticket, now)
        if isinstance(said, Wait):
            assert said.moment > now, "told to ask again at once: a hot loop"
            assert said.moment <= sender.at + sender.patience, "told to wait beyond its patience"
            self._at(said.moment + self._oversleeps(), "asks", sender)
            return
        sender.ticket = None
        if said is None:
            sender.gone = now
        else:
            sender.late, sender.heard_at = said, now
