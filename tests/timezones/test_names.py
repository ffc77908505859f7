"""Names of time zones, and suggestions for unknown ones."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from pydantic import TypeAdapter, ValidationError
from tests.rows import on_rows

from schedbot_sdk import SchedbotError, UnknownTimeZoneError
from schedbot_sdk.timezones import TimeZoneName, time_zone
from schedbot_sdk.timezones.aliases import ALIASES
from schedbot_sdk.timezones.names import names
from schedbot_sdk.timezones.rules import rules_file
from schedbot_sdk.timezones.windows import WINDOWS_ZONES
from schedbot_sdk.users import User


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
        ("Moscow/Europe", "Europe/Moscow"), ("new york, America", "America/New_York"), ("Пхукет", "Asia/Bangkok"),
        ("Moscow Standard Time", "Europe/Moscow"), ("Eastern Time", "America/New_York"), ("Кипр", "Asia/Nicosia"),
        ("Pacific Daylight Time", "America/Los_Angeles"), ("Prague time", "Europe/Prague"), ("Бали", "Asia/Makassar"),
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


def test_each_name_of_windows_gets_the_zone_of_unicode() -> None:
    """icalendar has the table of CLDR, with names that were renamed since."""
    assert len(WINDOWS_TO_OLSON) > 130
    wrong: list[str] = []
    for name, zone in WINDOWS_TO_OLSON.items():
        if name in names():
            continue  # UTC
        with pytest.raises(UnknownTimeZoneError) as caught:
            time_zone(name)
        (suggested,) = caught.value.suggestions
        if rules_file(suggested) != rules_file(zone):
            wrong.append(f"{name}: {suggested}, not {zone}")
    assert not wrong


@on_rows("name", sorted(WINDOWS_ZONES))
def test_a_name_of_windows_is_known_in_summer_too(name: str) -> None:
    for season in ("Standard", "Daylight", "Summer"):
        with pytest.raises(UnknownTimeZoneError) as caught:
            time_zone(f"{name} {season} Time")
        assert caught.value.suggestions == (WINDOWS_ZONES[name],)


def test_each_alias_is_a_word_of_a_zone_that_exists() -> None:
    assert ALIASES.keys() <= names()
    words = [word for listed in ALIASES.values() for word in listed.split()]
    assert [word for word in words if not re.fullmatch("[a-z0-9]+", word)] == []
    assert [zone for zone, listed in ALIASES.items() if len(set(listed.split())) < len(listed.split())] == []


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
