"""What the guide says of calendar files."""

from __future__ import annotations

from tests.eval.caught import GUIDE

__all__ = ["guide_says"]


def guide_says(*told: str) -> bool:
    """Whether it has these words and rows of tables, wherever its lines break."""
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    return all(one in text for one in told)
