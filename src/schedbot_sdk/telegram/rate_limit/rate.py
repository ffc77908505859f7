"""How many in how long."""

from __future__ import annotations

import math
from dataclasses import dataclass

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import check_count, check_limit

__all__ = ["Rate"]


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` requests within any `seconds`, wherever these are laid: a sliding window, not a counter's reset.

    A burst is a longer window: `Rate(3, 3.0)` is one a second in the long run, and lets three go at once.

    Attributes:
        count: The most requests.
        seconds: The length of the window.

    Raises:
        ConfigurationError: A value is not positive, or endless.
    """

    count: int
    seconds: float

    def __post_init__(self) -> None:
        check_count("count", self.count, 1, "how many requests fit into the window")
        check_limit("seconds", self.seconds)
        if self.seconds == math.inf:
            raise ConfigurationError("seconds: pass the length of the window, a finite number")
