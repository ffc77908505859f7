"""Schedules and sending as a user's type checker sees them. Checked, never run."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Literal, assert_never, assert_type
from zoneinfo import ZoneInfo

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, ChatClient, TelegramClient
from schedbot_sdk.schedule import (
    AllDay,
    Cancelled,
    Created,
    Event,
    Instant,
    LocalStart,
    NeedsClarification,
    NotASchedule,
    Occurrence,
    Outcome,
    Resolved,
    Schedule,
    Source,
    create_schedule,
    create_schedule_async,
    resolve_local,
    schedule_text,
    to_ics,
)
from schedbot_sdk.telegram import Message, MessageEntity, Rate, SendLimiter, TextPiece
from schedbot_sdk.users import User

SOURCE = Source(bot="@bot", chat_id=1, message_id=2)


def told(outcome: Outcome) -> str:
    match outcome:
        case Created(schedule=schedule, tries=tries):
            assert_type(schedule, Schedule)
            assert_type(tries, int)
            return "created"
        case NeedsClarification(question=question):
            return assert_type(question, str)
        case NotASchedule():
            return "none"
        case Cancelled(schedule=schedule):
            assert_type(schedule, Schedule)
            return "cancelled"
        case _:
            assert_never(outcome)


def forgets_one(outcome: Outcome) -> str:
    match outcome:
        case Created() | Cancelled():
            return "created"
        case NeedsClarification():
            return "asked"
        case _:
            assert_never(outcome)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def creates(chat: ChatClient, user: User, now: dt.datetime) -> None:
    assert_type(create_schedule(chat, user, "x", now=now, source=SOURCE, seed=1, deadline=3), Outcome)
    before = assert_type(create_schedule(chat, user, "x", now=now, source=SOURCE, planned=[]), Outcome)
    if isinstance(before, Created):
        create_schedule(chat, user, "x", now=now, source=SOURCE, planned=before.schedule)
    create_schedule(chat, user, "x", now=now)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    create_schedule(chat, user, "x", source=SOURCE)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    create_schedule(chat, 42, "x", now=now, source=SOURCE)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(user.tzinfo, ZoneInfo)


async def creates_async(chat: AsyncChatClient, user: User, now: dt.datetime) -> None:
    assert_type(await create_schedule_async(chat, user, "x", now=now, source=SOURCE), Outcome)


def reads(schedule: Schedule, start: dt.datetime, end: dt.datetime) -> None:
    assert_type(schedule.events, tuple[Event, ...])
    assert_type(schedule.events[0].start, LocalStart | AllDay | Instant)
    assert_type(schedule.events[0].start.moment, dt.datetime)
    assert_type(schedule.occurrences(start, end), list[Occurrence])
    assert_type(schedule.overlaps(start, end), list[tuple[Occurrence, Occurrence]])
    assert_type(schedule_text(schedule, now=start), TextPiece)
    assert_type(to_ics(schedule), bytes)
    assert_type(to_ics([schedule], method="CANCEL"), bytes)
    to_ics(schedule, method="REQUEST")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    found = resolve_local(dt.date(2026, 3, 29), dt.time(2, 30), "Europe/Berlin", gap="earlier")
    assert_type(found, Resolved)
    assert_type(found.kind, Literal["exact", "gap", "fold"])


def sends(telegram: TelegramClient, path: Path, like_a_path: os.PathLike[str], piece: TextPiece) -> None:
    assert_type(telegram.send_text(1, piece.text, entities=piece.entities), list[Message])
    assert_type(telegram.send_document(1, b"x", file_name="x"), Message)
    telegram.send_document(1, path, caption="x", caption_entities=[MessageEntity(type="bold", offset=0, length=1)])
    telegram.send_document(1, like_a_path)
    telegram.send_document(1, "file_id")
    assert_type(telegram.delete_message(1, 2), bool)
    TelegramClient("1:a", limiter=SendLimiter(chat=Rate(3, 3.0)))


async def sends_async(telegram: AsyncTelegramClient) -> None:
    assert_type(await telegram.send_text(1, "x"), list[Message])
    assert_type(await telegram.send_document(1, b"x", file_name="x"), Message)
    assert_type(await telegram.delete_message(1, 2), bool)
