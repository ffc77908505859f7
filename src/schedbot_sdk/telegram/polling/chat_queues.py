"""Who is next: updates of one chat in their order, chats side by side. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["ChatQueues", "WorkItem"]


@dataclass(slots=True, eq=False)
class WorkItem:
    """One update on its way."""

    received: Received
    attempts: int = 0
    """How often it was handled, without success, and not for an outage."""
    failures: int = 0
    """How often it was handled, without success, for whatever reason."""
    began: float = 0.0
    """When it was handled for the first time, seconds of the monotonic clock."""
    successes_before: int = 0
    """How many updates had been handled by then."""
    not_before: float = 0.0
    """Seconds of the monotonic clock."""
    error: Exception | None = field(default=None, repr=False)
    """Why it is given up: it goes to the dead-letter hook next."""


class ChatQueues:
    """A queue for each chat; the head of a lane stays in it until it is done."""

    def __init__(self) -> None:
        self._lanes: dict[object, deque[WorkItem]] = {}
        self._ready: deque[WorkItem] = deque()
        self._waiting: list[WorkItem] = []

    def add(self, received: Received) -> None:
        """Put an update at the end of its lane."""
        lane = self._lanes.setdefault(received.lane, deque())
        job = WorkItem(received)
        lane.append(job)
        if len(lane) == 1:
            self._ready.append(job)

    def next(self, now: float) -> WorkItem | None:
        """The job to do now, if there is one; it counts as under way."""
        due = [job for job in self._waiting if job.not_before <= now]
        if due:
            self._waiting = [job for job in self._waiting if job.not_before > now]
            self._ready.extendleft(reversed(due))
        return self._ready.popleft() if self._ready else None

    def next_at(self) -> float | None:
        """When the next job that waits comes due; None when none waits."""
        return min((job.not_before for job in self._waiting), default=None)

    def again(self, job: WorkItem, at: float) -> None:
        """Put a job back to the head of its lane, for later."""
        job.not_before = at
        self._waiting.append(job)

    def done(self, job: WorkItem) -> None:
        """Take a job out, so that the next one of its lane can begin."""
        lane = self._lanes[job.received.lane]
        lane.popleft()
        if lane:
            self._ready.append(lane[0])
        else:
            del self._lanes[job.received.lane]
