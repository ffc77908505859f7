"""Names of time zones and local times: `whenever` gives the same moments at every change of the clocks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

import pytest
import whenever
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.rows import on_rows
from tests.schedule.clocks import ZONES, Change, changes

from schedbot_sdk import ConfigurationError, LocalTimeError, SchedbotError, UnknownTimeZoneError
from schedbot_sdk.timezones import Fold, Gap, TimeZoneName, first_moment, resolve_local, time_zone
from schedbot_sdk.timezones.names import names
from schedbot_sdk.users import User

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
        ("America/Havana", date(2026, 11, 1), "2026-11-01T00:00:00-04:00"),  # 00:30 comes twice
        ("Asia/Beirut", date(2026, 10, 25), "2026-10-25T00:00:00+02:00"),  # 23:30 of the day before comes twice
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


def test_each_name_of_tzdata_is_a_zone() -> None:
    assert len(names()) > 590
    for name in names():
        assert time_zone(name).key == name


def test_the_names_are_the_same_on_a_machine_without_zones_of_its_own() -> None:
    code = (
        "from schedbot_sdk.timezones.names import names, time_zone\nprint(len([time_zone(name) for name in names()]))"
    )
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={"PYTHONTZPATH": ""}, capture_output=True, text=True, timeout=30, check=True,
    ).stdout  # fmt: skip
    assert int(shown) == len(names())


@on_rows(
    "name",
    [
        "Europe", "localtime", "posixrules", "right/UTC", "posix/Europe/Berlin", "../etc", "/etc/localtime", "", " ",
        ".", "Factory", "x" * 300, "Europe/Berlin\0", "\ud800", "Europe/Berlin ", "europe/berlin", "UTC+3", "zone.tab",
        "tzdata.zi", "Europe/Berlin/", "Europe//Berlin", "__init__.py", None, 3, b"UTC", ["UTC"],
    ],
)  # fmt: skip
def test_an_unknown_name_is_a_typed_error(name: object) -> None:
    with pytest.raises(UnknownTimeZoneError) as caught:
        time_zone(name)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    error = caught.value
    assert isinstance(error, SchedbotError)
    assert isinstance(error, ValueError)
    shown = name.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(name, str) else ""
    assert error.name == shown
    assert len(str(error)) < 250
    assert str(error).encode()
    assert "'Europe/Berlin'" in str(error) or "did you mean" in str(error)
    assert set(error.suggestions) <= names()


@on_rows(
    ("name", "meant"),
    [
        ("europe/berlin", "Europe/Berlin"), ("EUROPE/BERLIN", "Europe/Berlin"), (" Europe/Berlin\n", "Europe/Berlin"),
        ("Europe/Mosocw", "Europe/Moscow"), ("Asia/Calcuta", "Asia/Calcutta"), ("America/Newyork", "America/New_York"),
        ("moscow", "Europe/Moscow"), ("Moscow, Russia", "Europe/Moscow"), ("Russia/Moscow", "Europe/Moscow"),
        ("new york", "America/New_York"), ("Kiev", "Europe/Kyiv"), ("São Paulo", "America/Sao_Paulo"),
        ("MSK", "Europe/Moscow"), ("PST", "America/Los_Angeles"), ("CEST", "Europe/Berlin"), ("IST", "Asia/Kolkata"),
        ("Москва", "Europe/Moscow"), ("мск", "Europe/Moscow"), ("Питер", "Europe/Moscow"), ("Киев", "Europe/Kyiv"),
        ("Екатеринбург", "Asia/Yekaterinburg"), ("Владивосток", "Asia/Vladivostok"), ("Нью-Йорк", "America/New_York"),
        ("Санкт-Петербург", "Europe/Moscow"), ("Токио", "Asia/Tokyo"), ("лондон", "Europe/London"), ("utc", "UTC"),
        ("right/UTC", "UTC"), ("posix/Europe/Paris", "Europe/Paris"), ("Z", "UTC"), ("Russia", "Europe/Moscow"),
        ("UTC+3", "Etc/GMT-3"), ("utc +3", "Etc/GMT-3"), ("GMT-5", "Etc/GMT+5"), ("UTC\N{MINUS SIGN}5", "Etc/GMT+5"),
        ("+03:00", "Etc/GMT-3"), ("-0800", "Etc/GMT+8"), ("UTC+14", "Etc/GMT-14"), ("UTC-12", "Etc/GMT+12"),
        ("UTC3", "Etc/GMT-3"), ("UTC+0", "UTC"), ("+00:00", "UTC"), ("МСК+2", "Etc/GMT-5"), ("MSK-1", "Etc/GMT-2"),
        ("etc/gmt-3", "Etc/GMT-3"), ("Etc/GMT-03", "Etc/GMT-3"), ("Etc/UTC+3", "Etc/GMT-3"),
        ("GMT+5:30", "Asia/Kolkata"), ("UTC+5:45", "Asia/Kathmandu"), ("UTC+0330", "Asia/Tehran"),
        ("UTC-3:30", "America/St_Johns"), ("+12:45", "Pacific/Chatham"), ("Etc/GMT-5:30", "Asia/Kolkata"),
    ],
)  # fmt: skip
def test_the_likeliest_name_is_suggested_first(name: str, meant: str) -> None:
    with pytest.raises(UnknownTimeZoneError, match=f"did you mean {meant!r}".replace("+", r"\+")) as caught:
        time_zone(name)
    assert caught.value.suggestions[0] == meant


@on_rows(
    ("name", "meant"),
    [
        ("Europe", {"Europe/London", "Europe/Berlin", "Europe/Moscow"}),
        ("America", {"America/New_York", "America/Chicago", "America/Los_Angeles"}),
        ("CST", {"America/Chicago", "Asia/Shanghai"}),
        ("Kiev", {"Europe/Kyiv", "Europe/Kiev"}),
        *(
            (name, set[str]())
            for name in ("localtime", "posixrules", "../etc", "", "UTC+15", "UTC-13", "UTC+1:07", "hello")
        ),
    ],
)
def test_an_ambiguous_name_gets_several_suggestions_or_none(name: str, meant: set[str]) -> None:
    with pytest.raises(UnknownTimeZoneError) as caught:
        time_zone(name)
    assert set(caught.value.suggestions) == meant


@on_rows("hours", range(-12, 15))
def test_the_suggested_zone_has_the_offset_that_was_written(hours: int) -> None:
    with pytest.raises(UnknownTimeZoneError) as caught:
        time_zone(f"UTC{hours:+d}")
    offset = datetime(2026, 1, 1, tzinfo=time_zone(caught.value.suggestions[0])).utcoffset()
    assert offset == timedelta(hours=hours)


def test_the_reversed_signs_are_explained() -> None:
    with pytest.raises(UnknownTimeZoneError, match="the signs of Etc are reversed"):
        time_zone("UTC+3")


@settings(max_examples=200)
@given(st.text(st.characters(codec=None), max_size=80) | st.sampled_from(sorted(names())).map(lambda name: name[1:]))
def test_no_text_raises_another_error(name: str) -> None:
    if name in names():
        assert time_zone(name).key == name
        return
    with pytest.raises(UnknownTimeZoneError) as caught:
        time_zone(name)
    result = caught.value.suggestions
    assert set(result) <= names()
    assert len(set(result)) == len(result) <= 3
    assert str(caught.value).encode()


OTHERWISE: list[Callable[[str], str]] = [str.lower, str.upper, str.swapcase, " {} ".format]


@settings(max_examples=100)
@given(
    st.sampled_from(sorted(name for name in names() if len(name) > 7 and "Etc" not in name)),
    st.sampled_from(OTHERWISE),
)
def test_a_name_in_another_spelling_is_suggested(name: str, otherwise: Callable[[str], str]) -> None:
    if otherwise(name) == name:
        return
    with pytest.raises(UnknownTimeZoneError) as caught:
        time_zone(otherwise(name))
    assert caught.value.suggestions[0] == name


@on_rows("name", ["Europe/Berlin", "UTC", "Europe/Kiev"])
def test_a_field_takes_a_name_and_stays_text(name: str) -> None:
    assert TypeAdapter(TimeZoneName).validate_python(name) == name


@on_rows("name", ["Europe", "europe/berlin", "localtime", ""])
def test_a_field_refuses_an_unknown_name(name: str) -> None:
    with pytest.raises(ValidationError, match="is not an IANA time zone"):
        TypeAdapter(TimeZoneName).validate_python(name)


def user(zone: str, **more: object) -> User:
    return User.model_validate({"telegram_id": 1, "first_name": "Ann", "timezone": zone, **more})


def test_a_user_has_the_zone_that_the_service_named() -> None:
    assert user("Asia/Yekaterinburg").tzinfo == ZoneInfo("Asia/Yekaterinburg")


def test_a_users_bad_zone_is_an_error_when_it_is_used_and_not_before() -> None:
    ann = user("UTC+3")
    assert ann.timezone == "UTC+3"
    with pytest.raises(UnknownTimeZoneError) as caught:
        _ = ann.tzinfo
    assert (caught.value.service, caught.value.suggestions) == ("users", ("Etc/GMT-3",))


def test_a_users_tzinfo_is_a_property_and_hides_no_field() -> None:
    ann = user("UTC", tzinfo="kept")
    assert ann.tzinfo == ZoneInfo("UTC")
    assert ann.model_dump(exclude_unset=True)["tzinfo"] == "kept"


def test_the_package_has_its_time_zones_without_an_import_of_their_own() -> None:
    code = "import schedbot_sdk; print(schedbot_sdk.timezones.time_zone('Europe/Berlin'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "Europe/Berlin\n"
