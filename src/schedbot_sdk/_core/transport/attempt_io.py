"""How long one attempt may use a connection, and how far it has come. Touches no socket."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable

from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.transport.header_redaction import HeaderRedactor
from schedbot_sdk.errors import Phase

__all__ = ["AttemptIO", "is_address"]


class AttemptIO:
    """The time limits that a stream asks for before each wait, and its progress.

    Args:
        limits: The time limits of the attempt.
        monotonic: The clock of `limits.ends_at`.
        redactor: Hides the attempt's secrets in the headers of the response.
        reused: Whether the connection was open before.
    """

    __slots__ = (
        "_limits", "_monotonic", "_open_by", "_read_by", "answered", "phase", "redactor", "request_sent", "reused",
    )  # fmt: skip

    def __init__(
        self, limits: Limits, monotonic: Callable[[], float], redactor: HeaderRedactor, *, reused: bool
    ) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._open_by = math.inf
        self._read_by = math.inf
        self.reused = reused
        self.phase: Phase | None = None
        self.request_sent = False
        self.answered = False
        self.redactor = redactor

    def was_stale(self, failure: TransportFailure, *, repeatable: bool) -> bool:
        """Whether the other side had closed a kept connection, so that the request may be sent on a new one.

        Servers close idle connections at any time, also while a request is on its way: this is not a failure.
        """
        closed = self.reused and not self.answered and self.phase in {"write", "read"}
        return closed and not (failure.timed_out or failure.by_close) and (repeatable or not failure.request_sent)

    def connecting(self) -> None:
        """Begin to open a connection: `Timeouts.connect` runs from now, TLS included."""
        self.phase = "connect"
        self.reused = False
        self._open_by = self._monotonic() + self._limits.connect

    def left_to_connect(self) -> float:
        """Seconds that opening the connection may take, for all its addresses together."""
        return min(self._open_by, self._limits.ends_at) - self._monotonic()

    def left_to_read(self) -> float:
        """Seconds that the next chunk of the response may take."""
        return min(self._limits.read, min(self._limits.ends_at, self._read_by) - self._monotonic())

    def hurry(self, seconds: float | None) -> bool:
        """Limit the wait for the rest of the response to this time, or to an earlier limit that is shorter.

        None removes the limit.
        """
        self._read_by = math.inf if seconds is None else min(self._read_by, self._monotonic() + seconds)
        return True

    def left_to_write(self) -> float:
        """Seconds that the next chunk of the request may take."""
        return min(self._limits.write, self._limits.ends_at - self._monotonic())


def is_address(host: str) -> bool:
    """Whether a host is an IP address, which needs no look-up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
