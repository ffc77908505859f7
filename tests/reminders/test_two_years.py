"""Two years of thirty zones on a clock of the test, with a kill at every step."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

import pytest
import whenever
from tests.reminders.kills import Killable, Killed, watch_sends
from tests.reminders.scene import HOUR, MINUTE, Clock, Scene, Twin
from tests.schedule.plans import PLANS, ZONES

from schedbot_sdk.schedule import AllDay, Event, LocalStart, Recurrence, Schedule, Source

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 1, 1)
DAY = dt.timedelta(days=1)
BEGIN = dt.datetime(2025, 12, 20, tzinfo=dt.UTC)
END = dt.datetime(2028, 1, 20, tzinfo=dt.UTC)


def moment(day: dt.date, at: dt.time, zone: str) -> int:
    """The moment of a local time, by another library."""
    wall = (day.year, day.month, day.day, at.hour, at.minute)
    return int(whenever.ZonedDateTime(*wall, tz=zone, disambiguation="compatible").timestamp())


def days(step: int) -> Iterator[dt.date]:
    return (FIRST + number * DAY for number in range(0, (LAST - FIRST).days, step))


def series() -> Iterator[tuple[Schedule, list[int]]]:
    """Events that repeat for two years in each zone, with the moments of their reminders."""
    for number, zone in enumerate(ZONES):
        at = dt.time(number % 24, 30)
        rules: list[tuple[LocalStart | AllDay, Recurrence, dt.timedelta, list[int]]] = [
            (
                LocalStart(date=FIRST, time=at, zone=zone),
                Recurrence(freq="daily", until=LAST - DAY),
                90 * MINUTE,
                [moment(day, at, zone) - 5400 for day in days(1)],
            ),
            (
                LocalStart(date=FIRST, time=dt.time(2, 15), zone=zone),
                Recurrence(freq="weekly", until=LAST - DAY),
                DAY,
                [moment(day - DAY, dt.time(2, 15), zone) for day in days(7)],
            ),
            (
                AllDay(date=FIRST, zone=zone),
                Recurrence(freq="daily", interval=10, until=LAST - DAY),
                HOUR,
                [moment(day, dt.time(9), zone) - 3600 for day in days(10)],
            ),
        ]
        for index, (start, rule, before, moments) in enumerate(rules):
            source = Source(bot="@bot", chat_id=10_000 + number, message_id=index + 1)
            planned = Event(uid=source.uid(0), title="Gym", start=start, recurrence=rule, reminders=(before,))
            yield Schedule(source=source, zone=zone, made_at=BEGIN, events=(planned,)), moments


def around_changes() -> Iterator[tuple[Schedule, list[int]]]:
    """Typical plans around every change of the clocks, with a reminder at the start."""
    for number, (_, _, schedule) in enumerate(PLANS):
        (planned,) = schedule.events
        rule = planned.recurrence
        if rule is not None and rule.until is None:
            rule = rule.model_copy(update={"count": 6})
        planned = planned.model_copy(update={"recurrence": rule, "reminders": (dt.timedelta(),)})
        nine = dt.timedelta(hours=9)
        starts = [one.start for one in planned.occurrences(BEGIN - 900 * DAY, END)]
        if planned.is_all_day:
            starts = [dt.datetime.combine(one.date(), dt.time(), one.tzinfo) + nine for one in starts]
        source = Source(bot="@bot", chat_id=100 + number % 50, message_id=1000 + number)
        schedule = schedule.model_copy(update={"events": (planned,), "source": source})
        yield schedule, [int(start.timestamp()) for start in starts if start > BEGIN]


@pytest.mark.parametrize(
    "twin", [pytest.param("sync", marks=pytest.mark.slow), pytest.param("async", marks=pytest.mark.soak)]
)
def test_two_years_of_thirty_zones_lose_nothing_and_repeat_nothing_that_is_noted(twin: Twin, tmp_path: Path) -> None:
    store = Killable(tmp_path / "bot.db")
    scene = Scene(twin, store, Clock.at(BEGIN), concurrency=1)
    watch_sends(scene, store)
    expected: Counter[tuple[str, int]] = Counter()
    with store.transaction() as database:
        for schedule, moments in [*series(), *around_changes()]:
            scene.reminders.plan_in(database, schedule)
            expected.update((schedule.events[0].uid, one) for one in moments)
    assert set(expected.values()) == {1}

    lives = cycle(range(1, 14))
    for number in count():
        store.revive()
        scene.open()
        # Every twentieth life goes on for long, so that the years pass.
        store.revive(next(lives) if number % 20 else 400)
        try:
            scene.run_until(END)
        except Killed:
            continue
        break

    arrived = Counter((sent.due.event.uid, int(sent.due.due_at.timestamp())) for sent in scene.sent)
    repeatable = Counter((sent.due.event.uid, int(sent.due.due_at.timestamp())) for sent in store.may_repeat)
    lost = [one for one in expected if one not in arrived]
    wrong = [one for one in arrived if one not in expected]
    twice = [one for one in arrived if arrived[one] > 1 + repeatable[one]]
    assert (len(lost), len(wrong), len(twice)) == (0, 0, 0), (lost[:3], wrong[:3], twice[:3])
    assert {sent.delay for sent in scene.sent} == {0}
    assert not any(sent.due.is_late for sent in scene.sent)
    assert len(expected) > 25_000
    assert store.kills > 1_000
    print(f"{twin}: {len(expected)} reminders, {store.kills} kills, {len(scene.sent) - len(expected)} repeated")
