"""Decides when a request may be sent. Pure: it does not sleep and reads no clock; times are seconds of one clock.

Each request gets a slot: the earliest time at which its chat and the bot have room. So the wait of each request is
known at once, and a slow chat does not delay the others. Slots are plans; the limits are checked against the requests
that were really sent. A request that wakes up late is sent late, and the requests behind it learn that when they ask.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Callable
from itertools import count
from operator import attrgetter

from schedbot_sdk.telegram.rate_limit.chat_queue import ChatQueue, Late, Slot, Ticket, Wait
from schedbot_sdk.telegram.rate_limit.classify import NO_CHAT, is_group
from schedbot_sdk.telegram.rate_limit.rate import Rate

__all__ = ["SendScheduler"]


class SendScheduler:
    """All queues of one bot. Only one thread at a time may use it.

    Args:
        overall: The rate of all sends of the bot.
        chat: The rate for each chat of any kind.
        group: An additional rate for each group or channel.
    """

    def __init__(self, overall: Rate, chat: Rate, group: Rate) -> None:
        self._overall = overall
        self._private, self._group = (chat,), (chat, group)
        self._sent: deque[float] = deque(maxlen=overall.count)
        self._slots: list[Slot] = []
        self._numbers = count()
        self._queues: dict[str, ChatQueue] = {}
        self._idle: list[tuple[float, str]] = []
        self._held_until = -math.inf
        self._full_until = -math.inf
        """Before this time the bot has no room; slots after it may have gaps."""
        self._woken: list[Ticket] = []

    def __len__(self) -> int:
        """The number of queues in memory."""
        return len(self._queues)

    @property
    def waiting(self) -> int:
        """The number of waiting requests."""
        return len(self._slots)

    def take_woken(self) -> list[Ticket]:
        """Return the tickets that must ask again after recent changes, each once."""
        woken, self._woken = self._woken, []
        return woken

    def enter(self, name: str, now: float, deadline: float, wake: Callable[[], None]) -> Ticket | Late:
        """Enter the queue of a chat, unless the turn would come after `deadline`."""
        queue = self._queue_of(name, now)
        self._full_until = max(self._full_until, now, self._held_until)
        moment = self._room_from(max(now, queue.room_behind()))
        if moment > now and moment >= deadline:
            return Late(moment)
        ticket = Ticket(queue, next(self._numbers), deadline, wake)
        queue.tickets[ticket] = None
        self._add_slot(queue, moment)
        return ticket

    def reenter(
        self, name: str, number: int, now: float, deadline: float, wake: Callable[[], None], earliest: float
    ) -> Ticket | Late:
        """Enter a queue again, before all later requests; during a hold also before all other chats.

        Args:
            name: The queue.
            number: The number of the request's first ticket.
            now: The current time.
            deadline: As in `enter`.
            wake: As in `enter`.
            earliest: The request, and those behind it in the queue, are not sent before this time.
        """
        queue = self._queue_of(name, now)
        waiting = self._unschedule(self._slots if now < self._held_until else queue.slots)
        before = (
            index for index, (other, _) in enumerate(waiting, 1) if other.queue is queue and other.number < number
        )
        ticket = Ticket(queue, number, deadline, wake, earliest)
        waiting.insert(max(before, default=0), (ticket, earliest))
        queue.tickets = dict.fromkeys(other for other, _ in waiting if other.queue is queue)
        self._full_until = max(self._full_until, now, self._held_until)
        self._reschedule(waiting)
        return ticket.late or ticket

    def ask(self, ticket: Ticket, now: float) -> Wait | Late | None:
        """Return None if the request may be sent, which counts as sent; or when to ask again; or `Late`."""
        if ticket.late is not None:
            return ticket.late
        queue = ticket.queue
        self._drop_expired(queue, ticket, now)
        if (head := queue.head) is not None and head is not ticket:
            if now < ticket.deadline:
                # The second one checks on the first, which may never ask.
                return Wait(min(ticket.deadline, head.deadline) if queue.second is ticket else ticket.deadline)
            return self._too_late(ticket, max(now, queue.slots[list(queue.tickets).index(ticket)].moment))
        slot = queue.slots[0]
        moment = max(slot.moment, ticket.earliest, queue.room_now(), self._room_at(slot, now))
        if moment <= now:
            self._start(ticket, now)
            return None
        if moment >= ticket.deadline:
            return self._too_late(ticket, moment)
        if moment > slot.moment:
            self._remove_slot(slot)
            queue.slots[0] = slot._replace(moment=moment)
            insort(self._slots, queue.slots[0])
        return Wait(moment)

    def leave(self, ticket: Ticket) -> None:
        """Leave the queue: the requests behind it move up, and its slot is free."""
        queue = ticket.queue
        if ticket not in queue.tickets:
            return
        was_head = queue.head is ticket
        del queue.tickets[ticket]
        slot = queue.slots.pop()
        self._remove_slot(slot)
        self._full_until = min(self._full_until, slot.moment - self._overall.seconds)
        if was_head and queue.head is not None:
            self._woken.append(queue.head)

    def hold(self, deadline: float) -> None:
        """Send nothing before this time; tickets with an earlier deadline are woken."""
        if deadline <= self._held_until:
            return
        waiting = self._unschedule(self._slots)
        self._held_until = self._full_until = deadline
        self._reschedule(waiting)

    def _queue_of(self, name: str, now: float) -> ChatQueue:
        self._forget_idle(now)
        queue = self._queues.get(name) or ChatQueue(name, self._rates(name))
        if queue.rates and name not in self._queues:
            self._queues[name] = queue
            heapq.heappush(self._idle, (now + queue.longest, name))
        self._drop_expired(queue, None, now)
        return queue

    def _rates(self, name: str) -> tuple[Rate, ...]:
        if name == NO_CHAT:
            return ()
        return self._group if is_group(name) else self._private

    def _room_from(self, start: float) -> float:
        """The first time, not before `start`, with room for one more between all sent and planned requests."""
        most, length = self._overall.count, self._overall.seconds
        is_first = start <= self._full_until
        moment = max(start, self._full_until)
        near = [sent for sent in self._sent if sent > moment - length]
        near += (slot.moment for slot in self._slots[self._first_after(moment - length) :])
        for first, last in zip(near, near[most - 1 :], strict=False):
            if first >= moment and last >= moment + length:
                break
            if max(last, moment) < min(first, moment) + length:  # one more would exceed this window
                moment = max(moment, first + length)
        if is_first:
            self._full_until = moment
        return moment

    def _room_at(self, slot: Slot, now: float) -> float:
        """The time from which the request of a slot may be sent, after those that were sent or are before it."""
        most, length = self._overall.count, self._overall.seconds
        index = bisect_left(self._slots, slot)
        # A request that is late by a whole window does not count: a blocked event loop must not stop the others.
        before = index - min(index, self._first_after(now - length))
        if before >= most:
            return self._slots[index - most].moment + length
        left = most - before
        return self._sent[-left] + length if len(self._sent) >= left else -math.inf

    def _first_after(self, moment: float) -> int:
        return bisect_right(self._slots, moment, key=attrgetter("moment"))

    def _add_slot(self, queue: ChatQueue, moment: float) -> None:
        slot = Slot(moment, next(self._numbers), queue)
        queue.slots.append(slot)
        insort(self._slots, slot)

    def _remove_slot(self, slot: Slot) -> None:
        del self._slots[bisect_left(self._slots, slot)]

    def _unschedule(self, slots: list[Slot]) -> list[tuple[Ticket, float]]:
        """Remove all slots of the queues of some slots; return their tickets in order, with the times of the slots."""
        tickets_by_queue = {slot.queue: iter(list(slot.queue.tickets)) for slot in slots}
        waiting = [(next(tickets_by_queue[slot.queue]), slot.moment) for slot in slots]
        self._full_until = min([self._full_until, *(slot.moment - self._overall.seconds for slot in slots)])
        self._slots = [slot for slot in self._slots if slot.queue not in tickets_by_queue]
        for queue in tickets_by_queue:
            queue.slots.clear()
        return waiting

    def _reschedule(self, waiting: list[tuple[Ticket, float]]) -> None:
        """Plan slots in this order, none before its time; tickets whose deadline is too early are woken."""
        for ticket, earliest in waiting:
            queue = ticket.queue
            was_head = queue.head is ticket
            moment = self._room_from(max(earliest, self._held_until, queue.room_behind()))
            if moment < ticket.deadline:
                self._add_slot(queue, moment)
                continue
            ticket.late = Late(moment)
            del queue.tickets[ticket]
            self._woken.append(ticket)
            if was_head and queue.head is not None:
                self._woken.append(queue.head)

    def _start(self, ticket: Ticket, now: float) -> None:
        queue = ticket.queue
        self._remove_slot(queue.slots.pop(0))
        del queue.tickets[ticket]
        queue.sent.append(now)
        self._sent.append(now)
        if queue.head is not None:
            self._woken.append(queue.head)

    def _too_late(self, ticket: Ticket, moment: float) -> Late:
        self.leave(ticket)
        ticket.late = Late(moment)
        return ticket.late

    def _drop_expired(self, queue: ChatQueue, asking: Ticket | None, now: float) -> None:
        """Remove expired tickets at the head of a queue that do not ask, such as tasks of a blocked event loop."""
        while (head := queue.head) is not None and head is not asking and head.deadline <= now:
            self._too_late(head, max(now, queue.slots[0].moment))

    def _forget_idle(self, now: float) -> None:
        """Forget the queues whose last request is older than all their windows."""
        later: list[tuple[float, str]] = []
        while self._idle and self._idle[0][0] <= now:
            name = heapq.heappop(self._idle)[1]
            queue = self._queues[name]
            ends = queue.longest + (now if queue.tickets else queue.sent[-1] if queue.sent else -math.inf)
            if queue.tickets or ends > now:
                later.append((ends, name))
            else:
                del self._queues[name]
        for entry in later:
            heapq.heappush(self._idle, entry)
