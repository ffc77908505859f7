"""A time zone that a time is named in."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Zone"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone that a time is named in."""

    names: tuple[str, ...]
    """The IANA names that it may have; empty if it is not known."""
    ahead: int | None = None
    """Its minutes ahead of UTC, where those were named."""
