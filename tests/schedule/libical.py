"""libical, the reader of Evolution, KOrganizer and Cyrus: its shared library, by `ctypes`."""

from __future__ import annotations

import ctypes
import ctypes.util
import datetime as dt
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from tests.schedule.readers import Happening, Window, shown

__all__ = ["read_by_libical", "version_of_libical"]

FOLDER = Path(sys.prefix, "libical")
VEVENT = 4  # ICAL_VEVENT_COMPONENT


class Time(ctypes.Structure):
    """`struct icaltimetype`."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]  # fmt: skip
    is_date: int


class Span(ctypes.Structure):
    """`struct icaltime_span`: moments in seconds."""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]
    start: int
    end: int


CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


def read_by_libical(asked: Sequence[tuple[bytes, Window]]) -> list[set[Happening]]:
    """Return the occurrences in each file's window."""
    library = _library()
    return [_read(library, content, window) for content, window in asked]


def version_of_libical() -> str:
    """Return the version, such as 3.0."""
    file = next(FOLDER.rglob("libical.so.3.*"), None)
    return "3.0" if file is None else ".".join(file.name.removeprefix("libical.so.").split(".")[:2])


@cache
def _library() -> ctypes.CDLL:
    files = [*FOLDER.rglob("libical.so.3"), *([found] if (found := ctypes.util.find_library("ical")) else [])]
    if not files:
        pytest.skip("libical: NOT INSTALLED HERE: run make libical")
    library = ctypes.CDLL(str(files[0]))
    for name, result, arguments in (
        ("icalparser_parse_string", ctypes.c_void_p, [ctypes.c_char_p]),
        ("icalcomponent_get_first_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
        ("icalcomponent_get_dtstart", Time, [ctypes.c_void_p]),
        ("icalcomponent_get_uid", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_summary", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_free", None, [ctypes.c_void_p]),
        ("icaltime_from_string", Time, [ctypes.c_char_p]),
        ("icalcomponent_foreach_recurrence", None, [ctypes.c_void_p, Time, Time, CALLBACK, ctypes.c_void_p]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _read(library: ctypes.CDLL, content: bytes, window: Window) -> set[Happening]:
    calendar = library.icalparser_parse_string(content)
    event = library.icalcomponent_get_first_component(calendar, VEVENT)
    is_date = bool(library.icalcomponent_get_dtstart(event).is_date)
    uid, title = (_text(getattr(library, f"icalcomponent_get_{name}")(event)) for name in ("uid", "summary"))
    found: set[Happening] = set()

    def add(_: object, span: Sequence[Span], __: object) -> None:
        moments = [dt.datetime.fromtimestamp(moment, dt.UTC) for moment in (span[0].start, span[0].end)]
        start, end = (shown(moment.date() if is_date else moment) for moment in moments)
        found.add(Happening(uid, start, end, title))

    first, last = (library.icaltime_from_string(f"{moment:%Y%m%dT%H%M%SZ}".encode()) for moment in window)
    library.icalcomponent_foreach_recurrence(event, first, last, CALLBACK(add), None)
    library.icalcomponent_free(calendar)
    return found


def _text(value: bytes) -> str:
    return value.decode()
