"""What a user passes to a client or receives from it: retry policy, timeouts, per-call options, events.

Times are in seconds. `None` means "the default of the level above" (the client's, then the service's), and `math.inf`
means "no limit". The one other number is `RetryPolicy.quota`, in tokens, whose `None` is no quota.
"""

from __future__ import annotations

import math
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias, TypedDict

from schedbot_sdk.errors import ConfigurationError

__all__ = [
    "ApiKey",
    "AsyncApiKey",
    "AsyncHttpClient",
    "AsyncHttpResponse",
    "CallEvent",
    "CallOptions",
    "ClientOptions",
    "EventKind",
    "HttpClient",
    "HttpResponse",
    "OnEvent",
    "PhaseTimeouts",
    "PostOptions",
    "RetryPolicy",
    "Timeouts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, how fast and for how long a failed call is tried again.

    The wait before retry n is random between 0 and `min(max_wait, initial_wait * 2 ** (n - 1))` ("full jitter"). If the
    server names a longer wait, that one counts, and `max_wait` does not shorten it.

    Attributes:
        max_attempts: Requests a call may cost in all, the first included; 1 switches retries off.
        initial_wait: The upper bound of the first wait.
        max_wait: The upper bound of any later wait of our own.
        deadline: The budget of the whole call: attempts, waits and bodies. A wait that would pass it is not begun.
            None is the service's default: 60 (chat 300, a long poll its own timeout more).
        quota: Tokens that the retries of one client may spend, so that an outage is not answered with a multitude of
            requests: a retry costs 14, after a 429 only 5, and it has its cost back when it succeeds; a call that
            needs no retry earns 1, and so does each second. None switches it off; 0 is never a retry. The tokens are
            the client's: in a policy for one call only None counts, and lets that call retry for nothing.

    Raises:
        ConfigurationError: A value is out of range.
    """

    max_attempts: int = 4
    initial_wait: float = 0.5
    max_wait: float = 30.0
    deadline: float | None = None
    quota: int | None = 500

    def __post_init__(self) -> None:
        check_count("max_attempts", self.max_attempts, 1, "1 switches retries off")
        _check_seconds("initial_wait", self.initial_wait)
        _check_seconds("max_wait", self.max_wait)
        check_limit("deadline", self.deadline)
        if self.quota is not None:
            check_count("quota", self.quota, 0, "0 is never a retry, None retries without a quota")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long one attempt may take, phase by phase.

    Attributes:
        connect: To open a connection, TLS included, and to wait for a free one.
        read: Between two pieces of an answer. None is the service's default: 30 (chat 120, a long poll its own
            timeout + 10).
        write: Between two pieces of the request.
        attempt: For one attempt as a whole, its body included; None is no limit but the deadline.

    Raises:
        ConfigurationError: A value is not positive.
    """

    connect: float = 5.0
    read: float | None = None
    write: float = 30.0
    attempt: float | None = None

    def __post_init__(self) -> None:
        check_limit("connect", self.connect)
        check_limit("read", self.read)
        check_limit("write", self.write)
        check_limit("attempt", self.attempt)


EventKind: TypeAlias = Literal["attempt", "failure", "wait", "success"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One thing that happened in a call, as `on_event` gets it.

    The kinds, in the order in which they come: `"attempt"` (a request is about to be sent), `"failure"` (it failed),
    `"wait"` (`delay` seconds, then it is repeated if the retry quota still affords it), `"success"`.

    Attributes:
        kind: What happened.
        service: `"telegram"`, `"users"` or `"chat"`.
        operation: Such as `"telegram.getUpdates"`.
        attempt: 1 for the first request of the call.
        elapsed: Seconds since the call began.
        status_code: What the server answered; None without an answer.
        cause: What went wrong, in a few words without user text; None where nothing did.
        delay: Seconds of the wait that follows; only on `"wait"`.
        request_id: The server's id of the request.
        rate_limits: The answer's rate-limit headers, names in lower case.
    """

    kind: EventKind
    service: str
    operation: str
    attempt: int
    elapsed: float
    status_code: int | None = None
    cause: str | None = None
    delay: float | None = None
    request_id: str | None = None
    rate_limits: Mapping[str, str] = field(default_factory=dict[str, str])


OnEvent: TypeAlias = Callable[[CallEvent], None]
"""A function that is called with each event of a client's calls; it is not awaited."""

ApiKey: TypeAlias = str | Callable[[], str]
"""An API key, or a function that returns the current one, for keys that expire."""
AsyncApiKey: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""An API key, or a function that returns the current one; the function may be async."""


class CallOptions(TypedDict, total=False):
    """The keywords that every call takes, each for this one call."""

    timeouts: Timeouts | float | None
    """Limits of one attempt; a number is the limit of each phase."""
    retry: RetryPolicy | None
    """Replaces the client's policy."""
    deadline: float | None
    """Seconds for the whole call; wins over the policy's."""
    extra_headers: Mapping[str, str] | None
    """Sent beside the SDK's own headers, and instead of one of the same name."""
    extra_query: Mapping[str, str] | None
    """Added to the query string."""


class PostOptions(CallOptions, total=False):
    """The keywords of a call that changes something on the server."""

    idempotent: bool
    """True: sending it twice does no harm, so it may be repeated even when its answer was lost."""


class ClientOptions(TypedDict, total=False):
    """The keywords that the constructor of every client takes, but `http_client`, whose type differs between twins.

    For `**options` of a function that makes clients: `def bot(**options: Unpack[ClientOptions])`.
    """

    timeouts: Timeouts | float | None
    """Limits of one attempt; a number is the limit of each phase, in seconds."""
    retry: RetryPolicy | None
    """When and how often a failed call is repeated."""
    max_connections: int
    """The most connections that are open at a time."""
    ssl_context: ssl.SSLContext | None
    """For a server with its own certificate authority."""
    proxy: str | None
    """The proxy's URL; without it the environment's proxy settings count."""
    max_response_size: int
    """The most bytes of an answer, or of one event of a stream, that are read, unpacked."""
    on_event: OnEvent | None
    """Called with a `CallEvent` for each attempt, failure, wait and success."""


PhaseTimeouts: TypeAlias = "tuple[float | None, float | None, float | None, float | None]"
"""Seconds to connect, to read, to write, and to wait for a connection; None is no limit."""


class HttpResponse(Protocol):
    """The part of a response that is read; those of `httpx` and `httpx2` clients have it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields, whose names tell no cases apart."""
        ...

    def iter_bytes(self) -> Iterator[bytes]:
        """The body piece by piece, unpacked."""
        ...


class AsyncHttpResponse(Protocol):
    """The part of an async response that is read."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields, whose names tell no cases apart."""
        ...

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        """The body piece by piece, unpacked."""
        ...


class HttpClient(Protocol):
    """What a client given as `http_client` must have: the one method that httpx and httpx2 clients share."""

    def stream(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None,
        headers: Mapping[str, str],
        timeout: PhaseTimeouts,
        follow_redirects: bool,
        extensions: Mapping[str, object],
    ) -> AbstractContextManager[HttpResponse]:
        """Send a request; the response's body is read inside the context."""
        ...


class AsyncHttpClient(Protocol):
    """What an async client given as `http_client` must have."""

    def stream(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None,
        headers: Mapping[str, str],
        timeout: PhaseTimeouts,
        follow_redirects: bool,
        extensions: Mapping[str, object],
    ) -> AbstractAsyncContextManager[AsyncHttpResponse]:
        """Send a request; the response's body is read inside the context."""
        ...


def _is_number(value: object) -> bool:
    """Whether this is a number of seconds or of anything else; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_limit(name: str, value: float | None) -> None:
    """Refuse what is no time limit.

    Raises:
        ConfigurationError: It is no number above 0.
    """
    if value is not None and not (_is_number(value) and value > 0):
        raise ConfigurationError(f"{name}={value!r}: pass seconds above 0, or math.inf for no limit")


def _check_seconds(name: str, value: float) -> None:
    if not _is_number(value) or not 0 <= value < math.inf:
        raise ConfigurationError(f"{name}={value!r}: pass seconds, 0 or more and finite")


def check_count(name: str, value: object, least: int, advice: str) -> None:
    """Refuse what is no whole number from `least` on.

    Raises:
        ConfigurationError: It is not; the message ends with the advice.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ConfigurationError(f"{name}={value!r}: pass a whole number, at least {least} ({advice})")
