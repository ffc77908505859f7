"""Reminders of either twin on a clock of the test: whole years pass in moments."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.reminders import AsyncReminders, DueReminder, ReminderControl, Reminders, ReminderStore
from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source, Start

__all__ = ["BERLIN", "HOUR", "MINUTE", "NOON", "TWINS", "Clock", "Scene", "Sent", "Twin", "event", "local", "schedule"]

Twin: TypeAlias = Literal["sync", "async"]
TWINS: tuple[Twin, ...] = ("sync", "async")
BERLIN = "Europe/Berlin"
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)
"""12:00 in Berlin, where the tests begin."""


def local(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026, zone: str = BERLIN) -> LocalStart:
    """A local time, in November 2026 unless another month is named."""
    return LocalStart(date=dt.date(year, month, day), time=dt.time(hour, minute), zone=zone)


def event(
    start: Start,
    *befores: dt.timedelta,
    uid: str = "uid-1",
    rule: Recurrence | None = None,
    title: str = "Gym",
    duration: dt.timedelta | None = None,
) -> Event:
    return Event(uid=uid, title=title, start=start, recurrence=rule, reminders=befores, duration=duration)


def schedule(*events: Event, message: int = 1, chat: int = 42, sequence: int = 0, zone: str = BERLIN) -> Schedule:
    source = Source(bot="@bot", chat_id=chat, message_id=message)
    return Schedule(source=source, zone=zone, made_at=NOON, events=events, sequence=sequence)


@dataclass
class Clock:
    """A clock that a sleep moves; at `end` it stops the run."""

    now: float
    end: float = 0.0
    stop: Callable[[], object] = field(default=lambda: None)

    @classmethod
    def at(cls, moment: dt.datetime) -> Clock:
        return cls(moment.timestamp())

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now = min(self.now + seconds, max(self.end, self.now))
        if self.now >= self.end:
            self.stop()

    def wait_for(self, receive: Callable[[float | None], bool], seconds: float, *, is_expecting: bool) -> None:
        """Time passes only while nothing is being sent."""
        if not receive(None if is_expecting else 0):
            self.sleep(seconds)

    async def async_wait_for(
        self, receive: Callable[[float | None], Awaitable[bool]], seconds: float, *, is_expecting: bool
    ) -> None:
        if not await receive(None if is_expecting else 0):
            self.sleep(seconds)

    @property
    def runtime(self) -> Runtime:
        return Runtime(
            monotonic=self.time,
            time=self.time,
            random=lambda: 0.5,
            wait_for=self.wait_for,
            async_wait_for=self.async_wait_for,
        )


@dataclass(frozen=True)
class Sent:
    """A reminder that arrived."""

    at: dt.datetime
    due: DueReminder

    @property
    def delay(self) -> float:
        """Seconds after the moment."""
        return (self.at - self.due.due_at).total_seconds()


class Scene:
    """One store, in which reminders of one twin are planned and sent.

    Args:
        twin: Which of the two classes.
        store: The store.
        clock: The clock.
        options: The options of the class.
    """

    def __init__(self, twin: Twin, store: ReminderStore, clock: Clock | None = None, **options: Any) -> None:
        self.twin = twin
        self.store = store
        self.clock = clock or Clock.at(NOON)
        self.options: dict[str, Any] = {"default": (dt.timedelta(minutes=15),), **options}
        self.sent: list[Sent] = []
        self.control = ReminderControl()
        self.check_interval = 1e12
        self.before_send: Callable[[DueReminder], object] = lambda _: None
        """May raise, in place of the network."""
        self.after_send: Callable[[Sent], object] = lambda _: None
        self.reminders: Reminders | AsyncReminders
        self.open()

    def open(self) -> Reminders | AsyncReminders:
        """Open the store anew, as a program does that starts again."""
        if self.twin == "sync":
            self.reminders = Reminders(self.store, self._send, **self.options)
        else:
            self.reminders = AsyncReminders(self.store, self._send_async, **self.options)
        for name, value in (("_runtime", self.clock.runtime), ("_check_interval", self.check_interval)):
            setattr(self.reminders, name, value)
        return self.reminders

    def _send(self, due: DueReminder) -> None:
        self.before_send(due)
        self.sent.append(Sent(dt.datetime.fromtimestamp(self.clock.now, dt.UTC), due))
        self.after_send(self.sent[-1])

    async def _send_async(self, due: DueReminder) -> None:
        self._send(due)

    def plan(self, planned: Schedule) -> None:
        if isinstance(self.reminders, Reminders):
            self.reminders.plan(planned)
        else:
            asyncio.run(self.reminders.plan(planned))

    def cancel(self, uid: str) -> None:
        if isinstance(self.reminders, Reminders):
            self.reminders.cancel(uid)
        else:
            asyncio.run(self.reminders.cancel(uid))

    def run(self, duration: dt.timedelta) -> list[Sent]:
        """Run for so long on the clock, and return what arrived."""
        return self.run_until(dt.datetime.fromtimestamp(self.clock.now, dt.UTC) + duration)

    def run_until(self, end: dt.datetime) -> list[Sent]:
        already = len(self.sent)
        self.control = ReminderControl()
        self.clock.end, self.clock.stop = end.timestamp(), self.control.stop
        try:
            if isinstance(self.reminders, Reminders):
                self.reminders.run(control=self.control)
            else:
                asyncio.run(self.reminders.run(control=self.control))
        finally:
            self.clock.stop = lambda: None
        return self.sent[already:]

    def pass_time(self, duration: dt.timedelta) -> None:
        """Let time pass while nothing runs."""
        self.clock.now += duration.total_seconds()
