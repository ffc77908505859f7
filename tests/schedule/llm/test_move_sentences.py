"""Drafts that move planned events: right ones of plain sentences are not doubted, and those that lack a wish are.

The rows of `sentences/moves.rows` are as in `sentences`, but the slashes of a text are between its parts, and an item
begins with its part: `a1` moves the planned event 1 by the first part, `b:Dinner` is new, of the second part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.rows import on_rows
from tests.schedule.llm.sentences import draft_of

from schedbot_sdk.schedule import Draft, DraftItem, Event, LocalStart, Recurrence, Schedule, Source, doubts, problems

ZONE = "Europe/Moscow"
NOW = datetime(2026, 11, 29, 10, tzinfo=ZoneInfo(ZONE))  # a Sunday
SOURCE = Source(bot="@bot", chat_id=1, message_id=1)


def planned_event(number: int, title: str, day: date, hour: int, place: str | None = None) -> Event:
    return Event(
        uid=str(number),
        title=title,
        start=LocalStart(date=day, time=time(hour), zone=ZONE),
        place=place,
        duration=None if place is None else timedelta(minutes=45),
        reminders=() if place is None else (timedelta(minutes=20),),
        recurrence=Recurrence(freq="weekly", days=("tuesday",)) if day.weekday() == 1 else None,
    )


ROWS: tuple[tuple[str, date, int, str | None], ...] = (
    ("Cleaning", date(2026, 12, 3), 12, "room 5"),
    ("Gym", date(2026, 12, 1), 8, None),
    ("Report", date(2026, 11, 30), 10, None),
    ("Чистка", date(2026, 12, 3), 12, "кабинет 5"),
    ("Зал", date(2026, 12, 1), 8, None),
    ("Отчёт", date(2026, 11, 30), 10, None),
)
EVENTS = tuple(
    planned_event(number, title, day, hour, place) for number, (title, day, hour, place) in enumerate(ROWS, 1)
)
PLANNED = [Schedule(source=SOURCE, zone=ZONE, made_at=NOW, events=(event,)) for event in EVENTS]


@dataclass(frozen=True)
class Sentence:
    name: str
    parts: tuple[str, ...]
    right: str
    wrong: tuple[str, ...]


def sentences() -> list[Sentence]:
    rows: list[Sentence] = []
    for line in (Path(__file__).parent / "sentences" / "moves.rows").read_text(encoding="utf-8").splitlines():
        said, right, wrong = (part.strip() for part in line.split("|"))
        parts = tuple(part.strip(" ,.") for part in said.split("/"))
        rows.append(Sentence(said.replace("/", ""), parts, right, tuple(wrong.split(" or "))))
    return rows


SENTENCES = sentences()


def item_of(sentence: Sentence, row: str, *, repeats_the_rest: bool) -> DraftItem:
    """The item; one that moves an event says nothing of its place, length and reminder, or repeats them."""
    head, _, parts = row.strip().partition(" ")
    quote, number, title = sentence.parts["ab".index(head[0])], head[1:], head[2:].replace("_", " ")
    if not number.isdecimal():
        return draft_of(quote, title, parts).items[0]
    event = EVENTS[int(number) - 1]
    item = draft_of(quote, event.title, parts).items[0]
    kept: dict[str, object] = {"replaces": int(number)}
    if repeats_the_rest and event.place is not None:
        rest = {"place": event.place, "duration_minutes": 45, "remind_minutes": 20}
        kept |= {name: value for name, value in rest.items() if getattr(item, name) is None}
    return item.model_copy(update=kept)


def told(sentence: Sentence, rows: str, *, repeats_the_rest: bool) -> list[str]:
    items = [item_of(sentence, row, repeats_the_rest=repeats_the_rest) for row in rows.split(";")]
    draft = Draft(outcome="created", question=None, items=items)
    texts, zone = [sentence.name], ZoneInfo(ZONE)
    found = [*problems(draft, texts=texts, now=NOW, zone=zone, planned=PLANNED)]
    return [*found, *doubts(draft, texts=texts, now=NOW, zone=zone, planned=PLANNED)]


def test_there_are_sentences_of_both_languages() -> None:
    russian = sum(re.search("[а-я]", one.name) is not None for one in SENTENCES)
    assert min(russian, len(SENTENCES) - russian) >= 15


@on_rows("sentence", SENTENCES)
def test_a_right_draft_is_not_doubted(sentence: Sentence) -> None:
    for repeats_the_rest in (False, True):
        assert told(sentence, sentence.right, repeats_the_rest=repeats_the_rest) == []


@on_rows("sentence", SENTENCES)
def test_a_draft_that_lacks_a_wish_is_doubted_and_each_fact_comes_once(sentence: Sentence) -> None:
    for rows in sentence.wrong:
        for repeats_the_rest in (False, True):
            found = told(sentence, rows, repeats_the_rest=repeats_the_rest)
            assert found, rows
            facts = [
                fact
                for doubt in found
                for fact in re.findall(r"(?:names|leaves out).*?(\d{4}-\d\d-\d\d|\d\d:\d\d)", doubt)
            ]
            assert len(facts) == len(set(facts)), found
