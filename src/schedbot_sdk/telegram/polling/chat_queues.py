"""Decides which update is next: updates of one chat in their order, chats concurrently. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["ChatQueues", "WorkItem"]


@dataclass(slots=True, eq=False)
class WorkItem:
    """One update that waits to be handled, or is being handled."""

    received: Received
    """The update, its key and its chat."""
    attempts: int = 0
    """How often its handler failed, without the failures of an outage."""
    failures: int = 0
    """How often its handler failed, for any reason."""
    first_attempt_at: float = 0.0
    """When its handler was called first, in seconds of the monotonic clock."""
    handled_before: int = 0
    """How many updates the poll had handled by then."""
    not_before: float = 0.0
    """When it may be handled again, in seconds of the monotonic clock."""
    error: Exception | None = field(default=None, repr=False)
    """Why it is given up: the failure hook gets it next. None while the handler gets it."""


class ChatQueues:
    """One queue per chat. The head of a queue stays in it until it is done."""

    def __init__(self) -> None:
        self._queues: dict[object, deque[WorkItem]] = {}
        self._ready: deque[WorkItem] = deque()
        self._delayed: list[WorkItem] = []

    def add(self, received: Received) -> None:
        """Append an update to the queue of its chat."""
        queue = self._queues.setdefault(received.lane, deque())
        item = WorkItem(received)
        queue.append(item)
        if len(queue) == 1:
            self._ready.append(item)

    def next(self, now: float) -> WorkItem | None:
        """Return the item to handle now; None when every chat is busy or has to wait."""
        due = [item for item in self._delayed if item.not_before <= now]
        if due:
            self._delayed = [item for item in self._delayed if item.not_before > now]
            self._ready.extendleft(reversed(due))
        return self._ready.popleft() if self._ready else None

    def next_at(self) -> float | None:
        """Return when the next delayed item is due, in seconds of the monotonic clock; None without delayed items."""
        return min((item.not_before for item in self._delayed), default=None)

    def retry(self, item: WorkItem, at: float) -> None:
        """Put an item back to the head of its queue, to be handled at a later moment."""
        item.not_before = at
        self._delayed.append(item)

    def done(self, item: WorkItem) -> None:
        """Remove an item, so that the next one of its chat can be handled."""
        queue = self._queues[item.received.lane]
        queue.popleft()
        if queue:
            self._ready.append(queue[0])
        else:
            del self._queues[item.received.lane]
