"""Looks up what the guide says about calendar files."""

from __future__ import annotations

from tests.eval.caught import GUIDE

__all__ = ["guide_says"]


def guide_says(*told: str) -> bool:
    """Whether the guide has these words or table rows; line breaks do not matter."""
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    return all(one in text for one in told)
