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
    """Ask again at this moment, or when woken."""

    moment: float


class Late(NamedTuple):
    """The turn would come at this moment, which is too late; it is over."""

    moment: float


class Ticket:
    """One who waits in a lane.

    Args:
        lane: Whose queue it stands in.
        number: What came later has a higher one; a retry has that of its first attempt.
        until: The moment before which its turn must come.
        wake: Called, by whoever runs the flow, when it should ask before its time.
        earliest: The moment before which it does not want to go.
    """

    __slots__ = ("earliest", "lane", "late", "number", "until", "wake")

    def __init__(
        self, lane: ChatQueue, number: int, until: float, wake: Callable[[], None], earliest: float = -math.inf
    ) -> None:
        self.lane: ChatQueue = lane
        self.number: int = number
        self.earliest: float = earliest
        self.until: float = until
        self.wake: Callable[[], None] = wake
        self.late: Late | None = None


class ChatQueue:
    """What went to one chat, and who waits, each with a slot; the first in the queue has the first slot.

    Args:
        name: The chat, as `lane_of` names it.
        rates: What it takes; none is the lane of one who sends to no chat.
    """

    __slots__ = ("gone", "longest", "name", "rates", "slots", "tickets")

    def __init__(self, name: str, rates: tuple[Rate, ...]) -> None:
        self.name: str = name
        self.rates: tuple[Rate, ...] = rates
        self.longest: float = max((rate.seconds for rate in rates), default=0.0)
        self.gone: deque[float] = deque(maxlen=max((rate.count for rate in rates), default=1))
        self.slots: list[Slot] = []
        self.tickets: dict[Ticket, None] = {}

    @property
    def head(self) -> Ticket | None:
        """The first in the queue."""
        return next(iter(self.tickets), None)

    @property
    def second(self) -> Ticket | None:
        """The one behind the first."""
        return next(islice(self.tickets, 1, 2), None)

    def room_now(self) -> float:
        """The moment from which the first in the queue may go, by what went."""
        return max(
            (self.gone[-r.count] + r.seconds for r in self.rates if len(self.gone) >= r.count), default=-math.inf
        )

    def room_behind(self) -> float:
        """The moment from which one more may go, behind all who wait."""
        if not self.slots:
            return self.room_now()
        most = max((rate.count for rate in self.rates), default=0)
        times = [*self.gone, *(slot.moment for slot in self.slots[-most:])]
        after = max((times[-r.count] + r.seconds for r in self.rates if len(times) >= r.count), default=-math.inf)
        return max(after, self.slots[-1].moment)


class Slot(NamedTuple):
    """When somebody of a lane is to go; of two at one moment the one with the lower number goes first."""

    moment: float
    number: int
    lane: ChatQueue
