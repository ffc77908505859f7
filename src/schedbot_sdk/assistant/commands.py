"""The commands that the assistant answers. Pure."""

from __future__ import annotations

from enum import Enum
from typing import Final

__all__ = ["Command", "command_in"]


class Command(Enum):
    """A command in a message."""

    LIST = "/list"
    """Shows all planned events."""
    WEEK = "/week"
    """Sends a picture of the week of the next one."""
    ICS = "/ics"
    """Sends them as a calendar file."""
    OTHER = "/"
    """Any other command."""


_KNOWN: Final = {command.value: command for command in (Command.LIST, Command.WEEK, Command.ICS)}


def command_in(text: str) -> Command | None:
    """Return the command that a text begins with, also with the bot's name (`/list@schedule_bot`); None for words."""
    if not text.startswith("/"):
        return None
    return _KNOWN.get(text.split(maxsplit=1)[0].partition("@")[0], Command.OTHER)
