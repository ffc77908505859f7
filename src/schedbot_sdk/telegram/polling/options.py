"""The options of a poll, with every default resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import check_count
from schedbot_sdk.telegram.handlers.types import OnError
from schedbot_sdk.telegram.polling.timing import OnConflict

__all__ = ["PollOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOptions:
    """The keywords of `updates` and `poll`, as their docstrings explain them.

    Raises:
        ConfigurationError: A value is out of range.
    """

    timeout: int
    """Seconds that Telegram may hold a poll open, 0 to 50."""
    allowed_updates: Sequence[str] | None
    """The kinds of update to get; None leaves Telegram's setting as it is."""
    on_conflict: OnConflict
    """`"stop"` raises on 409, `"wait"` tries again."""
    skip_pending: bool
    """Whether the updates that wait at the start are skipped."""
    has_hook: bool
    """Whether `on_failure` was passed."""
    concurrency: int = 1
    """The most updates that are handled at a time."""
    attempts: int = 1
    """How often one update is handled before it is given up."""
    drain: float = 0.0
    """Seconds that handlers have to end once the poll is stopped."""
    on_error: OnError = "dead_letter"
    """`"dead_letter"` keeps an update that is given up, `"stop"` ends the poll with its error."""
    host: str = "Telegram"
    """The Bot API server, for log lines."""

    def __post_init__(self) -> None:
        check_count("concurrency", self.concurrency, 1, "1 handles one update at a time")
        check_count("attempts", self.attempts, 1, "1 disables retries of a handler")
        if self.on_conflict not in ("stop", "wait"):  # a tuple, so that unhashable values are refused too
            raise ConfigurationError('on_conflict: pass "stop" or "wait"')
        if self.on_error not in ("dead_letter", "stop"):
            raise ConfigurationError('on_error: pass "dead_letter" or "stop"')
        drain = cast("object", self.drain)
        if isinstance(drain, bool) or not isinstance(drain, int | float) or not drain >= 0:
            raise ConfigurationError("drain: pass seconds, 0 or more")
