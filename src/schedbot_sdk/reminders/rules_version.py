"""The versions of the time zone rules that this machine has."""

from __future__ import annotations

import zoneinfo
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

__all__ = ["rules_version"]

_VERSION_FILES: Final = ("tzdata.zi", "+VERSION")
_MAX_LINE: Final = 100


def rules_version() -> str:
    """Return a text that is another one when the rules of the system or of the `tzdata` package have changed."""
    folders: list[Traversable] = [*map(Path, zoneinfo.TZPATH), files("tzdata").joinpath("zoneinfo")]
    return ", ".join(filter(None, map(_version, folders)))


def _version(folder: Traversable) -> str:
    for name in _VERSION_FILES:
        try:
            with folder.joinpath(name).open(encoding="ascii", errors="replace") as file:
                return file.readline(_MAX_LINE).removeprefix("# version").strip()
        except OSError:
            continue
    return ""
