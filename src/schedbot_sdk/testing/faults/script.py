"""Which fault comes next."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.fault import Fault

__all__ = ["Script", "Turn"]


class Turn(NamedTuple):
    """A fault whose time has come."""

    fault: Fault
    then_new_connection: bool
    """The one after it begins before a request, so this connection is of no more use."""


class Script:
    """Faults in their order, over all connections; the last one is repeated for ever.

    Raises:
        ConfigurationError: There is none.
    """

    def __init__(self, acts: Sequence[Fault]) -> None:
        if not acts:
            raise ConfigurationError("a FaultServer needs a fault to play, such as faults.reset()")
        self._acts = tuple(acts)
        self._next = 0
        self._lock = threading.Lock()

    def for_connection(self) -> Fault | None:
        """The fault that a new connection is met with, or None when the next one waits for a request."""
        with self._lock:
            return None if self._coming().moment == "request" else self._take()

    def for_request(self) -> Turn | None:
        """The fault that answers a request, or None when the next one needs a new connection."""
        with self._lock:
            if self._coming().moment != "request":
                return None
            fault = self._take()
            return Turn(fault, self._coming().moment != "request")

    def _coming(self) -> Fault:
        return self._acts[self._next]

    def _take(self) -> Fault:
        fault = self._coming()
        self._next = min(self._next + 1, len(self._acts) - 1)
        return fault
