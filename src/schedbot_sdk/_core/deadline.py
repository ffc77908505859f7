"""Time limits of calls and attempts: pure arithmetic on seconds of a monotonic clock."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

from schedbot_sdk.options import RetryPolicy, Timeouts

__all__ = ["SERVICE_DEFAULTS", "Defaults", "Limits", "Plan", "Resends"]


@dataclass(frozen=True, slots=True)
class Defaults:
    """A service's default limits in seconds, for limits that the user did not set."""

    read: float = 30.0
    deadline: float = 60.0
    extends_deadline: float = 0.0
    """Added to the policy's deadline: the timeout of a long poll is not part of the time for retries."""
    held: float = 0.0
    """Added to the `read` and `attempt` of the user's `Timeouts`: the server may delay its response this long."""


SERVICE_DEFAULTS = Defaults()


class Resends(Protocol):
    """Decides what an attempt does when a kept connection proves to be closed."""

    @property
    def trusts_kept(self) -> bool:
        """Whether a kept connection may be used; else the request is sent on a new one."""
        ...

    def may_resend(self) -> bool:
        """Whether a request that met a closed connection may be sent again; counts that it was."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one attempt: seconds for each phase, and the monotonic time at which it must be over."""

    connect: float
    read: float
    write: float
    ends_at: float
    resends: Resends | None = None
    """None trusts every connection, and resends for free."""

    @property
    def trusts_kept(self) -> bool:
        """Whether a kept connection may be used."""
        return self.resends is None or self.resends.trusts_kept

    def may_resend(self) -> bool:
        """Whether a request that met a closed connection may be sent again."""
        return self.resends is None or self.resends.may_resend()


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits of one call, with all defaults applied."""

    policy: RetryPolicy
    timeouts: Timeouts
    read: float
    deadline_at: float

    @classmethod
    def of(
        cls, policy: RetryPolicy, timeouts: Timeouts, defaults: Defaults, *, deadline: float | None, now: float
    ) -> Plan:
        """Apply the defaults to a call's limits; a `deadline` of this call counts unchanged."""
        if deadline is None:
            own = defaults.deadline if policy.deadline is None else policy.deadline
            deadline = own + defaults.extends_deadline
        if defaults.held and timeouts.attempt is not None:
            timeouts = replace(timeouts, attempt=timeouts.attempt + defaults.held)
        read = defaults.read if timeouts.read is None else timeouts.read + defaults.held
        return cls(policy, timeouts, read, now + deadline)

    def limits(self, now: float, resends: Resends | None = None) -> Limits:
        """Limit each phase of an attempt that begins now to the time left."""
        attempt = math.inf if self.timeouts.attempt is None else self.timeouts.attempt
        left = max(0.001, min(attempt, self.deadline_at - now))
        return Limits(
            connect=min(self.timeouts.connect, left),
            read=min(self.read, left),
            write=min(self.timeouts.write, left),
            ends_at=now + left,
            resends=resends,
        )

    def allows_wait(self, seconds: float, now: float) -> bool:
        """Whether a wait that begins now ends before the deadline."""
        return now + seconds < self.deadline_at
