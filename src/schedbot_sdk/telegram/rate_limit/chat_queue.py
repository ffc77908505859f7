"""The queue of one chat."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from schedbot_sdk.telegram.rate_limit.rate import Rate

__all__ = ["ChatQueue", "Late", "Slot", "Ticket", "Wait"]


class Wait(NamedTuple):
    """Ask again at this time, or when woken."""

    moment: float
    """Seconds of the scheduler's clock."""


class Late(NamedTuple):
    """The turn would come after the deadline; the ticket is out of the queue."""

    moment: float
    """When the turn would have come, in seconds of the scheduler's clock."""


class Ticket:
    """A request that waits in a queue.

    Args:
        queue: The queue of its chat.
        number: Later requests have higher numbers; a retry keeps the number of its first attempt.
        deadline: Its turn must come before this time.
        wake: Called when it must ask again early.
        earliest: It is not sent before this time.
    """

    __slots__ = ("deadline", "earliest", "late", "number", "queue", "wake")

    def __init__(
        self, queue: ChatQueue, number: int, deadline: float, wake: Callable[[], None], earliest: float = -math.inf
    ) -> None:
        self.queue: ChatQueue = queue
        self.number: int = number
        self.earliest: float = earliest
        self.deadline: float = deadline
        self.wake: Callable[[], None] = wake
        self.late: Late | None = None


class ChatQueue:
    """The sent and the waiting requests of one chat. Each waiting request has a slot, in order.

    Args:
        name: The chat, as `queue_name` returns it.
        rates: The rates of the chat; empty for requests without a chat.
    """

    __slots__ = ("longest", "name", "rates", "sent", "slots", "tickets")

    def __init__(self, name: str, rates: tuple[Rate, ...]) -> None:
        self.name: str = name
        self.rates: tuple[Rate, ...] = rates
        self.longest: float = max((rate.seconds for rate in rates), default=0.0)
        self.sent: deque[float] = deque(maxlen=max((rate.count for rate in rates), default=1))
        self.slots: list[Slot] = []
        self.tickets: dict[Ticket, None] = {}

    @property
    def head(self) -> Ticket | None:
        """The first ticket."""
        return next(iter(self.tickets), None)

    @property
    def second(self) -> Ticket | None:
        """The second ticket."""
        return next(islice(self.tickets, 1, 2), None)

    def room_now(self) -> float:
        """The time from which the first ticket may be sent, after the requests that were sent."""
        return max(
            (self.sent[-r.count] + r.seconds for r in self.rates if len(self.sent) >= r.count), default=-math.inf
        )

    def room_behind(self) -> float:
        """The time from which one more request may be sent, after all that wait."""
        if not self.slots:
            return self.room_now()
        most = max((rate.count for rate in self.rates), default=0)
        times = [*self.sent, *(slot.moment for slot in self.slots[-most:])]
        after = max((times[-r.count] + r.seconds for r in self.rates if len(times) >= r.count), default=-math.inf)
        return max(after, self.slots[-1].moment)


class Slot(NamedTuple):
    """The time at which a request of a queue is to be sent; at equal times the lower number is first."""

    moment: float
    number: int
    queue: ChatQueue
