"""The offsets of `getUpdates`."""

from __future__ import annotations

from typing import Final

__all__ = ["ALL_BUT_LAST", "LAST_OFFSET"]

ALL_BUT_LAST: Final = -1
"""Deletes every waiting update except the last one, which is returned."""
LAST_OFFSET: Final = 2**31 - 1
"""The highest offset: Telegram reads an offset as a signed 32-bit integer."""
