"""What a client was made with, and what one call changes of it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from schedbot_sdk._core.call import Exchange
from schedbot_sdk._core.deadline import Plan
from schedbot_sdk._core.quota import Quota
from schedbot_sdk._core.run import Run
from schedbot_sdk._core.seam import Seam
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import OnEvent, PostOptions, RetryPolicy, Timeouts

__all__ = ["Overrides", "Settings"]

E = TypeVar("E", bound=Exchange)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a user changes for one call."""

    timeouts: Timeouts | float | None = None
    retry: RetryPolicy | None = None
    deadline: float | None = None
    extra_headers: Mapping[str, str] | None = None
    extra_query: Mapping[str, str] | None = None
    idempotent: bool = False

    @classmethod
    def of(cls, options: PostOptions) -> Overrides:
        """Take a call's keywords.

        Raises:
            TypeError: One is unknown, as with any function.
        """
        unknown = sorted(set(options) - set(PostOptions.__annotations__))
        if unknown:
            known = ", ".join(sorted(PostOptions.__annotations__))
            raise TypeError(
                f"unknown keyword argument {', '.join(unknown)}: beside its own a call takes {known};"
                " a field of the request's body goes into extra_body or params"
            )
        return cls(**options)

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
    """A client's limits, its user's hook, its clock, and the quota that all its retries share."""

    timeouts: Timeouts
    retry: RetryPolicy
    on_event: OnEvent | None
    seam: Seam
    quota: Quota | None
    hide: Callable[[str], str]

    @classmethod
    def of(
        cls,
        timeouts: Timeouts | float | None,
        retry: RetryPolicy | None,
        on_event: OnEvent | None,
        seam: Seam,
        hide: Callable[[str], str],
    ) -> Settings:
        """Resolve a constructor's keywords, where None is the default; `hide` takes the client's secrets out of a text.

        Raises:
            ConfigurationError: `on_event` or `retry` is of a kind that cannot work.
        """
        _check_kinds(retry, on_event)
        policy = retry or RetryPolicy()
        return cls(
            timeouts=_timeouts_of(timeouts) or Timeouts(),
            retry=policy,
            on_event=on_event,
            seam=seam,
            hide=hide,
            quota=None if policy.quota is None else Quota(policy.quota, seam.monotonic()),
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
        return Run(
            exchange,
            plan,
            quota=None if plan.policy.quota is None else self.quota,
            monotonic=self.seam.monotonic,
            chance=self.seam.random,
            on_event=self.on_event,
            hide=self.hide,
        )


def _timeouts_of(given: Timeouts | float | None) -> Timeouts | None:
    if given is None or isinstance(given, Timeouts):
        return given
    return Timeouts(connect=given, read=given, write=given)


def _check_kinds(retry: object, on_event: object) -> None:
    """For callers without a type checker: what is wrong here would only fail in the middle of a call."""
    if retry is not None and not isinstance(retry, RetryPolicy):
        raise ConfigurationError("retry: pass a RetryPolicy, such as RetryPolicy(max_attempts=3)")
    if on_event is not None and (not callable(on_event) or inspect.iscoroutinefunction(on_event)):
        raise ConfigurationError("on_event: pass a plain function that takes a CallEvent; it is not awaited")
