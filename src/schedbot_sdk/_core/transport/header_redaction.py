"""Hides secrets in the head of an answer before anybody logs it. Pure; the body passes untouched."""

from __future__ import annotations

import re

__all__ = ["HeaderRedactor"]

_BLANK_LINE = re.compile(rb"\n\r?\n")  # as the parser takes it, bare line feeds too
_NAME = re.compile(rb"HTTP/\d\.\d +\d{3}(?!\d)|[!#$%&'*+.^_`|~0-9A-Za-z-]+:(?= |\t)")

_LONGEST_HEAD = 128 * 1024  # above what the HTTP parser accepts


class HeaderRedactor:
    """Holds an answer's bytes back until its head is whole, as the parser would, then lets everything pass.

    What it hides keeps its length.
    """

    __slots__ = ("_held", "_secrets", "_through")

    def __init__(self, secrets: tuple[bytes, ...]) -> None:
        self._secrets = secrets
        self._held = b""
        self._through = not secrets

    def restart(self) -> None:
        """Expect another head: a request goes out."""
        self._held = b""
        self._through = not self._secrets

    def feed(self, data: bytes) -> bytes:
        """The bytes that may go on, none while the head is incomplete.

        To feed no bytes means that no more will come, and gives what was held back.
        """
        if self._through:
            return data
        held = self._held + data
        out = b""
        while not self._through:
            blank = _BLANK_LINE.search(held)
            if blank is None:
                break
            out += self._hide(held[: blank.end()])
            self._through = not held.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1"))
            held = held[blank.end() :]
        if self._through or not data or len(held) > _LONGEST_HEAD:
            self._through, self._held = True, b""
            return out + (held if out else self._hide(held))
        self._held = held
        return out

    def _hide(self, head: bytes) -> bytes:
        if not any(secret in head for secret in self._secrets):
            return head
        return b"\n".join(self._hide_in_line(line) for line in head.split(b"\n"))

    def _hide_in_line(self, line: bytes) -> bytes:
        """A line with its value hidden; its name stays, since the parser needs it."""
        named = _NAME.match(line)
        begin = named.end() if named else 0
        value = line[begin:]
        for secret in self._secrets:
            value = value.replace(secret, b"*" * len(secret))
        return line[:begin] + value
