"""A fault as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from schedbot_sdk.testing.faults.steps import Step

__all__ = ["Fault", "Moment"]

Moment: TypeAlias = Literal["handshake", "connection", "request"]
"""When a fault begins."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a `FaultServer`; the functions of `schedbot_sdk.testing.faults` create the usual ones.

    If no step closes the connection, the server then waits for the next request on it.
    """

    steps: tuple[Step, ...]
    """The steps in their order, from `schedbot_sdk.testing.faults.steps`."""
    moment: Moment = "request"
    """When it begins: instead of the TLS handshake, when the connection is ready, or after a complete request."""
