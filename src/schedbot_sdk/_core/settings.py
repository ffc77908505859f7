"""The settings of a client, and what one call overrides."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar, cast

from schedbot_sdk._core.attempts import Attempts
from schedbot_sdk._core.call import BaseCall, StreamCall
from schedbot_sdk._core.deadline import Defaults, Plan
from schedbot_sdk._core.deviations import Deviations
from schedbot_sdk._core.events import CallLog, notify
from schedbot_sdk._core.method_guards import UnknownKeywordError
from schedbot_sdk._core.rate_limiter import RateLimiter
from schedbot_sdk._core.redact_text import forms_of, secrets_of_headers, secrets_of_query
from schedbot_sdk._core.retry_quota import RetryQuota, StaleConnections
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.errors import ConfigurationError, SchedbotError
from schedbot_sdk.options import CallEvent, OnEvent, PostOptions, RetryPolicy, Timeouts, check_limit

__all__ = ["Overrides", "Settings"]

C = TypeVar("C", bound=BaseCall)
_OWNED_BY_HTTP = frozenset({
    "connection", "content-encoding", "content-length", "expect", "host", "http2-settings", "keep-alive", "te",
    "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """The options of one call."""

    timeouts: Timeouts | float | None = None
    retry: RetryPolicy | None = None
    deadline: float | None = None
    extra_headers: Mapping[str, str] | None = field(default=None, repr=False)
    extra_query: Mapping[str, str] | None = field(default=None, repr=False)
    idempotent: bool = False
    ends_at: float | None = None
    """The monotonic time at which several calls must be over; not an option of a user."""

    @classmethod
    def of(cls, options: PostOptions) -> Overrides:
        """Take a call's keyword arguments.

        Raises:
            TypeError: One of them is unknown.
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
                raise ConfigurationError("extra_headers has a name that HTTP does not allow: use letters, digits and -")
            if _is_owned_by_http(name):
                raise ConfigurationError(f"extra_headers: HTTP itself sets {name!r}; leave it out")
            if not re.fullmatch(r"[\x20-\x7e\t]*", value):
                raise ConfigurationError(
                    f"extra_headers[{name!r}] has line breaks or non-ASCII characters; encode them"
                )
            if value != value.strip():
                raise ConfigurationError(f"extra_headers[{name!r}] begins or ends with a space; strip it")
        _texts("extra_query", self.extra_query)

    def apply(self, call: C) -> C:
        """Return the call with these overrides."""
        if not (self.extra_headers or self.extra_query or self.idempotent):
            return call
        headers, query = self.extra_headers or {}, self.extra_query or {}
        applied = replace(
            call,
            headers=call.headers + tuple(headers.items()),
            query=call.query + tuple(query.items()),
            secrets=forms_of((*secrets_of_headers(headers), *secrets_of_query(query))),
            idempotent=call.idempotent or self.idempotent,
        )
        if not isinstance(applied, StreamCall):
            return applied
        stream = cast("StreamCall[object]", applied)
        return cast("C", replace(stream, fallback_call=partial(self._fallback_call, stream)))

    def _fallback_call(self, stream: StreamCall[object], error: SchedbotError) -> StreamCall[object] | None:
        fallback = stream.fallback_call(error)
        return fallback and self.apply(fallback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A client's limits, the user's hook, the clock, and the state that all its calls share."""

    timeouts: Timeouts
    retry: RetryPolicy
    on_event: OnEvent | None
    runtime: Runtime
    quota: RetryQuota | None
    """None for a client whose retries have no quota."""
    redact: Callable[[str, tuple[str, ...]], str]
    """Takes the client's secrets, and these forms of other secrets, out of a text."""
    rate_limiter: RateLimiter | None
    stale: StaleConnections = field(default_factory=StaleConnections)
    deviations: Deviations = field(default_factory=Deviations)

    @classmethod
    def of(
        cls,
        timeouts: Timeouts | float | None,
        retry: RetryPolicy | None,
        on_event: OnEvent | None,
        runtime: Runtime,
        redact: Callable[[str, tuple[str, ...]], str],
        rate_limiter: RateLimiter | None,
    ) -> Settings:
        """Resolve a constructor's arguments, where None means the default.

        Raises:
            ConfigurationError: `on_event` or `retry` has a wrong type.
        """
        _check_kinds(retry, on_event)
        policy = retry or RetryPolicy()
        return cls(
            timeouts=_timeouts_of(timeouts) or Timeouts(),
            retry=policy,
            on_event=on_event,
            runtime=runtime,
            redact=redact,
            rate_limiter=rate_limiter,
            quota=None if policy.quota is None else RetryQuota(policy.quota, runtime.monotonic()),
        )

    def notify(self, event: CallEvent) -> None:
        """Call the user's hook, if there is one."""
        if self.on_event is not None:
            notify(self.on_event, event)

    def shared_deadline(self, options: PostOptions, defaults: Defaults) -> Overrides:
        """The overrides of several calls that share one deadline, which runs from now."""
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

    def attempts(self, call: BaseCall, overrides: Overrides) -> Attempts:
        """Begin a call: its clock runs from now."""
        plan = self._plan(overrides, call.defaults)
        redact, secrets = self.redact, call.secrets
        monotonic = self.runtime.monotonic
        log = CallLog(call, monotonic=monotonic, on_event=self.on_event, redact=lambda text: redact(text, secrets))
        return Attempts(
            call,
            plan,
            log,
            quota=None if plan.policy.quota is None else self.quota,
            stale=self.stale,
            monotonic=monotonic,
            random=self.runtime.random,
            rate_limiter=self.rate_limiter,
            deviations=self.deviations,
        )


def _is_owned_by_http(name: str) -> bool:
    plain = name.lower().replace("_", "-")  # many servers treat them as the same
    return plain in _OWNED_BY_HTTP or plain.startswith("proxy-")


def _texts(option: str, value: object) -> list[tuple[str, str]]:
    if value is None:
        return []
    pairs = list(cast("Mapping[object, object]", value).items()) if isinstance(value, Mapping) else [(value, None)]
    if not all(isinstance(part, str) for pair in pairs for part in pair):
        raise ConfigurationError(f"{option}: pass a dict of strings, such as {{'x-trace': '7'}}")
    return cast("list[tuple[str, str]]", pairs)


def _timeouts_of(value: Timeouts | float | None) -> Timeouts | None:
    if value is None or isinstance(value, Timeouts):
        return value
    if not _is_seconds(value):
        raise ConfigurationError(
            "timeouts: pass a Timeouts, such as Timeouts(connect=5.0, read=30.0), or one number for each phase: seconds"
            " above 0, or math.inf for no limit"
        )
    return Timeouts(connect=value, read=value, write=value)


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _check_kinds(retry: object, on_event: object) -> None:
    """For callers without a type checker: a wrong type would only fail in the middle of a call."""
    if retry is not None and not isinstance(retry, RetryPolicy):
        raise ConfigurationError("retry: pass a RetryPolicy, such as RetryPolicy(max_attempts=3)")
    if on_event is not None and (not callable(on_event) or inspect.iscoroutinefunction(on_event)):
        raise ConfigurationError("on_event: pass a plain function that takes a CallEvent; it is not awaited")
