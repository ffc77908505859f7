"""Bytes -> server-sent events, by the WHATWG grammar (HTML standard, section 9.2.6).

Two things differ on purpose: an incomplete event at the end of the body is delivered, since servers forget the last
blank line; and a field named `error`, which llama.cpp sends, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["ServerSentEvent", "SseReader"]


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event: its data lines joined by a line feed, and its type."""

    data: bytes = b""
    event: str = "message"
    error: bytes | None = None
    """The lines of a field named `error`; None without one."""
    is_pending: bool = False
    """Whether the body ended before the blank line at the end of the event, so that it may be incomplete."""


class SseReader:
    """Accepts chunks of any size: every split of a byte string yields the same events."""

    __slots__ = ("_data", "_error", "_event", "_has_begun", "_pending", "_rest")

    def __init__(self) -> None:
        self._rest = bytearray()
        self._has_begun: bool = False
        self._data: list[bytes] = []
        self._event: bytes = b""
        self._error: list[bytes] = []
        self._pending: int = 0

    @property
    def held(self) -> int:
        """Buffered bytes of an incomplete line or event."""
        return len(self._rest) + self._pending

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """Return the events that these bytes complete."""
        ends_no_line = b"\n" not in data and b"\r" not in data and not self._rest.endswith(b"\r")
        if ends_no_line and self._has_begun:
            self._rest += data  # so that a long line in small chunks takes linear time
            return []
        data = bytes(self._rest) + data
        self._rest.clear()
        if not self._has_begun:
            if len(data) < 3 and b"\xef\xbb\xbf".startswith(data):
                self._rest += data
                return []
            self._has_begun = True
            data = data.removeprefix(b"\xef\xbb\xbf")
        # A CR at the end may be half of a CRLF: keep it until the next byte is known.
        end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1
        self._rest += data[end:]
        return self._lines(data[:end].splitlines())

    def finish(self) -> list[ServerSentEvent]:
        """Return the incomplete event at the end of the body, if there is one."""
        rest = bytes(self._rest)
        self._rest.clear()
        if not self._has_begun:
            rest = rest.removeprefix(b"\xef\xbb\xbf")
        events = self._lines(rest.splitlines())
        return events + [replace(event, is_pending=True) for event in self._lines([b""])]

    def _lines(self, lines: list[bytes]) -> list[ServerSentEvent]:
        events: list[ServerSentEvent] = []
        for line in lines:
            if not line:
                if self._data or self._error:
                    events.append(self._event_of_fields())
                self._event = b""
                continue
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if name == b"data":
                self._data.append(value)
                self._pending += len(line)
            elif name == b"event":
                self._event = value
            elif name == b"error":
                self._error.append(value)
                self._pending += len(line)
        return events

    def _event_of_fields(self) -> ServerSentEvent:
        event = ServerSentEvent(
            b"\n".join(self._data),
            self._event.decode("utf-8", "replace") or "message",
            b"\n".join(self._error) if self._error else None,
        )
        self._data, self._error, self._pending = [], [], 0
        return event
