"""Plain words about planned events: what is cancelled, and how far something is moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from tests.rows import on_rows

from schedbot_sdk.schedule import Draft, DraftItem, Event, LocalStart, Schedule, Source
from schedbot_sdk.schedule.llm.task import Task
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.users import User

ZONE: Final = "Europe/Moscow"
SOURCE: Final = Source(bot="@bot", chat_id=1, message_id=1)
NOW: Final = datetime(2026, 11, 29, 7, tzinfo=UTC)
ANN: Final = User(telegram_id=1, first_name="Ann", timezone=ZONE)
STARTS: Final = (
    ("Созвон", "2026-12-02 12:00"), ("Созвон", "2026-12-02 16:00"), ("Dinner with Kate", "2026-12-04 19:00"),
    ("Yoga", "2026-12-05 09:00"), ("Стоматолог", "2026-12-10 15:00"),
)  # fmt: skip
"""The planned events 1 to 5."""
EVENTS: Final = tuple(
    Event(uid=f"event-{number}", title=title, start=LocalStart(
        date=date.fromisoformat(start[:10]), time=time.fromisoformat(start[11:]), zone=ZONE))
    for number, (title, start) in enumerate(STARTS, 1)
)  # fmt: skip
PLANNED: Final = Schedule(source=SOURCE, zone=ZONE, made_at=NOW, events=EVENTS)
CANCELS: Final = (
    ("убери стоматолога", "5"), ("удали стоматолога", "5"), ("сними стоматолога", "5"), ("вычеркни стоматолога", "5"),
    ("аннулируй стоматолога", "5"), ("стоматолога больше не надо", "5"), ("стоматолога не будет", "5"),
    ("сотри стоматолога", "5"), ("отмени стоматолога", "5"), ("delete the dinner with Kate", "3"),
    ("remove dinner with Kate", "3"), ("drop dinner with Kate", "3"), ("scrap dinner with Kate", "3"),
    ("call off dinner with Kate", "3"), ("forget about dinner with Kate", "3"), ("cancel dinner with Kate", "3"),
)  # fmt: skip
CHOICES: Final = (
    ("отмени стоматолога и созвон в 16", "2 5", "5"), ("cancel yoga and dinner", "3 4", "4"),
    ("отмени созвон и стоматолога", "1 5", "1"), ("отмени созвон в 16:00", "2", "1"), ("отмени созвон в 12", "1", "2"),
    ("отмени второй созвон", "2", "1"), ("отмени первый созвон", "1", "2"), ("cancel the second yoga", "4", ""),
    ("отмени стоматолога, а йогу оставь", "5", ""), ("cancel dinner but keep yoga", "3", ""),
    ("отмени стоматолога, у меня созвон", "5", ""), ("cancel yoga and tell Kate", "4", ""),
    ("please cancel my yoga, the dinner", "3 4", "4"),
)  # fmt: skip
MOVES: Final = (
    ("стоматолог на 2 часа раньше", 5, "2026-12-10 13:00", "2026-12-10 17:00"),
    ("стоматолог на час позже", 5, "2026-12-10 16:00", "2026-12-10 14:00"),
    ("сдвинь стоматолога на полчаса позже", 5, "2026-12-10 15:30", "2026-12-10 15:45"),
    ("сдвинь стоматолога на 15 минут вперёд", 5, "2026-12-10 15:15", "2026-12-11 15:15"),
    ("перенеси стоматолога на 2 часа", 5, "2026-12-10 17:00", "2026-12-10 18:00"),
    ("перенеси стоматолога на час назад", 5, "2026-12-10 14:00", "2026-12-10 18:40"),
    ("стоматолога перенесли на неделю", 5, "2026-12-17 15:00", "2026-12-11 15:00"),
    ("перенеси стоматолога на 11 декабря", 5, "2026-12-11 15:00", "2026-12-11 10:00"),
    ("перенеси стоматолога на час дня", 5, "2026-12-10 13:00", "2026-12-10 15:30"),
    ("перенеси стоматолога на день раньше и на час позже", 5, "2026-12-09 16:00", ""),
    ("перенеси стоматолога на день позже", 5, "2026-12-11 15:00", "2026-12-12 15:00"),
    ("push dinner with Kate back by 30 minutes", 3, "2026-12-04 19:30", "2026-12-04 20:30"),
    ("dinner with Kate one hour later", 3, "2026-12-04 20:00", "2026-12-04 18:00"),
    ("dinner with Kate an hour earlier", 3, "2026-12-04 18:00", "2026-12-04 20:00"),
    ("delay dinner with Kate by 2 hours", 3, "2026-12-04 21:00", "2026-12-04 17:00"),
    ("bring dinner with Kate forward 30 min", 3, "2026-12-04 18:30", "2026-12-04 22:40"),
    ("move dinner to Saturday", 3, "2026-12-05 19:00", "2026-12-05 18:00"),
    ("move dinner to Saturday at 18:00", 3, "2026-12-05 18:00", "2026-12-05 19:00"),
    ("move dinner to Saturday afternoon", 3, "2026-12-05 15:00", "2026-12-05 09:00"),
    ("move dinner an hour later than yoga", 3, "2026-12-05 10:00", ""),
    ("перенеси стоматолога на 11 декабря на час позже", 5, "2026-12-11 16:00", "2026-12-11 15:00"),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A text with its right draft and a wrong one; the latter is empty where none is tried."""

    name: str
    right: Draft
    wrong: Draft | None


def item(text: str, number: int, start: str) -> DraftItem:
    day = date.fromisoformat(start[:10])
    return DraftItem(
        title=STARTS[number - 1][0], date=start[:10], weekday=WEEKDAYS[day.weekday()], time=start[11:], in_minutes=None,
        duration_minutes=None, zone=None, place=None, remind_minutes=None, replaces=number, recurrence=None,
        source_quote=text,
    )  # fmt: skip


def cancelled(text: str, numbers: str) -> Draft:
    items = [item(text, int(number), STARTS[int(number) - 1][1]) for number in numbers.split()]
    return Draft(outcome="cancelled", question=None, items=items)


def moved(text: str, number: int, start: str) -> Draft:
    return Draft(outcome="created", question=None, items=[item(text, number, start)])


def nothing() -> Draft:
    return Draft(outcome="not_a_schedule", question=None, items=[])


ROWS: Final = [
    *(Row(text, cancelled(text, number), nothing()) for text, number in CANCELS),
    *(Row(text, cancelled(text, right), cancelled(text, wrong) if wrong else None) for text, right, wrong in CHOICES),
    *(
        Row(text, moved(text, number, right), moved(text, number, wrong) if wrong else None)
        for text, number, right, wrong in MOVES
    ),
]


def doubts_about(draft: Draft, text: str, planned: tuple[Schedule, ...] = (PLANNED,)) -> list[str]:
    task = Task.of(ANN, text, NOW, SOURCE, None, None, allow_past=False, planned=planned)
    assert isinstance(task, Task)
    return list(task.doubt(draft))


@on_rows("row", ROWS)
def test_a_right_draft_is_not_doubted(row: Row) -> None:
    assert doubts_about(row.right, row.name) == []


@on_rows("row", ROWS)
def test_a_wrong_draft_is_doubted(row: Row) -> None:
    assert row.wrong is None or doubts_about(row.wrong, row.name)


@on_rows("text", ["не надо отменять стоматолога", "don't cancel the yoga", "купи коврик для йоги"])
def test_words_that_deny_a_change_are_no_change(text: str) -> None:
    assert doubts_about(nothing(), text) == []


@on_rows("text", [text for text, _ in CANCELS])
def test_words_for_a_cancellation_mean_nothing_where_nothing_is_planned(text: str) -> None:
    assert doubts_about(nothing(), text, ()) == []
