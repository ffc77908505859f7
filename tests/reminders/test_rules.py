"""When the rules of zones or an option have changed, all moments are computed again at the next start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.reminders.scene import HOUR, Scene, Twin, event, local, schedule

from schedbot_sdk.schedule import AllDay, Event, Recurrence
from schedbot_sdk.telegram import SqliteStore
from schedbot_sdk.timezones.rules import rules_version

DAY = dt.timedelta(days=1)


def shift_stored(store: SqliteStore, seconds: int) -> None:
    """Let the stored moments be those of other rules."""
    with store.transaction() as database:
        database.execute("UPDATE schedbot_reminders SET at = at + ?, due = due + ?", (seconds, seconds))


def test_the_version_names_the_rules_of_the_package() -> None:
    assert any(character.isdigit() for character in rules_version())


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_moments_of_old_rules_are_corrected_at_the_start(
    scene: Scene, store: SqliteStore, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        planned = event(local(25, 13 + number), HOUR, uid=f"uid-{number}", rule=Recurrence(freq="daily", count=2))
        scene.plan(schedule(planned, message=number))
    scene.run(HOUR)
    shift_stored(store, seconds)
    monkeypatch.setattr("schedbot_sdk.reminders.recompute.rules_version", lambda: "2027a")
    sent = scene.run(3 * DAY)
    assert len(sent) == 6
    assert {one.delay for one in sent} == {0}


def test_a_moment_that_comes_too_early_by_old_rules_waits(scene: Scene, store: SqliteStore) -> None:
    scene.plan(schedule(event(local(25, 13), HOUR)))
    scene.run(HOUR)
    shift_stored(store, -3600)
    (sent,) = scene.run(3 * DAY)
    assert sent.delay == 0


def test_an_occurrence_that_other_rules_move_is_not_repeated(
    scene: Scene, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.plan(schedule(event(local(24, 13), HOUR / 2, rule=Recurrence(freq="daily", count=2))))
    assert len(scene.run(HOUR)) == 1
    zone = "Europe/London"  # the same wall time is an hour later there

    def change(text: Callable[[str], str]) -> None:
        with store.transaction() as database:
            (known,) = database.execute("SELECT event FROM schedbot_reminder_events").fetchone()
            database.execute("UPDATE schedbot_reminder_events SET event = ?", (text(known),))

    change(lambda known: known.replace("Europe/Berlin", zone))
    monkeypatch.setattr("schedbot_sdk.reminders.recompute.rules_version", lambda: "2027a")
    (sent,) = scene.run(3 * DAY)
    assert sent.due.occurrence.start.isoformat() == "2026-11-25T13:00:00+00:00"


def test_another_hour_of_all_day_events_counts_from_the_next_start(twin: Twin, store: SqliteStore) -> None:
    scene = Scene(twin, store)
    scene.plan(schedule(event(AllDay(date=dt.date(2026, 11, 25), zone="Europe/Berlin"), 0 * DAY)))
    scene.run(HOUR)
    scene.options["all_day_at"] = dt.time(7)
    scene.open()
    (sent,) = scene.run(3 * DAY)
    assert sent.at.isoformat() == "2026-11-25T06:00:00+00:00"


def test_an_event_that_cannot_be_read_stays_and_delays_no_other(
    scene: Scene, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    scene.plan(schedule(event(local(24, 13), title="secret")))
    scene.plan(schedule(event(local(24, 14), uid="uid-2"), message=2))
    with store.transaction() as database:
        database.execute("UPDATE schedbot_reminder_events SET event = '{\"secret\": 1}' WHERE uid = 'uid-1'")
    assert [one.due.event.uid for one in scene.run(3 * HOUR)] == ["uid-2"]
    assert "the event uid-1 in the store cannot be read" in caplog.text
    assert "secret" not in caplog.text
    with store.transaction() as database:
        known = event(local(24, 13)).model_dump_json()
        database.execute("UPDATE schedbot_reminder_events SET event = ? WHERE uid = 'uid-1'", (known,))
    (sent,) = scene.run(3 * HOUR)
    assert isinstance(sent.due.event, Event)
    assert sent.due.is_late
