"""Finds the newer rules of a zone: those of the system, or those of the `tzdata` package."""

from __future__ import annotations

import re
import zoneinfo
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

__all__ = ["newest_rules", "rules_file", "rules_version"]

_Version: TypeAlias = tuple[int, str]
_VERSION: Final = re.compile(r"(?:# version )?(\d{4})([a-z]+)\b")
_VERSION_FILES: Final = ("tzdata.zi", "+VERSION")
_UNKNOWN: Final[_Version] = (0, "")
_MAX_LINE: Final = 100


class PackageZone(ZoneInfo):
    """A zone of the `tzdata` package, on a system whose own rules are older."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        # It is pickled as its name, like each ZoneInfo; a ZoneInfo that is read from a file cannot be pickled.
        return newest_rules, (self.key,)


@cache
def newest_rules(name: str) -> ZoneInfo:
    """Return a zone with the newer of the two rules; the same object each time.

    The package's rules count if the version of the system's rules is lower, or cannot be read.
    """
    if _is_system_older(name):
        with _package_file(name).open("rb") as file:
            return PackageZone.from_file(file, key=name)
    return ZoneInfo(name)  # from the system, or from the package if the system does not have the zone


def rules_file(name: str) -> bytes:
    """Return the content of the TZif file (RFC 9636) with the rules of `newest_rules`."""
    folder = _system_folder(name)
    if folder is None or _is_system_older(name):
        return _package_file(name).read_bytes()
    return Path(folder, name).read_bytes()


def rules_version() -> str:
    """Return a text that changes when the rules of the system or of the `tzdata` package change."""
    versions = (_package_version(), *map(_system_version, zoneinfo.TZPATH))
    return ", ".join(f"{year}{letter}" for year, letter in versions if year)


def _package_file(name: str) -> Traversable:
    return _package_folder().joinpath(*name.split("/"))


def _package_folder() -> Traversable:
    return files("tzdata").joinpath("zoneinfo")


def _is_system_older(name: str) -> bool:
    folder = _system_folder(name)
    return folder is not None and _system_version(folder) < _package_version()


def _system_folder(name: str) -> str | None:
    """Return the folder in which `zoneinfo` finds the zone: the first one that has it."""
    return next((folder for folder in zoneinfo.TZPATH if Path(folder, name).is_file()), None)


@cache
def _system_version(folder: str) -> _Version:
    return _version(Path(folder))


@cache
def _package_version() -> _Version:
    return _version(_package_folder())


def _version(folder: Traversable) -> _Version:
    """Return the version of a folder's rules, such as (2026, "a"); the lowest one if it cannot be read."""
    for name in _VERSION_FILES:
        try:
            with folder.joinpath(name).open(encoding="ascii", errors="replace") as file:
                match = _VERSION.match(file.readline(_MAX_LINE))
        except OSError:
            continue
        if match is not None:
            return int(match[1]), match[2]
    return _UNKNOWN
