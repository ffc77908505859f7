"""The pages of the documentation, and the code blocks that readers copy from them."""

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
    """The line number of its first line of code in the page."""
    language: str
    title: str
    """The file to save it in, as the page names it; empty if the page names no file."""
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def blocks(page: str) -> tuple[Block, ...]:
    """All fenced blocks of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks_of_page: list[Block] = []
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        code = re.sub(f"^{match['indent']}", "", match["code"], flags=re.MULTILINE)
        blocks_of_page.append(Block(page, line, match["language"], match["title"] or "", code))
    fences = len(re.findall(r"^ *```", text, re.MULTILINE))
    if fences != 2 * len(blocks_of_page):
        raise ValueError(
            f"{page}: {fences} fences for {len(blocks_of_page)} blocks: check the first line of each block"
        )
    return tuple(blocks_of_page)


def python_of(page: str) -> tuple[Block, ...]:
    """The Python blocks of a page."""
    return tuple(block for block in blocks(page) if block.language == "python")


def output_after(block: Block) -> str | None:
    """The output of a Python block, as the page shows it: the next block of the page, if it is marked as text."""
    own = blocks(block.page)
    following = own[own.index(block) + 1 :][:1]
    return next((b.code for b in following if b.language == "text"), None)
