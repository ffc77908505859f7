"""Chat with the bot in a terminal: a person writes the lines of standard input and reads what the bot sends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from schedbot_sdk.testing.servers import BotAction, LocalTelegram, Person

__all__ = ["console_chat"]

_POLL_SECONDS: Final = 0.2
_LAST_POLL_SECONDS: Final = 1.0


@contextmanager
def console_chat(telegram: LocalTelegram, person: Person) -> Generator[None]:
    """Send the lines of standard input to the bot, and print each text that it sends, during the block.

    If standard input ends or is closed, nothing is sent. If standard output is closed, nothing is printed.

    Args:
        telegram: The server that the bot uses.
        person: The sender. Each line that is not blank is a message; `[Confirm]` presses the newest button with that
            text.
    """
    if hasattr(signal, "SIGTTIN"):
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # reading as a background job would stop the servers
    ended = threading.Event()
    reader = threading.Thread(target=_read_input, args=(telegram, person), daemon=True)
    printer = threading.Thread(target=_print_actions, args=(telegram, person, ended), daemon=True)
    reader.start()
    printer.start()
    try:
        yield
    finally:
        ended.set()
        printer.join(_LAST_POLL_SECONDS)


def _read_input(telegram: LocalTelegram, person: Person) -> None:
    for line in _lines():
        text = line.strip()
        if pressed := _button(telegram, person, text):
            telegram.user_presses(person, *pressed)
        elif text:
            telegram.user_says(person, text)


def _button(telegram: LocalTelegram, person: Person, text: str) -> tuple[int, str] | None:
    """The message and the data of the newest button that a line names; None for any other line."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    for action in reversed(telegram.actions):
        for button in action.buttons:
            if action.chat_id == person.id and button.text == text[1:-1] and button.data:
                return action.message_id, button.data
    return None


def _lines() -> Iterator[str]:
    if sys.stdin is None:  # it was closed
        return
    # The file itself: a thread that waits in sys.stdin would block the end of the process.
    file, encoding, rest = sys.stdin.fileno(), sys.stdin.encoding, b""
    with suppress(OSError):
        while chunk := os.read(file, 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line.decode(encoding, "replace")
    yield rest.decode(encoding, "replace")


def _print_actions(telegram: LocalTelegram, person: Person, ended: threading.Event) -> None:
    file, encoding, seen = sys.stdout.fileno(), sys.stdout.encoding, 0
    is_last = False
    with suppress(OSError):
        while not is_last:
            is_last = ended.wait(_POLL_SECONDS)
            for action in telegram.actions[seen:]:
                seen += 1
                if line := _describe(action, person):
                    os.write(file, f"{line}\n".encode(encoding, "backslashreplace"))


def _describe(action: BotAction, person: Person) -> str:
    """One line about an action of the bot; empty if the action has no text."""
    if action.method == "sendMessage":
        how = ""
    elif action.method == "editMessageText":
        how = ", edited"
    elif action.method == "sendDocument" and action.file is not None:
        how = f", file {action.file.name}"
    else:
        return ""
    buttons = "".join(f" [{button.text}]" for button in action.buttons)
    return f"bot to {person.first_name} ({action.chat_id}){how}: {' / '.join(action.text.splitlines())}{buttons}"
