"""Which fault comes next."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.fault import Fault

__all__ = ["FaultQueue", "NextFault"]


class NextFault(NamedTuple):
    """A fault whose time has come."""

    fault: Fault
    is_last_on_connection: bool
    """The one after it begins before a request, so this connection is of no more use."""


class FaultQueue:
    """Faults in their order, over all connections; the last one is repeated for ever.

    Raises:
        ConfigurationError: There is none.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        if not faults:
            raise ConfigurationError("a FaultServer needs a fault to play, such as faults.reset()")
        self._faults = tuple(faults)
        self._next = 0
        self._lock = threading.Lock()

    def for_connection(self) -> Fault | None:
        """The fault that a new connection is met with, or None when the next one waits for a request."""
        with self._lock:
            return None if self._peek().moment == "request" else self._take()

    def for_request(self) -> NextFault | None:
        """The fault that answers a request, or None when the next one needs a new connection."""
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
