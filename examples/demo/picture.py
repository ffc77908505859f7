"""Draws the demo as `docs/demo.svg`: `make picture`, or `python -m examples.demo.picture`."""

from __future__ import annotations

import asyncio
import contextlib
import io
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from examples.demo.local_demo import demo
from examples.demo.transcript import Bubble, Chat, read_chats

__all__ = ["PICTURE", "draw", "play_demo"]

PICTURE: Final = Path(__file__).parents[2] / "docs" / "demo.svg"
_COLUMNS: Final = (("Ann",), ("Борис", "Eve"))
_LEFT_OUT: Final = {"Ann": ("Webinar", "Standup", "/list", "/ics"), "Борис": (), "Eve": ()}
"""The exchanges, by their first words, that the picture leaves out to stay short."""

_COLUMN: Final = 404
_GAP: Final = 12
_PAD: Final = 12
_SIZE: Final = 15
_LINE: Final = 20
_BUTTON: Final = 32
_WIDEST: Final = 310
"""The widest text in a bubble, in pixels."""
_NARROW: Final = frozenset(" .,:;'|!ijltfI()[]-")
_WIDE: Final = frozenset("mwMWШЩЖЮФшщжюфмы—@%↻✓")

_STYLE: Final = """
text{font:15px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;fill:#1b2733}
.back{fill:#dfe8ee}.head{fill:#fff}.person{fill:#d8f3c4}.bot,.file{fill:#fff}.button{fill:#eaf2f9}.pressed,.avatar{fill:#1f72c4}
.small{font-size:12.5px;fill:#54656f}.bold{font-weight:600}.middle{text-anchor:middle}
.end{text-anchor:end}.white{fill:#fff}.blue{fill:#1f72c4}
@media(prefers-color-scheme:dark){text{fill:#e9eef2}.back{fill:#0f1a24}.head{fill:#1a2836}.person{fill:#2f5f8f}
.bot,.file{fill:#203142}.button{fill:#2c4257}.small{fill:#a5b6c3}.blue{fill:#8fc4f7}.white{fill:#fff}}
"""


def play_demo() -> str:
    """Play the demo on local servers; return what it prints.

    Raises:
        RuntimeError: The demo failed. Its own message is on stderr.
    """
    shown = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(shown):
        if asyncio.run(demo()):
            raise RuntimeError("the demo failed")
    return shown.getvalue()


def draw(output: str) -> str:
    """Return the SVG of a demo with this output: the same output gives the same bytes."""
    chats = {chat.name: chat for chat in read_chats(output)}
    columns: list[str] = []
    heights: list[int] = []
    for number, names in enumerate(_COLUMNS):
        parts: list[str] = []
        bottom = _PAD
        for name in names:
            parts += _heading(chats[name], bottom)
            bottom += 56
            for bubble in _selected(chats[name]):
                drawn, bottom = _bubble(bubble, bottom)
                parts += drawn
        columns.append(f'<g transform="translate({_GAP + number * (_COLUMN + _GAP)})">\n' + "\n".join(parts) + "\n</g>")
        heights.append(bottom)
    width, height = _GAP + len(_COLUMNS) * (_COLUMN + _GAP), max(heights) + 4
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    elements = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title">',
        '<title id="title">Three people talk to the example bot: it makes schedules of what they write</title>',
        f"<style>{_STYLE}</style>",
        _box("back", 0, 0, width, height),
        *columns,
        "</svg>\n",
    ]
    return "\n".join(elements)


def _selected(chat: Chat) -> Iterator[Bubble]:
    """The bubbles that the picture shows; a note or a file that comes again is not repeated."""
    is_shown = True
    earlier: list[list[str]] = []
    for bubble in chat.bubbles:
        if bubble.author == "person":
            is_shown = not bubble.rows[0].startswith(_LEFT_OUT[chat.name])
        elif bubble.author in ("note", "file") and bubble.rows in earlier:
            continue
        if is_shown:
            earlier.append(bubble.rows)
            yield bubble


def _heading(chat: Chat, top: int) -> list[str]:
    zone = chat.about.partition(",")[0]
    return [
        _box("head", 0, top, _COLUMN, 46),
        f'<circle class="avatar" cx="28" cy="{top + 23}" r="15"/>',
        _text(chat.name[0], 28, top + 28, "bold middle white"),
        _text(chat.name, 54, top + 28, "bold"),
        _text(zone, _COLUMN - 16, top + 28, "small end"),
    ]


def _bubble(bubble: Bubble, top: int) -> tuple[list[str], int]:
    """Draw a message below `top`; return its elements, and where the next one begins."""
    if bubble.author == "note":
        return [_text(bubble.rows[0], _COLUMN // 2, top + 14, "small middle")], top + 28
    if bubble.author == "file":
        return [
            _box("file", 0, top, 180, 48),
            f'<circle class="avatar" cx="28" cy="{top + 24}" r="15"/>',
            _text("↓", 28, top + 29, "bold middle white"),
            _text(bubble.rows[0], 54, top + 29, "bold"),
        ], top + 58
    lines = [line for row in bubble.rows for line in _wrapped(row)]
    mark = ["edited"] if bubble.edited else []
    wanted = max(_width(line) for line in lines) + (54 if mark and len(lines) == 1 else 0)
    width = max(round(wanted), 230 if bubble.buttons else 40) + 2 * _PAD
    heights = [_LINE if line else _LINE // 2 for line in lines]
    height = sum(heights) + (14 if mark else 0) + _PAD
    left = _COLUMN - width if bubble.author == "person" else 0
    parts = [_box(bubble.author, left, top, width, height)]
    for number, line in enumerate(lines):
        if line:
            kind = "bold" if bubble.author == "bot" and _is_day(line) else ""
            parts.append(_text(line, left + _PAD, top + sum(heights[: number + 1]), kind))
    parts += [_text(word, left + width - _PAD, top + height - 7, "small end") for word in mark]
    bottom = top + height
    if bubble.buttons:
        each = (width - 4 * (len(bubble.buttons) - 1)) // len(bubble.buttons)
        for number, label in enumerate(bubble.buttons):
            x = left + number * (each + 4)
            is_pressed = label == bubble.pressed
            parts.append(_box("pressed" if is_pressed else "button", x, bottom + 4, each, _BUTTON))
            colour = "white" if is_pressed else "blue"
            parts.append(_text(label, x + each // 2, bottom + 25, f"middle bold {colour}"))
        bottom += _BUTTON + 4
    return parts, bottom + 10


def _is_day(line: str) -> bool:
    day, comma, date = line.partition(", ")
    return bool(comma) and day.isalpha() and date[:1].isdigit()


def _wrapped(row: str) -> list[str]:
    lines = [""]
    for word in row.strip().split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= _WIDEST:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(text: str) -> float:
    """About how wide a text is, in pixels: every reader's font differs, so the bubbles leave some room."""
    shares = (0.36 if c in _NARROW else 0.95 if c in _WIDE else 0.7 if c.isupper() else 0.62 for c in text)
    return _SIZE * sum(shares)


def _box(kind: str, x: int, y: int, width: int, height: int) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="10"/>'


def _text(text: str, x: int, y: int, kind: str) -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f'<text{attribute} x="{x}" y="{y}">{escape(text, quote=False)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(draw(play_demo()), encoding="utf-8", newline="\n")
    print(f"The picture is in {PICTURE}")
