"""The picture of a week in the documentation is what its program draws today.

Run this file as a script to draw it again.
"""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, python_of

PAGE = "docs/week-picture.md"
PICTURE = ROOT / "docs" / "week.svg"


def drawn() -> str:
    """What the program of the page draws."""
    names: dict[str, object] = {}
    for block in python_of(PAGE):
        exec(block.code, names)
    return f"{names['picture']}\n"


def test_the_committed_picture_is_the_one_that_the_page_draws() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(), "run python -m tests.docs.test_week_picture"


def test_the_picture_shows_the_things_that_the_page_describes() -> None:
    picture = PICTURE.read_text(encoding="utf-8")
    for shown in ("overlaps another event", "New York: −6 h", 'class="folded"', 'class="accent"', "prefers-color"):
        assert shown in picture
    assert re.findall(r"https?://[^\"' ]+", picture) == ["http://www.w3.org/2000/svg"]


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
