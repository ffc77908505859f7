"""Looks up what the guide says about calendar files."""

from __future__ import annotations

from pathlib import Path

__all__ = ["guide_says"]

_GUIDE = Path(__file__).parents[2] / "docs" / "schedules.md"


def guide_says(*told: str) -> bool:
    """Whether the guide has these words or table rows; line breaks do not matter."""
    text = " ".join(_GUIDE.read_text(encoding="utf-8").split())
    return all(one in text for one in told)
