"""How far a bot has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = ["MAX_FINISHED", "Progress"]

MAX_FINISHED: Final = 2000
"""The most keys of finished updates that are remembered."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bot has come, as an offset store keeps it."""

    offset: int = 0
    """The lowest update_id that is not finished; 0 before the first update."""
    finished: tuple[str, ...] = field(default=(), repr=False)
    """The keys (`Update.dedupe_key`) of finished updates whose update_id is not below the offset."""
    begun: str = field(default="", repr=False)
    """The key of the update that a loop over `updates()` is at; empty between updates, and in a `poll`."""
    times: int = 0
    """How often in a row a loop over `updates()` was at the update of `begun`."""
