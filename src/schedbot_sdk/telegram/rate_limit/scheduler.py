"""Who may send when: the law of the limiter, pure. It sleeps never and reads no clock; moments are seconds of one.

Whoever comes gets a slot, the earliest at which its chat and the bot have room between those who came before, so that
everybody's wait is known at once, and a slow chat holds no other. Slots are plans. The limits are kept by what really
went: whoever wakes up late goes late, and those behind find out when they ask.
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
    """All lanes of one bot. It is for one thread at a time.

    Args:
        overall: How much the bot may send in all.
        chat: How much into one chat of any kind.
        group: How much into a group or channel, beside that.
    """

    def __init__(self, overall: Rate, chat: Rate, group: Rate) -> None:
        self._overall = overall
        self._private, self._group = (chat,), (chat, group)
        self._gone: deque[float] = deque(maxlen=overall.count)
        self._planned: list[Slot] = []
        self._numbers = count()
        self._lanes: dict[str, ChatQueue] = {}
        self._idle: list[tuple[float, str]] = []
        self._held = -math.inf
        self._full = -math.inf
        """Before this moment the bot has no room; what is planned behind it may have gaps."""
        self._woken: list[Ticket] = []

    def __len__(self) -> int:
        """How many lanes are remembered."""
        return len(self._lanes)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._planned)

    def take_woken(self) -> list[Ticket]:
        """Those who should ask again because of what happened since; each is given once."""
        woken, self._woken = self._woken, []
        return woken

    def enter(self, name: str, now: float, until: float, wake: Callable[[], None]) -> Ticket | Late:
        """Stand in a queue, unless its turn would not come before `until`. What is for no chat has its own."""
        lane = self._lane_of(name, now)
        self._full = max(self._full, now, self._held)
        moment = self._room_from(max(now, lane.room_behind()))
        if moment > now and moment >= until:
            return Late(moment)
        ticket = Ticket(lane, next(self._numbers), until, wake)
        lane.tickets[ticket] = None
        self._plan(lane, moment)
        return ticket

    def come_back(
        self, name: str, number: int, now: float, until: float, wake: Callable[[], None], earliest: float
    ) -> Ticket | Late:
        """Stand again where one stood, before all that came later; under a hold, also before all other chats.

        Args:
            name: The lane.
            number: That of the ticket with which it went.
            now: The moment at which it stands there again.
            until: As in `enter`.
            wake: As in `enter`.
            earliest: The moment before which it does not want to go, and nor do those behind it.
        """
        lane = self._lane_of(name, now)
        waiting = self._lift(self._planned if now < self._held else lane.slots)
        before = (place for place, (one, _) in enumerate(waiting, 1) if one.lane is lane and one.number < number)
        ticket = Ticket(lane, number, until, wake, earliest)
        waiting.insert(max(before, default=0), (ticket, earliest))
        lane.tickets = dict.fromkeys(one for one, _ in waiting if one.lane is lane)
        self._full = max(self._full, now, self._held)
        self._plan_anew(waiting)
        return ticket.late or ticket

    def ask(self, ticket: Ticket, now: float) -> Wait | Late | None:
        """Go, which is None and counts from now on; or hear when to ask again; or that it is too late."""
        if ticket.late is not None:
            return ticket.late
        lane = ticket.lane
        self._pass_by_the_late(lane, ticket, now)
        if (head := lane.head) is not None and head is not ticket:
            if now < ticket.until:
                # The second one watches over the first, who might never ask.
                return Wait(min(ticket.until, head.until) if lane.second is ticket else ticket.until)
            return self._too_late(ticket, max(now, lane.slots[list(lane.tickets).index(ticket)].moment))
        slot = lane.slots[0]
        moment = max(slot.moment, ticket.earliest, lane.room_now(), self._room_at(slot, now))
        if moment <= now:
            self._go(ticket, now)
            return None
        if moment >= ticket.until:
            return self._too_late(ticket, moment)
        if moment > slot.moment:
            self._unplan(slot)
            lane.slots[0] = slot._replace(moment=moment)
            insort(self._planned, lane.slots[0])
        return Wait(moment)

    def leave(self, ticket: Ticket) -> None:
        """Give the place back: those behind it in its chat move up, and its room is free for whoever comes."""
        lane = ticket.lane
        if ticket not in lane.tickets:
            return
        was_head = lane.head is ticket
        del lane.tickets[ticket]
        slot = lane.slots.pop()
        self._unplan(slot)
        self._full = min(self._full, slot.moment - self._overall.seconds)
        if was_head and lane.head is not None:
            self._woken.append(lane.head)

    def hold(self, until: float) -> None:
        """Let nobody go before this moment; whoever cannot wait for that is woken to hear it."""
        if until <= self._held:
            return
        waiting = self._lift(self._planned)
        self._held = self._full = until
        self._plan_anew(waiting)

    def _lane_of(self, name: str, now: float) -> ChatQueue:
        self._forget(now)
        lane = self._lanes.get(name) or ChatQueue(name, self._rates(name))
        if lane.rates and name not in self._lanes:
            self._lanes[name] = lane
            heapq.heappush(self._idle, (now + lane.longest, name))
        self._pass_by_the_late(lane, None, now)
        return lane

    def _rates(self, name: str) -> tuple[Rate, ...]:
        if name == NO_CHAT:
            return ()
        return self._group if is_group(name) else self._private

    def _room_from(self, start: float) -> float:
        """The first moment, not before `start`, at which one more fits between all who went and who are planned."""
        most, length = self._overall.count, self._overall.seconds
        is_first = start <= self._full
        moment = max(start, self._full)
        near = [gone for gone in self._gone if gone > moment - length]
        near += (slot.moment for slot in self._planned[self._first_after(moment - length) :])
        for first, last in zip(near, near[most - 1 :], strict=False):
            if first >= moment and last >= moment + length:
                break
            if max(last, moment) < min(first, moment) + length:  # one more would be one too many in this window
                moment = max(moment, first + length)
        if is_first:
            self._full = moment
        return moment

    def _room_at(self, slot: Slot, now: float) -> float:
        """The moment from which a slot's owner may go, by what went and who is before it."""
        most, length = self._overall.count, self._overall.seconds
        place = bisect_left(self._planned, slot)
        # Who is late by a whole window no longer counts: an event loop that stands still must not stop the others.
        before = place - min(place, self._first_after(now - length))
        if before >= most:
            return self._planned[place - most].moment + length
        left = most - before
        return self._gone[-left] + length if len(self._gone) >= left else -math.inf

    def _first_after(self, moment: float) -> int:
        return bisect_right(self._planned, moment, key=attrgetter("moment"))

    def _plan(self, lane: ChatQueue, moment: float) -> None:
        slot = Slot(moment, next(self._numbers), lane)
        lane.slots.append(slot)
        insort(self._planned, slot)

    def _unplan(self, slot: Slot) -> None:
        del self._planned[bisect_left(self._planned, slot)]

    def _lift(self, slots: list[Slot]) -> list[tuple[Ticket, float]]:
        """Take all slots of some lanes away; those who had them are given in their order, with their moments."""
        queues = {slot.lane: iter(list(slot.lane.tickets)) for slot in slots}
        waiting = [(next(queues[slot.lane]), slot.moment) for slot in slots]
        self._full = min([self._full, *(slot.moment - self._overall.seconds for slot in slots)])
        self._planned = [slot for slot in self._planned if slot.lane not in queues]
        for lane in queues:
            lane.slots.clear()
        return waiting

    def _plan_anew(self, waiting: list[tuple[Ticket, float]]) -> None:
        """Give slots in this order, none before its moment; whoever cannot wait for that is woken to hear it."""
        for ticket, earliest in waiting:
            lane = ticket.lane
            was_head = lane.head is ticket
            moment = self._room_from(max(earliest, self._held, lane.room_behind()))
            if moment < ticket.until:
                self._plan(lane, moment)
                continue
            ticket.late = Late(moment)
            del lane.tickets[ticket]
            self._woken.append(ticket)
            if was_head and lane.head is not None:
                self._woken.append(lane.head)

    def _go(self, ticket: Ticket, now: float) -> None:
        lane = ticket.lane
        self._unplan(lane.slots.pop(0))
        del lane.tickets[ticket]
        lane.gone.append(now)
        self._gone.append(now)
        if lane.head is not None:
            self._woken.append(lane.head)

    def _too_late(self, ticket: Ticket, moment: float) -> Late:
        self.leave(ticket)
        ticket.late = Late(moment)
        return ticket.late

    def _pass_by_the_late(self, lane: ChatQueue, asking: Ticket | None, now: float) -> None:
        """Strike out those at the head of a queue who do not ask: a task of a loop that stands still, say."""
        while (head := lane.head) is not None and head is not asking and head.until <= now:
            self._too_late(head, max(now, lane.slots[0].moment))

    def _forget(self, now: float) -> None:
        """Drop the lanes whose last word is older than any of their windows."""
        later: list[tuple[float, str]] = []
        while self._idle and self._idle[0][0] <= now:
            name = heapq.heappop(self._idle)[1]
            lane = self._lanes[name]
            ends = lane.longest + (now if lane.tickets else lane.gone[-1] if lane.gone else -math.inf)
            if lane.tickets or ends > now:
                later.append((ends, name))
            else:
                del self._lanes[name]
        for entry in later:
            heapq.heappush(self._idle, entry)
