"""The newer rules of a zone count: those of the system's first folder that has it, or those of the package."""

from __future__ import annotations

import copy
import io
import json
import os
import pickle
import struct
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.rows import on_rows

from schedbot_sdk.timezones import time_zone
from schedbot_sdk.timezones.rules import PackageZone, rules_file

FIVE_AHEAD, BERLIN, MANILA = 5, 1, 8
READ = """
import copy, json, pickle
from datetime import UTC, datetime, date, time
from schedbot_sdk.schedule import AllDay, Event, Instant, LocalStart, Recurrence, Schedule, Source, time_zone, to_ics
from schedbot_sdk.users import User

day, at = date(2026, 12, 1), time(12)
noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
zone = time_zone("Europe/Berlin")
user = User(telegram_id=1, first_name="Ann", timezone="Europe/Berlin")
start = LocalStart(date=day, time=at, zone="Europe/Berlin")
source = Source(bot="@bot", chat_id=1, message_id=1)
event = Event(uid="u", title="Gym", start=start, recurrence=Recurrence(freq="daily", count=2))
plan = Schedule(source=source, zone="Europe/Berlin", made_at=noon, events=(event,))
moments = [
    noon.astimezone(zone), noon.astimezone(user.tzinfo), start.moment, noon.astimezone(plan.tzinfo),
    AllDay(date=day, zone="Europe/Berlin").moment, Instant(at=noon, zone="Europe/Berlin").moment, event.start.moment,
    *(one.start for one in plan.occurrences(noon.replace(day=1, hour=0), noon.replace(day=9))),
    pickle.loads(pickle.dumps(start.moment)), copy.deepcopy(start.moment),
]
assert pickle.loads(pickle.dumps(zone)) is copy.copy(zone) is time_zone("Europe/Berlin") is zone
assert f"{zone}" == zone.key == "Europe/Berlin"
assert plan == Schedule.model_validate_json(plan.model_dump_json()) == pickle.loads(pickle.dumps(plan))
print(json.dumps([
    sorted({moment.utcoffset().total_seconds() / 3600 for moment in moments}),
    b"TZOFFSETTO:+0500" in to_ics(plan), b"TZOFFSETTO:+0100" in to_ics(plan),
    time_zone("Asia/Manila").utcoffset(noon.replace(tzinfo=None)).total_seconds() / 3600,
]))
"""


def rule_of(hours: int) -> bytes:
    """A file of a zone that is always so many hours ahead of UTC (RFC 9636)."""
    name = f"+{hours:02}"
    part = b"TZif2" + bytes(15) + struct.pack(">6L", 0, 0, 0, 0, 1, len(name) + 1)
    part += struct.pack(">lbB", hours * 3600, 0, 0) + name.encode() + b"\0"
    return part + part + f"\n<{name}>-{hours}\n".encode()


def folder_of(folder: Path, versions: dict[str, str], hours: int = FIVE_AHEAD) -> Path:
    """A folder of a system in which Berlin is so many hours ahead of UTC, and no other zone is known."""
    (folder / "Europe").mkdir(parents=True)
    (folder / "Europe" / "Berlin").write_bytes(rule_of(hours))
    for name, content in versions.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def read_on(*folders: Path) -> Any:
    environment = os.environ | {"PYTHONTZPATH": os.pathsep.join(map(str, folders))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", READ], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@on_rows(
    ("versions", "hours"),
    [
        ({"tzdata.zi": "# version 2999a\n", "+VERSION": "2999a\n"}, FIVE_AHEAD),
        ({"tzdata.zi": "# version 2999za\n"}, FIVE_AHEAD),
        ({"+VERSION": "2999a\n"}, FIVE_AHEAD),
        ({"tzdata.zi": "# version unknown\n", "+VERSION": "2999b"}, FIVE_AHEAD),
        ({"tzdata.zi": "# version 2005z\n"}, BERLIN),
        ({"+VERSION": "2024b\n"}, BERLIN),
        ({"tzdata.zi": "# version 2005a\n", "+VERSION": "2999a\n"}, BERLIN),  # the rules were made from tzdata.zi
        ({"tzdata.zi": "# version unknown\n"}, BERLIN),
        ({"tzdata.zi": "\x7f\xe9" * 3000}, BERLIN),
        ({}, BERLIN),
    ],
)
def test_the_systems_rules_count_unless_they_are_older_or_of_unknown_age(
    versions: dict[str, str], hours: int, tmp_path: Path
) -> None:
    assert read_on(folder_of(tmp_path / "zones", versions)) == [
        [hours], hours == FIVE_AHEAD, hours == BERLIN, MANILA
    ]  # fmt: skip


def test_rules_of_the_same_version_are_the_systems(tmp_path: Path) -> None:
    version = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8").split()[2]
    assert read_on(folder_of(tmp_path / "zones", {"+VERSION": version}))[0] == [FIVE_AHEAD]


def test_the_systems_folder_is_the_first_one_that_has_the_zone(tmp_path: Path) -> None:
    new, old = {"+VERSION": "2999a"}, {"+VERSION": "2005a"}
    empty = tmp_path / "empty"
    empty.mkdir()
    first, second = folder_of(tmp_path / "first", new), folder_of(tmp_path / "second", old, hours=7)
    assert read_on(empty, first, second)[0] == [FIVE_AHEAD]
    assert read_on(empty, second, first)[0] == [BERLIN]


def test_a_system_without_zones_has_those_of_the_package() -> None:
    assert read_on() == [[BERLIN], False, True, MANILA]
    assert time_zone("Europe/Berlin") is ZoneInfo("Europe/Berlin")  # as in this process
    assert rules_file("Europe/Berlin").endswith(b"\nCET-1CEST,M3.5.0,M10.5.0/3\n")


def test_a_zone_of_the_package_is_copied_and_pickled_as_its_name() -> None:
    zone = PackageZone.from_file(io.BytesIO(rule_of(3)), key="Europe/Berlin")
    assert isinstance(zone, ZoneInfo)
    moment = datetime(2026, 7, 1, 12, tzinfo=zone)
    again = pickle.loads(pickle.dumps(moment))
    assert again.tzinfo is copy.copy(zone) is time_zone("Europe/Berlin")
    assert again.isoformat() == "2026-07-01T12:00:00+02:00"
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(ZoneInfo.from_file(io.BytesIO(rule_of(3)), key="Europe/Berlin"))


def test_the_zone_is_the_same_object_each_time() -> None:
    assert time_zone("Asia/Tokyo") is time_zone("Asia/Tokyo")
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(time_zone("Asia/Tokyo")).hour == 9
