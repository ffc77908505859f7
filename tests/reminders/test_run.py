"""Reminders come at the right second, once, and late ones by a rule: the same for both twins."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from tests.reminders.scene import HOUR, MINUTE, NOON, Scene, Twin, event, local, schedule

from schedbot_sdk.reminders import DueReminder
from schedbot_sdk.schedule import AllDay, Instant, Recurrence
from schedbot_sdk.telegram import SqliteStore

DAY = dt.timedelta(days=1)


def moments(scene: Scene, end: dt.timedelta) -> list[str]:
    """When reminders arrive, on the clock of Berlin."""
    zone = event(local(24, 12)).start.moment.tzinfo
    return [f"{sent.at.astimezone(zone):%d.%m. %H:%M:%S}" for sent in scene.run(end)]


def test_a_reminder_comes_at_its_second(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18), 90 * MINUTE)))
    (sent,) = scene.run(DAY)
    assert (sent.at.isoformat(), sent.delay) == ("2026-11-24T15:30:00+00:00", 0)
    due = sent.due
    assert (due.chat_id, due.zone, due.before, due.is_late) == (42, "Europe/Berlin", 90 * MINUTE, False)
    assert due.occurrence.start.isoformat() == "2026-11-24T18:00:00+01:00"
    assert due.event.title == "Gym"
    assert scene.run(365 * DAY) == []


def test_an_event_has_all_of_its_reminders(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18), MINUTE, 0 * MINUTE, 2 * HOUR)))
    assert moments(scene, DAY) == ["24.11. 16:00:00", "24.11. 17:59:00", "24.11. 18:00:00"]


def test_an_event_without_reminders_has_the_default_ones(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18))))
    assert moments(scene, DAY) == ["24.11. 17:45:00"]


def test_without_a_default_only_events_with_reminders_have_them(twin: Twin, store: SqliteStore) -> None:
    scene = Scene(twin, store, default=())
    scene.plan(schedule(event(local(24, 18)), event(local(24, 19), MINUTE, uid="uid-2")))
    assert moments(scene, DAY) == ["24.11. 18:59:00"]


def test_each_occurrence_is_reminded_of_at_its_local_time(scene: Scene) -> None:
    scene.clock.now = dt.datetime(2026, 10, 23, 12, tzinfo=dt.UTC).timestamp()
    scene.plan(schedule(event(local(23, 9, month=10), HOUR, rule=Recurrence(freq="daily", count=5))))
    sent = scene.run(10 * DAY)
    # The clocks go back on 25 October.
    assert [one.at.isoformat() for one in sent] == [
        "2026-10-24T06:00:00+00:00",
        "2026-10-25T07:00:00+00:00",
        "2026-10-26T07:00:00+00:00",
        "2026-10-27T07:00:00+00:00",
    ]


def test_an_all_day_event_is_reminded_of_from_an_hour_of_the_morning(twin: Twin, store: SqliteStore) -> None:
    scene = Scene(twin, store, all_day_at=dt.time(8, 30))
    scene.plan(schedule(event(AllDay(date=dt.date(2026, 11, 27), zone="Europe/Berlin"), 0 * DAY, DAY, HOUR)))
    assert moments(scene, 5 * DAY) == ["26.11. 08:30:00", "27.11. 07:30:00", "27.11. 08:30:00"]


def test_a_moment_that_has_passed_when_it_is_planned_gets_no_reminder(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 12, 10), 15 * MINUTE, 5 * MINUTE, 10 * MINUTE)))
    assert moments(scene, DAY) == ["24.11. 12:05:00"]


def test_after_downtime_a_reminder_comes_late(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13))))
    scene.pass_time(2 * HOUR)
    (sent,) = scene.run(DAY)
    assert (sent.due.is_late, sent.delay) == (True, 75 * 60)
    assert (scene.control.sent, scene.control.late, scene.control.dropped) == (1, 1, 0)


def test_a_reminder_that_is_a_minute_behind_is_not_late(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13))))
    scene.pass_time(46 * MINUTE)
    (sent,) = scene.run(DAY)
    assert not sent.due.is_late


def test_beyond_the_limit_it_is_dropped(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.plan(schedule(event(local(24, 13))))
    scene.pass_time(6.75 * HOUR + dt.timedelta(seconds=1))
    assert scene.run(DAY) == []
    assert scene.control.dropped == 1
    assert "a reminder of event uid-1 was dropped: it was due 21601 s ago" in caplog.text


def test_at_the_limit_it_still_comes(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 13))))
    scene.pass_time(6.75 * HOUR)
    assert len(scene.run(DAY)) == 1


def test_of_several_missed_occurrences_the_last_one_comes(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 12, 20), rule=Recurrence(freq="daily"))))
    scene.pass_time(3 * DAY + HOUR)
    sent = scene.run(2 * DAY)
    assert [one.due.occurrence.start.day for one in sent] == [27, 28, 29]
    assert [one.due.is_late for one in sent] == [True, False, False]


def test_of_several_missed_reminders_of_one_occurrence_the_last_one_comes(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 14), HOUR, 15 * MINUTE, 0 * MINUTE)))
    scene.pass_time(110 * MINUTE)  # the last one is still to come
    sent = scene.run(DAY)
    assert [(one.due.before, one.due.is_late) for one in sent] == [(15 * MINUTE, True), (0 * MINUTE, False)]
    assert scene.control.dropped == 1


def test_what_is_planned_earlier_than_the_next_one_comes_first(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18))))
    scene.plan(schedule(event(local(24, 13), uid="uid-2"), message=2))
    assert moments(scene, DAY) == ["24.11. 12:45:00", "24.11. 17:45:00"]


def test_an_instant_is_a_moment_of_its_own(scene: Scene) -> None:
    start = Instant(at=NOON + 2 * HOUR, zone="Europe/Berlin")
    scene.plan(schedule(event(start, HOUR)))
    assert moments(scene, DAY) == ["24.11. 13:00:00"]


def test_reminders_of_one_moment_go_to_all_chats(scene: Scene) -> None:
    for chat in range(40):
        scene.plan(schedule(event(local(24, 13), uid=f"uid-{chat}"), message=chat, chat=chat))
    sent = scene.run(DAY)
    assert sorted(one.due.chat_id for one in sent) == list(range(40))
    assert {one.delay for one in sent} == {0}


def test_a_chat_gets_its_reminders_in_order(scene: Scene) -> None:
    for number in range(20):
        scene.plan(schedule(event(local(24, 13, number), uid=f"uid-{number}"), message=number))
    scene.pass_time(3 * HOUR)
    assert [one.due.occurrence.start.minute for one in scene.run(DAY)] == list(range(20))


def test_the_control_shows_the_next_moment(scene: Scene) -> None:
    scene.plan(schedule(event(local(24, 18))))
    scene.run(HOUR)
    assert scene.control.next_due_at == dt.datetime(2026, 11, 24, 16, 45, tzinfo=dt.UTC)
    assert scene.control.last_check_at == NOON
    assert not scene.control.is_active


def test_neither_repr_nor_log_shows_the_title(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    failures = iter((RuntimeError("secret"), RuntimeError("secret"), RuntimeError("secret")))

    def fail(due: DueReminder) -> None:
        assert "secret" not in repr(due)
        raise next(failures)

    scene.before_send = fail
    scene.plan(schedule(event(local(24, 13), title="secret")))
    assert scene.run(DAY) == []
    assert "uid-1" in caplog.text
    assert "secret" not in caplog.text
