"""Which fault is next."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.fault import Fault

__all__ = ["FaultQueue", "NextFault"]


class NextFault(NamedTuple):
    """The fault for a request."""

    fault: Fault
    """The fault."""
    is_last_on_connection: bool
    """Whether the fault after it needs a new connection, so that this one must close."""


class FaultQueue:
    """Faults in their order, for all connections; the last one repeats forever. Thread-safe.

    Raises:
        ConfigurationError: There are no faults.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        if not faults:
            raise ConfigurationError("a FaultServer needs at least one fault, such as faults.reset()")
        self._faults = tuple(faults)
        self._next = 0
        self._lock = threading.Lock()

    def for_connection(self) -> Fault | None:
        """The fault for a new connection; None if the next fault begins at a request."""
        with self._lock:
            return None if self._peek().moment == "request" else self._take()

    def for_request(self) -> NextFault | None:
        """The fault for a request; None if the next fault begins at a new connection."""
        with self._lock:
            if self._peek().moment != "request":
                return None
            fault = self._take()
            return NextFault(fault, self._peek().moment != "request")

    def _peek(self) -> Fault:
        return self._faults[self._next]

    def _take(self) -> Fault:
        fault = self._peek()
        self._next = min(self._next + 1, len(self._faults) - 1)
        return fault
