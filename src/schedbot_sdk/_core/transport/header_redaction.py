"""Redacts secrets in the headers of a response before a parser or a log sees them. Pure; the body is unchanged."""

from __future__ import annotations

import re

__all__ = ["HeaderRedactor"]

_BLANK_LINE = re.compile(rb"\n\r?\n")  # bare line feeds too, as the parser accepts them
_NAME = re.compile(rb"HTTP/\d\.\d +\d{3}(?!\d)|[!#$%&'*+.^_`|~0-9A-Za-z-]+:(?= |\t)")

_LONGEST_HEAD = 128 * 1024  # above what the HTTP parser accepts


class HeaderRedactor:
    """Buffers a response until its headers are complete, as the parser does, and redacts them; the body passes.

    A redacted secret keeps its length.
    """

    __slots__ = ("_buffer", "_passes", "_secrets")

    def __init__(self, secrets: tuple[bytes, ...]) -> None:
        self._secrets = secrets
        self._buffer = b""
        self._passes = not secrets

    def restart(self) -> None:
        """Expect new headers, as a request is sent."""
        self._buffer = b""
        self._passes = not self._secrets

    def feed(self, data: bytes) -> bytes:
        """Return the bytes for the parser; no bytes while the headers are incomplete.

        Feeding no bytes means that the connection has ended, and returns the buffered rest.
        """
        if self._passes:
            return data
        buffer = self._buffer + data
        out = b""
        while not self._passes:
            blank = _BLANK_LINE.search(buffer)
            if blank is None:
                break
            out += self._redact(buffer[: blank.end()])
            self._passes = not buffer.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1"))
            buffer = buffer[blank.end() :]
        if self._passes or not data or len(buffer) > _LONGEST_HEAD:
            self._passes, self._buffer = True, b""
            return out + (buffer if out else self._redact(buffer))
        self._buffer = buffer
        return out

    def _redact(self, head: bytes) -> bytes:
        if not any(secret in head for secret in self._secrets):
            return head
        return b"\n".join(self._redact_line(line) for line in head.split(b"\n"))

    def _redact_line(self, line: bytes) -> bytes:
        """Return a line with its value redacted; its name stays, as the parser needs it."""
        name = _NAME.match(line)
        begin = name.end() if name else 0
        value = line[begin:]
        for secret in self._secrets:
            value = value.replace(secret, b"*" * len(secret))
        return line[:begin] + value
