"""The names of time zones: those of the IANA database only."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from schedbot_sdk.errors import UnknownTimeZoneError
from schedbot_sdk.timezones.rules import newest_rules
from schedbot_sdk.timezones.suggestions import suggestions

__all__ = ["TimeZoneName", "time_zone"]

_NOT_ZONES: Final = {"Factory"}  # in the IANA's list, but means that no zone is set
_MAX_SHOWN: Final = 60


def time_zone(name: str) -> ZoneInfo:
    """Return the zone with this exact IANA name; old names such as `Europe/Kiev` work too.

    The names are those of the `tzdata` package, so they are the same on every machine. Files of some systems, such as
    `localtime`, `posixrules`, `right/...` and `posix/...`, are not names. The rules are the newer of the system's and
    the package's, and they are read once in a process. The result can be pickled.

    Raises:
        UnknownTimeZoneError: The name is unknown; the error suggests names.
    """
    return newest_rules(_check(name))


def _check(name: object) -> str:
    if isinstance(name, str) and name in names():
        return name
    raise _unknown(name)


TimeZoneName: TypeAlias = Annotated[str, AfterValidator(_check)]
"""The type of a pydantic field that accepts the same names as `time_zone`, and stays a `str`."""


@cache
def names() -> frozenset[str]:
    """Return all names that `time_zone` accepts, about 600."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - _NOT_ZONES


def _unknown(name: object) -> UnknownTimeZoneError:
    if not isinstance(name, str):
        message = f"the time zone must be a str, got {type(name).__name__}; pass a name such as 'Europe/Berlin'"
        return UnknownTimeZoneError(message)
    shown = repr(name if len(name) <= _MAX_SHOWN else f"{name[:_MAX_SHOWN]}...")
    suggested = suggestions(name, names())
    if not suggested:
        advice = "pass an IANA name, such as 'Europe/Berlin'"
    else:
        advice = f"did you mean {' or '.join(map(repr, suggested))}?"
        if suggested[0].startswith("Etc/GMT"):
            advice += " (the signs of Etc are reversed: Etc/GMT-3 is 3 hours ahead of UTC)"
    return UnknownTimeZoneError(f"{shown} is not an IANA time zone; {advice}", name=name, suggestions=suggested)
