"""The programs that read the SDK's calendar files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tests.schedule.calendars import read_by_radicale
from tests.schedule.ical.comparison import Asked, Read
from tests.schedule.javascript import read_by, version_of
from tests.schedule.libical import read_by_libical, version_of_libical
from tests.schedule.readers import Happening, read_in_python
from tests.schedule.with_vobject import read_by_vobject

__all__ = ["PROGRAMS", "Program"]


@dataclass(frozen=True)
class Program:
    """A program, or a library with what expands its rules."""

    name: str
    release: Callable[[], str]
    """Its name and version, as the guide has them."""
    reader: Callable[[Path], Read]
    """Gives the function that reads; a server keeps its files in that folder."""
    shifted: frozenset[str] = frozenset()
    """Where it is wrong by exactly the change of the clocks: see `figures_of`."""


def _short(name: str) -> str:
    return ".".join(version(name).split(".")[:2])


def _icalendar(asked: Asked) -> list[set[Happening]]:
    return [read_in_python(content, *window) for content, window in asked]


PROGRAMS: Final = (
    Program(
        "icalendar",
        lambda: f"icalendar {_short('icalendar')}, recurring-ical-events {_short('recurring-ical-events')}",
        lambda _: _icalendar,
    ),
    Program(
        "ical.js",
        lambda: f"ical.js {version_of('icaljs')}",
        lambda _: partial(read_by, "icaljs"),
        frozenset({"gap", "fold"}),
    ),
    Program(
        "Radicale",
        lambda: f"Radicale {_short('radicale')}, with `expand`",
        lambda folder: partial(read_by_radicale, folder),
        frozenset({"gap"}),
    ),
    Program("node-ical", lambda: f"node-ical {version_of('node-ical')}", lambda _: partial(read_by, "node-ical")),
    Program(
        "rrule.js",
        lambda: f"rrule.js {version_of('rrulejs')}",
        lambda _: partial(read_by, "rrulejs"),
        frozenset({"gap", "fold", "near"}),
    ),
    Program(
        "libical",
        lambda: f"libical {version_of_libical()}",
        lambda _: read_by_libical,
        frozenset({"gap", "fold", "near"}),
    ),
    Program(
        "vobject",
        lambda: f"vobject {_short('vobject')}, dateutil {_short('python-dateutil')}",
        lambda _: read_by_vobject,
        frozenset({"gap"}),
    ),
)
