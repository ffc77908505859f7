"""Reads the output of the demo as chats with messages and buttons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["Bubble", "Chat", "read_chats"]

_HEADING: Final = re.compile(r"── (?P<name>\w+), (?P<about>.+) ──")
_PERSON: Final = re.compile(r"(?P<name>\w+) +(?P<edited>\((?:edited|изменено)\) )?(?P<text>.+)")
_BOT: Final = re.compile(r" {12}Bot (?P<edited>\((?:edited|изменено)\) )?(?P<text>.*)")
_ROW: Final = re.compile(r" {16}(?P<text>.*)")
_NOTE: Final = re.compile(r" {12}· (?P<text>.+)")
_PRESS: Final = re.compile(r"(?:presses|нажимает) \[(?P<button>.+)\]")
_BUTTONS: Final = re.compile(r"(?:\[[^\]]+\] ?)+")
_FILE: Final = re.compile(r"\w+ (?:gets a file|получает файл): (?P<name>[\w.]+),")
_TOAST: Final = re.compile(r"\w+ (?:sees for a moment|видит на мгновение): (?P<text>.+)")

_WAIT: Final = re.compile(r" in [\d.]+ s$| через [\d.]+ с$")


@dataclass(slots=True)
class Bubble:
    """One message of a chat, or a note between two of them."""

    author: Literal["person", "bot", "file", "note"]
    """Who wrote it; `file` and `note` are not messages."""
    rows: list[str]
    """The lines of the text."""
    buttons: list[str] = field(default_factory=list[str])
    """The labels of the buttons."""
    pressed: str | None = None
    """The button that the person pressed."""
    edited: bool = False
    """Whether the message was edited."""


@dataclass(slots=True)
class Chat:
    """The conversation with one person."""

    name: str
    """The person's name."""
    about: str
    """The person's time zone and local time."""
    bubbles: list[Bubble] = field(default_factory=list[Bubble])
    """The messages and notes, in order."""


def read_chats(output: str) -> list[Chat]:
    """Read the output of the demo.

    An edited message replaces its earlier text, as in Telegram. A pressed button is marked, and the bot's edit that
    follows the press is left out: it repeats the text.
    """
    chats: list[Chat] = []
    for section in re.split(r"\n(?=── )", output.partition("\nDone in ")[0]):
        lines = section.strip("\n").splitlines()
        if lines and (heading := _HEADING.fullmatch(lines[0])):
            chat = Chat(heading["name"], heading["about"])
            for bubble in _bubbles(lines[1:]):
                _add(chat.bubbles, bubble)
            chats.append(chat)
    return chats


def _bubbles(lines: list[str]) -> Iterator[Bubble]:
    """Yield the messages and notes in the order of the output."""
    bubble: Bubble | None = None
    for line in lines:
        if bubble is not None and bubble.author == "bot" and (row := _ROW.fullmatch(line)):
            bubble.rows.append(row["text"])
            continue
        if bubble is not None:
            yield bubble
        if note := _NOTE.fullmatch(line):
            bubble = _note(note["text"])
        elif match := _BOT.fullmatch(line) or _PERSON.fullmatch(line):
            author: Literal["person", "bot"] = "bot" if match.re is _BOT else "person"
            bubble = Bubble(author, [match["text"]], edited=match["edited"] is not None)
        else:
            raise ValueError(f"the demo printed a line of an unknown form: {line!r}")
    if bubble is not None:
        yield bubble


def _note(text: str) -> Bubble:
    if file := _FILE.match(text):
        return Bubble("file", [file["name"]])
    toast = _TOAST.fullmatch(text)
    # The wait of the SDK is random.
    return Bubble("note", [toast["text"] if toast else _WAIT.sub("", text)])


def _add(bubbles: list[Bubble], bubble: Bubble) -> None:
    if bubble.author == "bot" and _BUTTONS.fullmatch(bubble.rows[-1]):
        bubble.buttons = re.findall(r"\[([^\]]+)\]", bubble.rows.pop())
    if press := _PRESS.fullmatch(bubble.rows[0]):
        next(b for b in reversed(bubbles) if b.buttons).pressed = press["button"]
    elif not bubble.edited:
        bubbles.append(bubble)
    elif not (bubble.author == "bot" and any(b.pressed and b.rows == bubble.rows[: len(b.rows)] for b in bubbles)):
        last = max(index for index, b in enumerate(bubbles) if b.author == bubble.author)
        bubbles[last] = bubble
