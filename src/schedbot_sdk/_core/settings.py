"""What a client was made with, and what one call changes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from schedbot_sdk._core.call import Exchange
from schedbot_sdk._core.deadline import Plan
from schedbot_sdk._core.run import Run
from schedbot_sdk._core.seam import Seam
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import OnEvent, RetryPolicy, Timeouts

__all__ = ["Overrides", "Settings"]

E = TypeVar("E", bound=Exchange)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a user changes for one call; an unknown keyword is a TypeError, as with any function."""

    timeouts: Timeouts | float | None = None
    retry: RetryPolicy | None = None
    deadline: float | None = None
    extra_headers: Mapping[str, str] | None = None
    extra_query: Mapping[str, str] | None = None
    idempotent: bool = False

    def __post_init__(self) -> None:
        if self.deadline is not None and not self.deadline > 0:
            raise ConfigurationError(f"deadline={self.deadline}: pass seconds above 0, or math.inf for no limit")
        for name, value in (self.extra_headers or {}).items():
            if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
                raise ConfigurationError("extra_headers has a name that HTTP does not allow: use letters, digits, -")
            if not re.fullmatch(r"[\x20-\x7e\t]*", value):
                raise ConfigurationError(f"extra_headers[{name!r}] has line breaks or characters beyond ASCII")

    def apply(self, exchange: E) -> E:
        """The exchange with this call's additions."""
        if not (self.extra_headers or self.extra_query or self.idempotent):
            return exchange
        return replace(
            exchange,
            headers=exchange.headers + tuple((self.extra_headers or {}).items()),
            query=exchange.query + tuple((self.extra_query or {}).items()),
            idempotent=exchange.idempotent or self.idempotent,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A client's limits, its user's hook, and its clock."""

    timeouts: Timeouts
    retry: RetryPolicy
    on_event: OnEvent | None
    seam: Seam

    @classmethod
    def of(
        cls, timeouts: Timeouts | float | None, retry: RetryPolicy | None, on_event: OnEvent | None, seam: Seam
    ) -> Settings:
        """Resolve a constructor's keywords; None is the default."""
        return cls(
            timeouts=_timeouts_of(timeouts) or Timeouts(), retry=retry or RetryPolicy(), on_event=on_event, seam=seam
        )

    def run(self, exchange: Exchange, overrides: Overrides) -> Run:
        """Begin a call: its clock runs from here."""
        plan = Plan.of(
            overrides.retry or self.retry,
            _timeouts_of(overrides.timeouts) or self.timeouts,
            exchange.defaults,
            deadline=overrides.deadline,
            now=self.seam.monotonic(),
        )
        return Run(exchange, plan, monotonic=self.seam.monotonic, chance=self.seam.random, on_event=self.on_event)


def _timeouts_of(given: Timeouts | float | None) -> Timeouts | None:
    if given is None or isinstance(given, Timeouts):
        return given
    return Timeouts(connect=given, read=given, write=given)
