"""One act of a fault server, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from schedbot_sdk.testing.faults.steps import Step

__all__ = ["Fault", "Moment"]

Moment: TypeAlias = Literal["handshake", "connection", "request"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a `FaultServer` does once: the functions of `schedbot_sdk.testing.faults` make the usual ones.

    When the steps are through and none of them closed the connection, the next request on it is waited for.
    """

    steps: tuple[Step, ...]
    """From `schedbot_sdk.testing.faults.steps`."""
    moment: Moment = "request"
    """Begins in place of the TLS handshake, once the connection is ready for a request, or after a whole request."""
