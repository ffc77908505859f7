"""Time zones that are the same on every machine."""

from __future__ import annotations

import zoneinfo

import whenever

__all__ = ["pin"]


def pin() -> None:
    """Read the zones of the pinned tzdata: machines have those of different years, and countries change their rules."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    whenever.reset_tzpath(())
    whenever.clear_tzcache()
