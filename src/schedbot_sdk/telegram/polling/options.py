"""How a poll behaves, every default resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import check_count
from schedbot_sdk.telegram.polling.handlers import OnError
from schedbot_sdk.telegram.polling.timing import OnConflict

__all__ = ["PollOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOptions:
    """The keywords of `updates` and `poll`, as their docstrings explain them.

    Raises:
        ConfigurationError: A value is out of range.
    """

    timeout: int
    allowed_updates: Sequence[str] | None
    on_conflict: OnConflict
    skip_pending: bool
    has_hook: bool
    concurrency: int = 1
    attempts: int = 1
    drain: float = 0.0
    on_error: OnError = "dead_letter"
    host: str = "Telegram"
    """Where it asks, for log lines."""

    def __post_init__(self) -> None:
        check_count("concurrency", self.concurrency, 1, "1 handles one update after the other")
        check_count("attempts", self.attempts, 1, "1 is no second try")
        if self.on_conflict not in ("stop", "wait"):  # a tuple: what cannot be hashed is refused, too
            raise ConfigurationError('on_conflict: pass "stop" or "wait"')
        if self.on_error not in ("dead_letter", "stop"):
            raise ConfigurationError('on_error: pass "dead_letter" or "stop"')
        drain = cast("object", self.drain)
        if isinstance(drain, bool) or not isinstance(drain, int | float) or not drain >= 0:
            raise ConfigurationError("drain: pass seconds, 0 or more")
