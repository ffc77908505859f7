"""What a client was made with, and what one call changes of it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar, cast

from schedbot_sdk._core.attempts import Run, tell
from schedbot_sdk._core.call import BaseCall, StreamCall
from schedbot_sdk._core.deadline import Defaults, Plan
from schedbot_sdk._core.deviations import Deviations
from schedbot_sdk._core.method_guards import UnknownKeywordError
from schedbot_sdk._core.rate_limiter import RateLimiter
from schedbot_sdk._core.redact_text import forms_of, secrets_of_headers, secrets_of_query
from schedbot_sdk._core.retry_quota import RetryQuota, Stale
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import ConfigurationError, SchedbotError
from schedbot_sdk.options import CallEvent, OnEvent, PostOptions, RetryPolicy, Timeouts, check_limit

__all__ = ["Overrides", "Settings"]

E = TypeVar("E", bound=BaseCall)
_OWNED_BY_HTTP = frozenset({
    "connection", "content-encoding", "content-length", "expect", "host", "http2-settings", "keep-alive", "te",
    "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a user changes for one call."""

    timeouts: Timeouts | float | None = None
    retry: RetryPolicy | None = None
    deadline: float | None = None
    extra_headers: Mapping[str, str] | None = field(default=None, repr=False)
    extra_query: Mapping[str, str] | None = field(default=None, repr=False)
    idempotent: bool = False
    ends_at: float | None = None
    """The moment at which the whole of several calls must be over; no keyword of a user's."""

    @classmethod
    def of(cls, options: PostOptions) -> Overrides:
        """Take a call's keywords.

        Raises:
            TypeError: One is unknown, as with any function.
        """
        unknown = sorted(set(options) - set(PostOptions.__annotations__))
        if unknown:
            raise UnknownKeywordError(unknown)
        return cls(**options)

    def __post_init__(self) -> None:
        check_limit("deadline", self.deadline)
        _check_kinds(self.retry, None)
        for name, value in _texts("extra_headers", self.extra_headers):
            if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
                raise ConfigurationError("extra_headers has a name that HTTP does not allow: use letters, digits, -")
            if _is_owned_by_http(name):
                raise ConfigurationError(f"extra_headers: {name!r} is set by HTTP itself; leave it out")
            if not re.fullmatch(r"[\x20-\x7e\t]*", value):
                raise ConfigurationError(f"extra_headers[{name!r}] has line breaks or characters beyond ASCII")
            if value != value.strip():
                raise ConfigurationError(f"extra_headers[{name!r}] begins or ends with a blank; strip it")
        _texts("extra_query", self.extra_query)

    def apply(self, exchange: E) -> E:
        """The exchange with this call's additions."""
        if not (self.extra_headers or self.extra_query or self.idempotent):
            return exchange
        headers, query = self.extra_headers or {}, self.extra_query or {}
        applied = replace(
            exchange,
            headers=exchange.headers + tuple(headers.items()),
            query=exchange.query + tuple(query.items()),
            secrets=forms_of((*secrets_of_headers(headers), *secrets_of_query(query))),
            idempotent=exchange.idempotent or self.idempotent,
        )
        if not isinstance(applied, StreamCall):
            return applied
        stream = cast("StreamCall[object]", applied)
        return cast("E", replace(stream, instead=partial(self._other, stream)))

    def _other(self, stream: StreamCall[object], error: SchedbotError) -> StreamCall[object] | None:
        """The same request in another form, with this call's additions."""
        other = stream.instead(error)
        return other and self.apply(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A client's limits, its user's hook, its clock, and the quota that all its retries share."""

    timeouts: Timeouts
    retry: RetryPolicy
    on_event: OnEvent | None
    runtime: Runtime
    quota: RetryQuota | None
    hide: Callable[[str, tuple[str, ...]], str]
    """Takes the client's secrets, and these forms of others, out of a text."""
    gate: RateLimiter | None
    stale: Stale = field(default_factory=Stale)
    deviations: Deviations = field(default_factory=Deviations)

    @classmethod
    def of(
        cls,
        timeouts: Timeouts | float | None,
        retry: RetryPolicy | None,
        on_event: OnEvent | None,
        runtime: Runtime,
        hide: Callable[[str, tuple[str, ...]], str],
        gate: RateLimiter | None,
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
            runtime=runtime,
            hide=hide,
            gate=gate,
            quota=None if policy.quota is None else RetryQuota(policy.quota, runtime.monotonic()),
        )

    def tell(self, event: CallEvent) -> None:
        """Call the user's hook, whose faults are its own."""
        if self.on_event is not None:
            tell(self.on_event, event)

    def together(self, options: PostOptions, defaults: Defaults) -> Overrides:
        """The overrides of several calls that have one deadline together: its clock runs from here."""
        overrides = Overrides.of(options)
        return replace(overrides, ends_at=self._plan(overrides, defaults).deadline_at)

    def _plan(self, overrides: Overrides, defaults: Defaults) -> Plan:
        now = self.runtime.monotonic()
        return Plan.of(
            overrides.retry or self.retry,
            _timeouts_of(overrides.timeouts) or self.timeouts,
            defaults,
            deadline=overrides.deadline if overrides.ends_at is None else overrides.ends_at - now,
            now=now,
        )

    def run(self, exchange: BaseCall, overrides: Overrides) -> Run:
        """Begin a call: its clock runs from here."""
        plan = self._plan(overrides, exchange.defaults)
        hide, more = self.hide, exchange.secrets
        return Run(
            exchange,
            plan,
            quota=None if plan.policy.quota is None else self.quota,
            stale=self.stale,
            monotonic=self.runtime.monotonic,
            chance=self.runtime.random,
            on_event=self.on_event,
            hide=lambda text: hide(text, more),
            gate=self.gate,
            deviations=self.deviations,
        )


def _is_owned_by_http(name: str) -> bool:
    plain = name.lower().replace("_", "-")  # many servers take one for the other
    return plain in _OWNED_BY_HTTP or plain.startswith("proxy-")


def _texts(option: str, given: object) -> list[tuple[str, str]]:
    if given is None:
        return []
    pairs = list(cast("Mapping[object, object]", given).items()) if isinstance(given, Mapping) else [(given, None)]
    if not all(isinstance(part, str) for pair in pairs for part in pair):
        raise ConfigurationError(f"{option}: pass a dict of strings, such as {{'x-trace': '7'}}")
    return cast("list[tuple[str, str]]", pairs)


def _timeouts_of(given: Timeouts | float | None) -> Timeouts | None:
    if given is None or isinstance(given, Timeouts):
        return given
    if not _is_seconds(given):
        raise ConfigurationError(
            "timeouts: pass a Timeouts, such as Timeouts(connect=5.0, read=30.0), or one number for each phase: seconds"
            " above 0, or math.inf for no limit"
        )
    return Timeouts(connect=given, read=given, write=given)


def _is_seconds(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and given > 0


def _check_kinds(retry: object, on_event: object) -> None:
    """For callers without a type checker: what is wrong here would only fail in the middle of a call."""
    if retry is not None and not isinstance(retry, RetryPolicy):
        raise ConfigurationError("retry: pass a RetryPolicy, such as RetryPolicy(max_attempts=3)")
    if on_event is not None and (not callable(on_event) or inspect.iscoroutinefunction(on_event)):
        raise ConfigurationError("on_event: pass a plain function that takes a CallEvent; it is not awaited")
