"""Writes replies: schedules, changes of them, lists and calendar files. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from schedbot_sdk.assistant.planned import next_start
from schedbot_sdk.assistant.records import Answer
from schedbot_sdk.assistant.texts import Texts
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule import Event, Schedule, picture_png, schedule_picture, schedule_text, to_ics
from schedbot_sdk.telegram import MessageEntity, TextPiece

__all__ = [
    "CALENDAR",
    "Reply",
    "ReplyFile",
    "answer_reply",
    "calendar_reply",
    "list_reply",
    "schedule_reply",
    "week_reply",
]

CALENDAR: Final = "schedule.ics"
_PHOTO: Final = "week.png"
_PICTURE: Final = "week.svg"


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """A file of a reply."""

    name: str
    """Its name."""
    content: bytes = field(repr=False)
    """Its content."""
    is_photo: bool = False
    """Whether it is a picture that Telegram shows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to a message."""

    text: str = field(repr=False)
    """The text, or the caption of the file."""
    entities: tuple[MessageEntity, ...] = field(default=(), repr=False)
    """The formatting of the text."""
    schedule: Schedule | None = field(default=None, repr=False)
    """The schedule that the text shows, and that the buttons decide about; None without buttons."""
    replaced: tuple[Schedule, ...] = field(default=(), repr=False)
    """The planned events that the schedule changes or removes, as they are planned now."""
    written: tuple[Event, ...] = field(default=(), repr=False)
    """Those events of the schedule that keep changes of other messages, as the words of the message alone have them."""
    removes: bool = False
    """Whether Confirm removes the events of the schedule."""
    question: str | None = field(default=None, repr=False)
    """The question, if the text is one."""
    file: ReplyFile | None = None
    """A file; None for a text."""


def schedule_reply(
    schedule: Schedule, texts: Texts, *, now: datetime, replaced: Sequence[Schedule] = (), removes: bool = False
) -> Reply:
    """Return the reply that shows a schedule, or a change of planned events.

    Args:
        schedule: The schedule; or the events that are removed.
        texts: The texts in the user's language.
        now: The current moment, aware.
        replaced: The planned events that the schedule changes or removes, one in each.
        removes: Whether the events are removed.
    """
    shown = schedule_text(
        _merged(schedule, replaced) if removes and replaced else schedule, language=texts.code, now=now
    )
    if removes:
        shown = _joined(f"{texts.ask_removal}\n", shown)
    elif replaced:
        before = schedule_text(_merged(schedule, replaced), language=texts.code, now=now)
        shown = _joined(f"{texts.before}\n", _without_zone(before), f"\n\n{texts.after}\n", shown)
    return Reply(shown.text, shown.entities, schedule, tuple(replaced), removes=removes)


def answer_reply(answer: Answer, texts: Texts, *, now: datetime) -> Reply | None:
    """Return the reply that an answer shows; None if it shows no schedule."""
    if answer.schedule is None:
        return None
    return schedule_reply(answer.schedule, texts, now=now, replaced=answer.replaced, removes=answer.removes)


def list_reply(schedules: Sequence[Schedule], texts: Texts, *, now: datetime) -> Reply:
    """Return planned events as one list without buttons, in the time zone of the newest one."""
    piece = schedule_text(_merged(newest(schedules), schedules), language=texts.code, now=now)
    return Reply(piece.text, piece.entities)


def calendar_reply(schedules: Sequence[Schedule], texts: Texts) -> Reply:
    """Return planned events as a calendar file."""
    return Reply(texts.here_it_is, file=ReplyFile(CALENDAR, to_ics(schedules)))


def week_reply(schedules: Sequence[Schedule], following: Schedule, texts: Texts, *, now: datetime) -> Reply:
    """Return a picture of the week of the next event: a PNG photo, or an SVG file without the extra `picture`.

    Args:
        schedules: All planned events.
        following: The next event.
        texts: The texts in the user's language.
        now: The current moment, aware.
    """
    start = next_start(following, now)
    day = max(now, start or now).astimezone(newest(schedules).tzinfo).date()
    svg = schedule_picture(schedules, week=day, now=now, language=texts.code)
    try:
        file = ReplyFile(_PHOTO, picture_png(svg), is_photo=True)
    except ConfigurationError:
        file = ReplyFile(_PICTURE, svg.encode())
    return Reply(texts.week, file=file)


def newest(schedules: Sequence[Schedule]) -> Schedule:
    """Return the schedule that was made last."""
    return max(schedules, key=lambda schedule: schedule.made_at)


def _merged(frame: Schedule, schedules: Sequence[Schedule]) -> Schedule:
    """The events of all schedules, in the time zone of `frame`."""
    events = tuple(event for schedule in schedules for event in schedule.events)
    return Schedule(source=frame.source, zone=frame.zone, made_at=frame.made_at, events=events)


def _without_zone(piece: TextPiece) -> TextPiece:
    """The list without its last line, which names the time zone."""
    text = piece.text.rpartition("\n\n")[0]
    length = _utf16_length(text)
    return TextPiece(text, tuple(entity for entity in piece.entities or () if entity.offset + entity.length <= length))


def _joined(*parts: str | TextPiece) -> TextPiece:
    text, entities = "", list[MessageEntity]()
    for part in parts:
        piece = TextPiece(part, ()) if isinstance(part, str) else part
        offset = _utf16_length(text)
        entities += [entity.model_copy(update={"offset": entity.offset + offset}) for entity in piece.entities or ()]
        text += piece.text
    return TextPiece(text, tuple(entities))


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
