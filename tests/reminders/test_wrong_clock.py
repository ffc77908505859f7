"""A clock that is wrong for a while: what it left out comes when it is right again, and nothing comes twice."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reminders.kills import FastStore
from tests.reminders.scene import HOUR, MINUTE, NOON, Clock, Scene, event, local, schedule

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.telegram import SqliteStore

DAY, YEAR = dt.timedelta(days=1), dt.timedelta(days=365)
SECOND = dt.timedelta(seconds=1)
DAILY = Recurrence(freq="daily")


def starts(scene: Scene, duration: dt.timedelta) -> list[str]:
    return [f"{one.due.occurrence.start:%d.%m.%y %H:%M}" for one in scene.run(duration)]


def run_with_wrong_clock(scene: Scene, ahead: dt.timedelta, duration: dt.timedelta = MINUTE) -> list[str]:
    """Run with a clock that is ahead, then set it right: the time has passed."""
    scene.pass_time(ahead)
    arrived = starts(scene, duration)
    scene.pass_time(-ahead)
    return arrived


@pytest.mark.parametrize("ahead", [DAY, 40 * DAY, YEAR, YEAR + 5.7 * HOUR, 30 * YEAR])
def test_a_series_goes_on_when_the_clock_is_right_again(scene: Scene, ahead: dt.timedelta) -> None:
    scene.plan(schedule(event(local(24, 18), rule=DAILY)))
    assert starts(scene, 2 * DAY) == ["24.11.26 18:00", "25.11.26 18:00"]
    run_with_wrong_clock(scene, ahead)
    assert starts(scene, 3 * DAY) == ["26.11.26 18:00", "27.11.26 18:00", "28.11.26 18:00"]


def test_what_was_sent_by_the_wrong_clock_is_not_sent_again(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18), rule=DAILY)))
    wrong = run_with_wrong_clock(scene, 3 * DAY + 8 * HOUR, HOUR + 2 * DAY)
    assert wrong == ["27.11.26 18:00", "28.11.26 18:00", "29.11.26 18:00"]
    # It is 26 November, 13:00. What was due before is older than `late_limit`.
    assert starts(scene, 5 * DAY) == ["26.11.26 18:00", "30.11.26 18:00"]


def test_an_event_that_a_wrong_clock_dropped_is_reminded_of(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18))))
    assert run_with_wrong_clock(scene, YEAR) == []
    assert scene.control.dropped == 1
    assert starts(scene, 2 * DAY) == ["24.11.26 18:00"]
    assert starts(scene, 2 * YEAR) == []


def test_a_moment_that_passed_while_the_clock_was_wrong_comes_late(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 12, 20), 15 * MINUTE, rule=DAILY)))
    run_with_wrong_clock(scene, YEAR + 7 * HOUR, 10 * MINUTE)
    first, second = scene.run(DAY)
    assert [first.due.is_late, first.delay, second.due.is_late] == [True, 300, False]


@pytest.mark.parametrize("downtime", [5 * HOUR, 2 * DAY, 2 * DAY + 8 * HOUR])
def test_a_clock_that_is_set_back_a_little_after_a_downtime_repeats_nothing(
    scene: Scene, downtime: dt.timedelta
) -> None:
    scene.plan(schedule(event(local(24, 14), 90 * MINUTE, HOUR, rule=DAILY)))
    scene.pass_time(downtime)
    scene.run(SECOND)
    scene.pass_time(-3 * SECOND)
    assert scene.run(10 * MINUTE) == []


def test_reminders_of_one_occurrence_that_a_wrong_clock_dropped_come(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18), 3 * HOUR, HOUR)))
    scene.pass_time(5.5 * HOUR)
    assert [one.due.before for one in scene.run(MINUTE)] == [HOUR]
    scene.pass_time(-5.5 * HOUR)
    assert [one.due.before for one in scene.run(DAY)] == [3 * HOUR]


def test_a_clock_that_is_set_back_in_two_steps_loses_nothing(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18), rule=DAILY)))
    for jump in (3 * DAY, -DAY, -2 * DAY):
        scene.pass_time(jump)
        scene.run(SECOND)
    assert starts(scene, 3 * DAY) == ["24.11.26 18:00", "25.11.26 18:00", "26.11.26 18:00"]


@pytest.mark.parametrize("sequence", [0, 1])
def test_planning_again_after_a_wrong_clock_counts_from_now(scene: Scene, sequence: int) -> None:
    scene.plan(schedule(event(local(24, 18), rule=DAILY)))
    run_with_wrong_clock(scene, YEAR)
    scene.plan(schedule(event(local(24, 18 + sequence), rule=DAILY), sequence=sequence))
    assert starts(scene, 2 * DAY) == [f"24.11.26 {18 + sequence}:00", f"25.11.26 {18 + sequence}:00"]


@pytest.mark.parametrize("rule", [None, DAILY])
def test_what_is_planned_while_the_clock_is_wrong_comes_when_it_is_right_again(
    scene: Scene, rule: Recurrence | None
) -> None:
    scene.pass_time(YEAR)
    scene.plan(schedule(event(local(24, 18), rule=rule)))
    scene.pass_time(-YEAR)
    assert starts(scene, DAY) == ["24.11.26 18:00"]


def test_a_moment_that_has_passed_when_it_is_planned_stays_so_when_the_clock_is_set_back_a_little(
    scene: Scene, store: SqliteStore
) -> None:
    scene.pass_time(4 * HOUR)
    planned = schedule(event(local(24, 13), rule=DAILY)).model_copy(update={"made_at": NOON + 4 * HOUR})
    scene.plan(planned)
    scene.pass_time(-SECOND)
    assert starts(scene, HOUR) == []


def test_many_reminders_that_a_wrong_clock_dropped_come_on_time(scene: Scene, store: SqliteStore) -> None:
    with store.transaction() as database:
        for number in range(450):
            one = event(local(24, 13), uid=f"uid-{number}")
            scene.reminders.plan_in(database, schedule(one, message=number, chat=number))
    run_with_wrong_clock(scene, YEAR)
    sent = scene.run(HOUR)
    assert len({one.due.chat_id for one in sent}) == len(sent) == 450
    assert {one.delay for one in sent} == {0}


PHASES = st.lists(
    st.tuples(
        st.sampled_from((-YEAR, -DAY, -HOUR, -SECOND, SECOND, HOUR, 7 * HOUR, DAY, 3 * DAY, YEAR)),
        st.sampled_from((SECOND, 10 * MINUTE, 5 * HOUR, 20 * HOUR, 3 * DAY)),
    ),
    max_size=5,
)


@settings(max_examples=60)
@given(PHASES, st.sampled_from(((MINUTE,), (HOUR, 0 * HOUR), (DAY, MINUTE))))
def test_however_the_clock_jumps_what_is_to_come_comes_once(
    phases: list[tuple[dt.timedelta, dt.timedelta]], befores: tuple[dt.timedelta, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene("sync", FastStore(Path(folder, "bot.db")), Clock.at(NOON))
        planned = event(local(24, 18), *befores, rule=DAILY)
        scene.plan(schedule(planned))
        for jump, duration in phases:
            scene.pass_time(jump)
            scene.run(duration)
        begin = max(NOON, dt.datetime.fromtimestamp(scene.clock.now, dt.UTC))
        end = begin + 8 * DAY
        scene.run_until(end)
    sent = [(one.due.occurrence.start, one.due.before) for one in scene.sent]
    assert len(sent) == len(set(sent))
    listed = [one.start for one in planned.occurrences(begin, end + 2 * DAY)]
    expected = {(start, before) for start in listed for before in befores if begin < start - before < end}
    assert expected <= set(sent)
