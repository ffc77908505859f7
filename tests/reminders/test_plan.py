"""Planning again, edits, cancels and older versions: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.reminders.scene import HOUR, MINUTE, NOON, Scene, event, local, schedule

from schedbot_sdk import ConfigurationError
from schedbot_sdk.reminders import DueReminder, Reminders
from schedbot_sdk.schedule import Recurrence, Schedule
from schedbot_sdk.telegram import SqliteStore, Update

DAY = dt.timedelta(days=1)


def starts(scene: Scene, duration: dt.timedelta) -> list[str]:
    return [f"{one.due.occurrence.start:%d. %H:%M}" for one in scene.run(duration)]


def test_the_same_schedule_again_repeats_nothing(scene: Scene) -> None:
    planned = schedule(event(local(24, 13), HOUR / 2, rule=Recurrence(freq="daily")))
    scene.plan(planned)
    scene.plan(planned)
    assert starts(scene, HOUR) == ["24. 13:00"]
    scene.plan(planned)
    scene.open()
    scene.plan(planned)
    assert starts(scene, DAY) == ["25. 13:00"]


def test_the_same_schedule_again_keeps_what_is_overdue(scene: Scene) -> None:
    planned = schedule(event(local(24, 13)))
    scene.plan(planned)
    scene.pass_time(HOUR)
    scene.plan(planned)
    assert starts(scene, HOUR) == ["24. 13:00"]


def test_an_edit_moves_the_reminder(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18))))
    scene.plan(schedule(event(local(24, 15)), sequence=1))
    assert starts(scene, DAY) == ["24. 15:00"]


def test_an_edit_of_the_title_shows_in_the_reminder(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13))))
    scene.pass_time(50 * MINUTE)
    scene.plan(schedule(event(local(24, 13), title="Swimming"), sequence=1))
    (sent,) = scene.run(DAY)
    assert sent.due.event.title == "Swimming"


def test_an_event_that_moves_after_its_reminder_is_reminded_of_again(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13))))
    assert starts(scene, 50 * MINUTE) == ["24. 13:00"]
    scene.plan(schedule(event(local(24, 18)), sequence=1))
    assert starts(scene, DAY) == ["24. 18:00"]


def test_an_event_that_moves_to_a_moment_that_has_passed_is_not(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13))))
    scene.pass_time(50 * MINUTE)
    scene.plan(schedule(event(local(24, 12, 55)), sequence=1))
    assert starts(scene, DAY) == []


def test_an_older_version_is_ignored(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 15)), sequence=2))
    scene.plan(schedule(event(local(24, 18)), sequence=1))
    assert starts(scene, DAY) == ["24. 15:00"]
    scene.plan(schedule(event(local(25, 18)), sequence=1))
    assert starts(scene, DAY) == []


def test_an_event_that_an_edit_leaves_out_has_no_reminders(scene: Scene) -> None:
    first, second = event(local(24, 13)), event(local(24, 14), uid="uid-2")
    scene.plan(schedule(first, second))
    scene.plan(schedule(event(local(24, 14), uid="uid-3"), message=2))
    scene.plan(schedule(first, sequence=1))
    scene.plan(schedule(first, second))  # the older version, once more
    assert [one.due.event.uid for one in scene.run(DAY)] == ["uid-1", "uid-3"]


def test_an_event_of_another_message_moves_with_its_uid(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13)), event(local(24, 14), uid="uid-2")))
    scene.plan(schedule(event(local(25, 15)), message=2, sequence=1))
    assert starts(scene, 2 * DAY) == ["24. 14:00", "25. 15:00"]


def test_reminders_of_an_event_can_be_changed(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18), HOUR, 2 * HOUR)))
    scene.plan(schedule(event(local(24, 18), HOUR, MINUTE), sequence=1))
    assert [one.due.before for one in scene.run(DAY)] == [HOUR, MINUTE]


def test_a_cancelled_event_has_no_reminders(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13)), event(local(24, 14), uid="uid-2")))
    scene.cancel("uid-1")
    scene.cancel("unknown")
    assert [one.due.event.uid for one in scene.run(DAY)] == ["uid-2"]


def test_a_cancelled_event_can_be_planned_again(scene: Scene) -> None:
    planned = schedule(event(local(24, 13)), sequence=1)
    scene.plan(planned)
    scene.cancel("uid-1")
    scene.plan(schedule(event(local(24, 14))))  # an older version
    assert starts(scene, 10 * MINUTE) == []
    scene.plan(planned)
    assert starts(scene, DAY) == ["24. 13:00"]


def test_an_exception_has_no_reminder(scene: Scene) -> None:
    daily = Recurrence(freq="daily", count=3)
    scene.plan(schedule(event(local(24, 13), rule=daily)))
    rule = Recurrence(freq="daily", count=3, except_dates=(dt.date(2026, 11, 25),))
    scene.plan(schedule(event(local(24, 13), rule=rule), sequence=1))
    assert starts(scene, 5 * DAY) == ["24. 13:00", "26. 13:00"]


def test_what_is_planned_while_its_reminder_is_sent_is_not_repeated(scene: Scene) -> None:
    planned = schedule(event(local(24, 13), rule=Recurrence(freq="daily")))

    def edit(_: DueReminder) -> None:
        with scene.store.transaction() as database:
            scene.reminders.plan_in(database, schedule(event(local(24, 13), title="New"), sequence=1))

    scene.before_send = edit
    scene.plan(planned)
    assert starts(scene, 5 * DAY) == ["24. 13:00"]


def test_an_event_that_moves_while_its_reminder_is_sent_is_reminded_of_again(scene: Scene) -> None:
    moved = schedule(event(local(24, 18)), sequence=1)

    def move(_: DueReminder) -> None:
        with scene.store.transaction() as database:
            scene.reminders.plan_in(database, moved)

    scene.before_send = move
    scene.plan(schedule(event(local(24, 13))))
    assert starts(scene, DAY) == ["24. 13:00", "24. 18:00"]


def test_what_is_cancelled_while_its_reminder_is_sent_stays_cancelled(scene: Scene) -> None:
    def cancel(_: DueReminder) -> None:
        with scene.store.transaction() as database:
            scene.reminders.cancel_in(database, "uid-1")

    scene.before_send = cancel
    scene.plan(schedule(event(local(24, 13), rule=Recurrence(freq="daily"))))
    assert starts(scene, 5 * DAY) == ["24. 13:00"]


def test_planning_belongs_to_the_callers_transaction(scene: Scene, store: SqliteStore) -> None:
    update = Update(update_id=1)

    def handle(planned: Schedule, *, fails: bool) -> None:
        with store.once(update) as database:
            if database is not None:
                scene.reminders.plan_in(database, planned)
                if fails:
                    raise KeyError

    with pytest.raises(KeyError):
        handle(schedule(event(local(24, 13))), fails=True)
    assert scene.run(10 * MINUTE) == []
    handle(schedule(event(local(24, 14))), fails=False)
    handle(schedule(event(local(24, 15))), fails=False)  # the update is delivered again
    assert starts(scene, DAY) == ["24. 14:00"]


def test_plan_in_a_block_says_what_to_call(scene: Scene, store: SqliteStore) -> None:
    if isinstance(scene.reminders, Reminders):
        with store.transaction(), pytest.raises(ConfigurationError, match="plan_in"):
            scene.reminders.plan(schedule(event(local(24, 13))))


def test_an_outcome_is_not_a_schedule(scene: Scene) -> None:
    with pytest.raises(ConfigurationError, match="pass a Schedule"):
        scene.plan(None)  # type: ignore[arg-type]


def test_events_that_are_over_are_forgotten_after_a_day(scene: Scene, store: SqliteStore) -> None:
    scene.plan(schedule(event(local(24, 13)), event(local(24, 18), uid="uid-2")))
    scene.plan(schedule(event(local(30, 13), uid="uid-3"), message=2))
    scene.cancel("uid-2")
    scene.run(3 * DAY)
    scene.run(HOUR)
    with store.transaction() as database:
        uids = database.execute("SELECT uid FROM schedbot_reminder_events").fetchall()
        reminders = database.execute("SELECT uid FROM schedbot_reminders").fetchall()
    assert (uids, reminders) == ([("uid-3",)], [("uid-3",)])


def test_a_clock_that_is_set_back_repeats_nothing(scene: Scene) -> None:
    planned = schedule(event(local(24, 13), rule=Recurrence(freq="daily", count=2)))
    scene.plan(planned)
    assert starts(scene, HOUR) == ["24. 13:00"]
    scene.clock.now = NOON.timestamp()
    scene.plan(planned)
    scene.plan(schedule(event(local(24, 13), rule=Recurrence(freq="daily", count=3)), sequence=1))
    assert starts(scene, 3 * DAY) == ["25. 13:00", "26. 13:00"]
