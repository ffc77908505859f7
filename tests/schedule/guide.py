"""Looks up what the documentation says about calendar files."""

from __future__ import annotations

from pathlib import Path

__all__ = ["guide_says"]

PAGE = Path(__file__).parents[2] / "docs" / "calendar-files.md"


def guide_says(*told: str) -> bool:
    """Whether the page has these words or table rows; line breaks do not matter."""
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    return all(one in text for one in told)
