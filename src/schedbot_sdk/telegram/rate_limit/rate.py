"""A number of requests within a time window."""

from __future__ import annotations

import math
from dataclasses import dataclass

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import check_count, check_limit

__all__ = ["Rate"]


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` requests within any `seconds`: a sliding window, not a counter that is reset.

    A longer window allows bursts: `Rate(3, 3.0)` is one a second on average, and allows three at once.

    Raises:
        ConfigurationError: A value is not positive, or infinite.
    """

    count: int
    """The maximum number of requests in the window."""
    seconds: float
    """The length of the window, in seconds."""

    def __post_init__(self) -> None:
        check_count("count", self.count, 1, "how many requests fit into the window")
        check_limit("seconds", self.seconds)
        if self.seconds == math.inf:
            raise ConfigurationError("seconds: pass the length of the window, a finite number")
