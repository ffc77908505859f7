"""The hand-written pages, cut into the code blocks that readers copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = tuple(sorted(str(page.relative_to(ROOT)) for page in (*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md"))))

_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)(?:[ ]+title=\"(?P<title>[\w.]+)\")?[ ]*\n(?P<code>.*?)^(?P=indent)```[ ]*$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    page: str
    line: int
    """Where its first line of code stands in the page."""
    language: str
    title: str
    """The file that the page tells its reader to save it in; empty when it tells none."""
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def blocks(page: str) -> tuple[Block, ...]:
    """All fenced blocks of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        code = re.sub(f"^{match['indent']}", "", match["code"], flags=re.MULTILINE)
        found.append(Block(page, line, match["language"], match["title"] or "", code))
    fences = len(re.findall(r"^ *```", text, re.MULTILINE))
    if fences != 2 * len(found):
        raise ValueError(f"{page}: {fences} fences make no {len(found)} blocks: is a block's first line unusual?")
    return tuple(found)


def python_of(page: str) -> tuple[Block, ...]:
    """The Python blocks of a page."""
    return tuple(block for block in blocks(page) if block.language == "python")


def output_after(block: Block) -> str | None:
    """What the page says that a Python block prints: the page's next block, if that one is marked as text."""
    own = blocks(block.page)
    following = own[own.index(block) + 1 :][:1]
    return next((b.code for b in following if b.language == "text"), None)
