"""The rows of the table: what is measured, how often, and what is aimed at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from tests.bench import bots, fresh, reminders
from tests.bench.rounds import Setting, Turns, async_calls, calls

__all__ = ["GROUPS", "OURS", "Group", "Row", "Target"]

OURS = "schedbot_sdk"


@dataclass(frozen=True)
class Target:
    """What our figure should be at the most: a share of a peer's, or with no peer so many of the row's own unit."""

    of: str | None
    at_most: float | None = None


@dataclass(frozen=True)
class Row:
    """One thing that is measured, of every peer that can do it."""

    name: str
    unit: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Group:
    """Rows that one measurement fills."""

    rows: tuple[Row, ...]
    open: Callable[[Setting], AbstractContextManager[Turns]]
    rounds: int = 5


_ALL_BOTS = (Target("aiogram"), Target("python-telegram-bot"), Target("pyTelegramBotAPI"))
_ANSWERED = (Target("aiogram", 0.6), Target("python-telegram-bot", 0.35), Target("pyTelegramBotAPI", 0.75))

GROUPS = (
    Group(
        (Row("completion, sync", "µs", (Target("plain httpx", 0.9), Target("openai"))),),
        partial(calls, scenario="completion", number=400),
    ),
    Group(
        (Row("completion, async", "µs", (Target("plain httpx", 1.0), Target("openai"))),),
        partial(async_calls, scenario="completion", number=400),
    ),
    Group(
        (Row("completion, 64 at once", "µs", (Target("plain httpx", 0.35), Target("openai"))),),
        partial(async_calls, scenario="completion", number=640, at_once=64),
    ),
    Group(
        (Row("stream of 500 events, sync", "µs", (Target("openai", 1 / 6.5), Target("plain httpx"))),),
        partial(calls, scenario="stream", number=20),
    ),
    Group(
        (Row("stream of 500 events, async", "µs", (Target("openai", 1 / 6.5), Target("plain httpx"))),),
        partial(async_calls, scenario="stream", number=20),
    ),
    Group(
        (Row("getUpdates with 100, sync", "µs", (Target("pyTelegramBotAPI"), Target("plain httpx"))),),
        partial(calls, scenario="getUpdates", number=100),
    ),
    Group(
        (
            Row(
                "getUpdates with 100, async",
                "µs",
                (Target("python-telegram-bot", 1 / 6), Target("aiogram", 1 / 3), Target("plain httpx")),
            ),
        ),
        partial(async_calls, scenario="getUpdates", number=100),
    ),
    Group(
        (Row("sendMessage, sync", "µs", (Target("pyTelegramBotAPI"),)),),
        partial(calls, scenario="sendMessage", number=400),
    ),
    Group(
        (Row("sendMessage, async", "µs", (Target("python-telegram-bot"), Target("aiogram"))),),
        partial(async_calls, scenario="sendMessage", number=400),
    ),
    Group(
        (
            *(Row(f"update answered, {way}", "µs", _ANSWERED) for way in bots.WAYS),
            *(Row(f"updates a second, {way}", "1/s", _ALL_BOTS) for way in bots.WAYS),
        ),
        partial(bots.answering, updates=3_000),
        rounds=3,
    ),
    Group(
        (Row("parse, sync", "µs", (Target("openai"),)),),
        partial(calls, scenario="parse", number=200),
    ),
    Group(
        (Row("parse, async", "µs", (Target("openai"),)),),
        partial(async_calls, scenario="parse", number=200),
    ),
    Group(
        (Row("create_schedule, sync", "µs", (Target(None),)),),
        partial(calls, scenario="create_schedule", number=200),
    ),
    Group(
        (Row("create_schedule, async", "µs", (Target(None),)),),
        partial(async_calls, scenario="create_schedule", number=200),
    ),
    Group(
        (Row("occurrences of a week", "µs", (Target("python-dateutil"),)),),
        partial(calls, scenario="a week", number=1000),
    ),
    Group(
        (Row("occurrences of a week in 2990", "µs", (Target("python-dateutil", 0.001),)),),
        partial(calls, scenario="a far week", number=10),
    ),
    Group(
        (Row("hourly over a DST change", "µs", (Target("python-dateutil"),)),),
        partial(calls, scenario="hours", number=100),
    ),
    Group(
        (Row("the next of 100,000 reminders", "µs", (Target(None, 1000),)),),
        partial(reminders.next_reminder, planned=100_000),
    ),
    Group(
        (
            Row("import, CPU", "ms", (Target("python-telegram-bot", 1.0), Target("openai"), Target("plain httpx"))),
            Row("import, wall clock", "ms", (Target("python-telegram-bot"),)),
        ),
        fresh.imports,
    ),
    Group(
        (
            Row(
                "import with a client, CPU",
                "ms",
                (Target("python-telegram-bot"), Target("openai"), Target("plain httpx")),
            ),
            Row("import with a client, wall clock", "ms", (Target("python-telegram-bot"),)),
        ),
        fresh.client_imports,
    ),
    Group(
        (
            Row("the first client", "ms", (Target("plain httpx"),)),
            Row("a further client", "ms", (Target(None, 0.5), Target("plain httpx"))),
        ),
        fresh.building,
    ),
    Group(
        (
            Row(
                "memory per held update",
                "bytes",
                (Target("python-telegram-bot"), Target("aiogram"), Target("pyTelegramBotAPI")),
            ),
        ),
        partial(fresh.memory, updates=20_000),
        rounds=1,  # memory is the same each time
    ),
)
