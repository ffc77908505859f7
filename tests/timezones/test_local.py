"""Local times: `whenever` gives the same moments at every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

import pytest
import whenever
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.clocks import ZONES, Change, changes

from schedbot_sdk import ConfigurationError, LocalTimeError, UnknownTimeZoneError
from schedbot_sdk.timezones import Fold, Gap, first_moment, resolve_local
from schedbot_sdk.timezones.names import names

Way: TypeAlias = Literal["raise", "earlier", "later"]
SECOND = timedelta(seconds=1)
GAPS: tuple[Gap, ...] = ("later", "earlier")
FOLDS: tuple[Fold, ...] = ("first", "second")
CHANGES = [change for zone in ZONES for change in changes(zone)]


def said_by_whenever(wall: datetime, zone: str, way: Way) -> datetime:
    moment = whenever.PlainDateTime(wall).assume_tz(zone, disambiguation=way)  # pyright: ignore[reportUnknownMemberType]
    return moment.to_instant().to_stdlib()


def resolved(wall: datetime, zone: str, *, gap: Gap = "later", fold: Fold = "first") -> tuple[str, datetime]:
    result = resolve_local(wall.date(), wall.time(), zone, gap=gap, fold=fold)
    return result.kind, result.moment.astimezone(UTC)


def test_the_changes_that_are_compared_are_many_and_odd() -> None:
    gaps, folds = ([change for change in CHANGES if change.is_gap is kind] for kind in (True, False))
    assert len(set(ZONES)) == 60
    assert min(len(gaps), len(folds)) > 280
    assert {change.zone for change in gaps if change.first.time() == time()} >= {
        "Africa/Cairo", "America/Santiago", "Asia/Beirut", "America/Havana",
    }  # fmt: skip
    assert {change.zone for change in folds if change.end.time() == time()} >= {
        "Africa/Cairo", "America/Santiago", "Asia/Beirut",
    }  # fmt: skip
    assert {abs(change.after - change.before) for change in CHANGES} == {
        timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2),
    }  # fmt: skip


@on_rows("zone", [zone for zone in ZONES if changes(zone)])
def test_every_gap_and_fold_is_resolved_as_by_whenever(zone: str) -> None:
    for change in changes(zone):
        kind = "gap" if change.is_gap else "fold"
        middle = change.first + (change.end - change.first) / 2
        for wall in (change.first, change.first + SECOND, middle, change.end - SECOND):
            sooner, later = said_by_whenever(wall, zone, "earlier"), said_by_whenever(wall, zone, "later")
            assert sooner < later
            assert resolved(wall, zone) == (kind, later if change.is_gap else sooner)
            assert resolved(wall, zone, gap="earlier") == (kind, sooner)
            assert resolved(wall, zone, fold="second") == (kind, later)
        for wall in (change.first - SECOND, change.end):
            moment = said_by_whenever(wall, zone, "raise")
            assert resolved(wall, zone, gap="error", fold="error") == ("exact", moment)


@on_rows("change", CHANGES)
def test_a_skipped_or_repeated_time_is_an_error_with_that_policy(change: Change) -> None:
    wall = change.first
    with pytest.raises(LocalTimeError, match="does not exist" if change.is_gap else "occurs twice") as caught:
        resolved(wall, change.zone, gap="error", fold="error")
    assert caught.value.kind == ("gap" if change.is_gap else "fold")
    assert f"{wall:%Y-%m-%d %H:%M} in {change.zone}" in str(caught.value)
    # The policy for one says nothing about the other.
    other = resolved(
        wall, change.zone, gap="later" if change.is_gap else "error", fold="error" if change.is_gap else "first"
    )
    assert other[0] == caught.value.kind


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(names())),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.sampled_from(GAPS),
    st.sampled_from(FOLDS),
)
@example("Pacific/Apia", datetime(2011, 12, 30, 10), "later", "first")  # noqa: DTZ001 - the day that Samoa skipped
@example("Pacific/Apia", datetime(2011, 12, 30), "earlier", "first")  # noqa: DTZ001
@example("America/Toronto", datetime(2026, 11, 1, 1, 30), "later", "second")  # noqa: DTZ001
def test_any_time_in_any_zone_is_resolved_as_by_whenever(zone: str, wall: datetime, gap: Gap, fold: Fold) -> None:
    kind, moment = resolved(wall, zone, gap=gap, fold=fold)
    ways: dict[str, Way] = {"exact": "raise", "gap": "later", "fold": "earlier"}
    if kind == "gap" and gap == "earlier":
        ways["gap"] = "earlier"
    if fold == "second":
        ways["fold"] = "later"
    assert moment == said_by_whenever(wall, zone, ways[kind])


def test_the_moment_has_a_local_time_that_exists() -> None:
    for change in CHANGES:
        for gap in GAPS:
            moment = resolve_local(change.first.date(), change.first.time(), change.zone, gap=gap).moment
            assert moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)
            assert moment.tzinfo is ZoneInfo(change.zone)


def test_half_past_two_becomes_half_past_three_where_the_clocks_skip_an_hour() -> None:
    result = resolve_local(date(2026, 3, 29), time(2, 30), "Europe/Berlin")
    assert result.moment.isoformat() == "2026-03-29T03:30:00+02:00"
    assert result.kind == "gap"


def test_the_time_before_noon_of_a_skipped_day_is_on_the_next_one() -> None:
    result = resolve_local(date(2011, 12, 30), time(10), "Pacific/Apia")
    assert (result.kind, result.moment.isoformat()) == ("gap", "2011-12-31T10:00:00+14:00")


def test_the_two_times_of_a_fold_are_told_apart() -> None:
    first, second = (
        resolve_local(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin"), fold=fold).moment for fold in FOLDS
    )
    assert (first.fold, second.fold) == (0, 1)
    assert second.timestamp() - first.timestamp() == 3600
    assert first == second  # which is why moments are compared in UTC


def test_the_fold_of_the_time_itself_decides_nothing() -> None:
    assert resolve_local(date(2026, 10, 25), time(2, 30, fold=1), "Europe/Berlin").moment.fold == 0


def test_a_time_with_an_offset_of_its_own_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="at: pass a time without a time zone"):
        resolve_local(date(2026, 1, 1), time(9, tzinfo=timezone.utc), "Europe/Berlin")  # noqa: UP017


@on_rows("wrong", [{"gap": "latr"}, {"fold": "bogus"}])
def test_an_unknown_policy_is_refused_on_any_day(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=rf"{next(iter(wrong))}: pass one of '"):
        resolve_local(date(2026, 1, 1), time(9), "Europe/Berlin", **wrong)


def test_a_zone_is_a_name_or_a_zone() -> None:
    with pytest.raises(UnknownTimeZoneError, match="must be a str, got NoneType"):
        resolve_local(date(2026, 1, 1), time(9), None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@on_rows("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"])
def test_the_first_and_last_days_of_the_calendar_resolve(zone: str) -> None:
    assert resolve_local(date.min, time.min, zone).kind == "exact"
    assert resolve_local(date.max, time.max, zone).kind == "exact"


@on_rows(
    ("zone", "day", "begins"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-29T00:00:00+01:00"),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T01:00:00-03:00"),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-24T01:00:00+03:00"),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-29T01:00:00+03:00"),
        ("America/Havana", date(2026, 11, 1), "2026-11-01T00:00:00-04:00"),  # 00:30 occurs twice
        ("Asia/Beirut", date(2026, 10, 25), "2026-10-25T00:00:00+02:00"),  # 23:30 of the day before occurs twice
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T00:30:00-04:00"),  # from 23:30 on, half an hour of each day
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31T00:00:00+14:00"),  # there was no such day
    ],
)
def test_a_day_begins_with_the_first_moment_that_its_clocks_show(zone: str, day: date, begins: str) -> None:
    assert first_moment(day, ZoneInfo(zone)).isoformat() == begins


def test_every_day_with_a_change_begins_where_whenever_says() -> None:
    for change in CHANGES:
        for day in {change.first.date(), change.end.date()}:
            noon = whenever.ZonedDateTime(day.year, day.month, day.day, 12, tz=change.zone)
            assert (
                first_moment(day, ZoneInfo(change.zone)).astimezone(UTC)
                == noon.start_of("day").to_instant().to_stdlib()
            )
