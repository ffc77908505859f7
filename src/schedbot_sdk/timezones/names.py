"""Which names of time zones there are: the IANA's, and no others."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from schedbot_sdk.errors import UnknownTimeZoneError
from schedbot_sdk.timezones.suggestions import suggestions

__all__ = ["TimeZoneName", "time_zone"]

_NO_ZONES: Final = {"Factory"}  # in the IANA's list, and means that nobody has set the zone
_SHOWN: Final = 60


def time_zone(name: str) -> ZoneInfo:
    """Find a zone by its exact IANA name, old names such as `Europe/Kiev` included.

    The names are those of the `tzdata` package, the same on every machine: `localtime`, `posixrules`, `right/...` and
    `posix/...`, which are files of some systems, are not among them. The rules are the system's where it has the zone.

    Raises:
        UnknownTimeZoneError: It is no such name; the error suggests some.
    """
    return ZoneInfo(_known(name))


def _known(name: object) -> str:
    if isinstance(name, str) and name in names():
        return name
    raise _unknown(name)


TimeZoneName: TypeAlias = Annotated[str, AfterValidator(_known)]
"""A field of a pydantic model that takes exactly what `time_zone` takes, and stays a `str`."""


@cache
def names() -> frozenset[str]:
    """All the names that `time_zone` takes, some 600."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - _NO_ZONES


def _unknown(given: object) -> UnknownTimeZoneError:
    if not isinstance(given, str):
        message = f"a time zone is needed as a str, not as {type(given).__name__}; pass a name such as 'Europe/Berlin'"
        return UnknownTimeZoneError(message)
    shown = repr(given if len(given) <= _SHOWN else f"{given[:_SHOWN]}...")
    meant = suggestions(given, names())
    if not meant:
        advice = "pass the name of a place's zone, such as 'Europe/Berlin'"
    else:
        advice = f"did you mean {' or '.join(map(repr, meant))}?"
        if meant[0].startswith("Etc/GMT"):
            advice += " (the signs of Etc are reversed: Etc/GMT-3 is 3 hours ahead of UTC)"
    return UnknownTimeZoneError(f"{shown} is no IANA time zone; {advice}", name=given, suggestions=meant)
