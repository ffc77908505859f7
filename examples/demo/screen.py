"""Prints a conversation in the terminal: the person on the left, the bot indented."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final, Self, TextIO

__all__ = ["Screen"]

_NAME_WIDTH: Final = 7
_BOT_INDENT: Final = " " * 12
_BOLD, _DIM, _CYAN, _GREEN, _RESET = "\033[1m", "\033[2m", "\033[36m", "\033[32m", "\033[0m"


class Screen:
    """Prints conversations; letters that the encoding lacks become question marks.

    Args:
        out: The stream to print to.
        colour: Whether `out` supports colours.
    """

    def __init__(self, out: TextIO, *, colour: bool) -> None:
        self._out = out
        self._colour = colour

    @classmethod
    def of_terminal(cls) -> Self:
        """Return the screen of standard output; it has colours only on a terminal without NO_COLOR."""
        return cls(sys.stdout, colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))

    def heading(self, text: str) -> None:
        """Print the heading of a chat."""
        self._print(f"\n{self._coloured(_BOLD, f'── {text} ──')}")

    def person(self, name: str, text: str) -> None:
        """Print what a person wrote or did."""
        self._print(f"{self._coloured(_CYAN, name.ljust(_NAME_WIDTH))} {text}")

    def bot(self, text: str, buttons: Sequence[str] = (), *, mark: str = "") -> None:
        """Print a message of the bot with its buttons, after a mark such as "(edited)"."""
        rows = [*text.splitlines(), *([" ".join(f"[{button}]" for button in buttons)] if buttons else [])]
        first = f"{self._coloured(_GREEN, 'Bot')} {f'{mark} ' if mark else ''}{rows[0]}"
        self._print("\n".join(f"{_BOT_INDENT}{row}" for row in [first, *(f"    {row}" for row in rows[1:])]))

    def note(self, text: str) -> None:
        """Print a note that is not part of the chat."""
        self._print(self._coloured(_DIM, f"{_BOT_INDENT}· {text}"))

    def piece(self, text: str) -> None:
        """Print a text without a line break."""
        self._print(text, end="")

    def line(self, text: str) -> None:
        """Print a line."""
        self._print(text)

    def _coloured(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_RESET}" if self._colour else text

    def _print(self, text: str, end: str = "\n") -> None:
        encoding = self._out.encoding or "utf-8"  # an io.StringIO has none
        print(text.encode(encoding, "replace").decode(encoding), end=end, file=self._out, flush=True)
