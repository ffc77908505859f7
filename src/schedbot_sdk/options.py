"""Options of clients and calls: retry policy, timeouts, keywords, events, and the protocol of an HTTP client.

Times are in seconds. `None` means the default of the level above (the client's, then the service's), and `math.inf`
means no limit. The exception is `RetryPolicy.quota`: it is in tokens, and `None` disables it.
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
    """When and how often a failed call is retried.

    The wait before retry n is random between 0 and `min(max_wait, initial_wait * 2 ** (n - 1))` ("full jitter"). If the
    server asks for a longer wait, that wait is used; `max_wait` does not shorten it.

    Raises:
        ConfigurationError: A value is out of range.
    """

    max_attempts: int = 4
    """The maximum number of requests of a call, including the first; 1 disables retries."""
    initial_wait: float = 0.5
    """The longest wait before the first retry, in seconds."""
    max_wait: float = 30.0
    """The longest wait before any retry, in seconds. A longer wait that the server asks for is not shortened."""
    deadline: float | None = None
    """Seconds for the whole call: attempts, waits and bodies. A wait that would pass the deadline is not begun.

    None means the service's default: 60, for chat 300, for a long poll its own timeout more.
    """
    quota: int | None = 500
    """Tokens that a client's retries may spend, so that an outage does not cause a flood of requests.

    A retry costs 14 tokens, or 5 after a 429, and gets them back if it succeeds. A call without retries earns 1 token,
    and so does each second. 0 disables retries, None retries without a quota. The tokens belong to the client: in the
    policy of one call only None has an effect, and that call then retries for free.
    """

    def __post_init__(self) -> None:
        check_count("max_attempts", self.max_attempts, 1, "1 disables retries")
        _check_seconds("initial_wait", self.initial_wait)
        _check_seconds("max_wait", self.max_wait)
        check_limit("deadline", self.deadline)
        if self.quota is not None:
            check_count("quota", self.quota, 0, "0 disables retries, None retries without a quota")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long one attempt may take, phase by phase, in seconds.

    Raises:
        ConfigurationError: A value is not positive.
    """

    connect: float = 5.0
    """To wait for a free connection, and to open one, including TLS."""
    read: float | None = None
    """Between two pieces of a response. None means the service's default: 30, for chat 120, for a long poll its own
    timeout + 10."""
    write: float = 30.0
    """Between two pieces of the request."""
    attempt: float | None = None
    """For the whole attempt, including the body. None means that only the deadline limits it."""

    def __post_init__(self) -> None:
        check_limit("connect", self.connect)
        check_limit("read", self.read)
        check_limit("write", self.write)
        check_limit("attempt", self.attempt)


EventKind: TypeAlias = Literal["attempt", "failure", "wait", "success"]
"""The kinds of a `CallEvent`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One event of a call, passed to `on_event`.

    The kinds, in their order: `"attempt"` (a request is about to be sent), `"failure"` (it failed), `"wait"` (a pause
    of `delay` seconds; then a retry, if the retry quota still allows one), `"success"`.
    """

    kind: EventKind
    """The kind of event."""
    service: str
    """`"telegram"`, `"users"` or `"chat"`."""
    operation: str
    """The service and the endpoint, such as `"telegram.getUpdates"`."""
    attempt: int
    """The number of the attempt; 1 for the first request of the call."""
    elapsed: float
    """Seconds since the call began."""
    status_code: int | None = None
    """The response's HTTP status. None without a response."""
    cause: str | None = None
    """The reason for the failure, short and without user text. None without a failure."""
    delay: float | None = None
    """Seconds of the wait that follows. None for the other kinds."""
    request_id: str | None = None
    """The server's id of the request. None when the server sent none."""
    rate_limits: Mapping[str, str] = field(default_factory=dict[str, str])
    """The response's rate-limit headers, with names in lower case."""


OnEvent: TypeAlias = Callable[[CallEvent], None]
"""A function that is called with each event of a client's calls; it is not awaited."""

ApiKey: TypeAlias = str | Callable[[], str]
"""An API key, or a function that returns the current one, for keys that expire."""
AsyncApiKey: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""An API key, or a function that returns the current one; the function may be async."""


class CallOptions(TypedDict, total=False):
    """The keywords that every call takes; they apply to that call only."""

    timeouts: Timeouts | float | None
    """Limits of one attempt; a number is the limit of each phase, in seconds. None means the client's."""
    retry: RetryPolicy | None
    """When and how often the call is retried. None means the client's policy."""
    deadline: float | None
    """Seconds for the whole call; it wins over the policy's deadline. None means the policy's."""
    extra_headers: Mapping[str, str] | None
    """Headers to send with the SDK's own; a header with the same name replaces the SDK's."""
    extra_query: Mapping[str, str] | None
    """Parameters to add to the query string."""


class PostOptions(CallOptions, total=False):
    """The keywords of a call that may change something on the server."""

    idempotent: bool
    """True if sending the request twice is harmless. The call is then retried even if its response was lost."""


class ClientOptions(TypedDict, total=False):
    """The keywords that the constructor of every client takes.

    `http_client` is not among them, because its type differs between sync and async clients. Use it for a function that
    creates clients: `def make_bot(**options: Unpack[ClientOptions])`.
    """

    timeouts: Timeouts | float | None
    """Limits of one attempt; a number is the limit of each phase, in seconds. None means `Timeouts()`."""
    retry: RetryPolicy | None
    """When and how often a failed call is retried. None means `RetryPolicy()`."""
    max_connections: int
    """The maximum number of open connections."""
    ssl_context: ssl.SSLContext | None
    """The TLS settings, for example for a private certificate authority. None means the default ones."""
    proxy: str | None
    """The proxy's URL. None means the proxy settings of the environment."""
    max_response_size: int
    """The maximum size of a response, or of one event of a stream, in bytes after decompression."""
    on_event: OnEvent | None
    """A function that is called with a `CallEvent` for each attempt, failure, wait and success."""


PhaseTimeouts: TypeAlias = "tuple[float | None, float | None, float | None, float | None]"
"""Seconds to connect, to read, to write, and to wait for a connection; None means no limit."""


class HttpResponse(Protocol):
    """The part of a response that the SDK uses. The responses of `httpx` and `httpx2` have it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; their names are case-insensitive."""
        ...

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield the body piece by piece, decompressed."""
        ...


class AsyncHttpResponse(Protocol):
    """The part of an async response that the SDK uses."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; their names are case-insensitive."""
        ...

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece, decompressed."""
        ...


class HttpClient(Protocol):
    """An HTTP client to pass as `http_client`: the one method that httpx and httpx2 clients share."""

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
        """Send a request and return its response; the body is read inside the context."""
        ...


class AsyncHttpClient(Protocol):
    """An async HTTP client to pass as `http_client`."""

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
        """Send a request and return its response; the body is read inside the context."""
        ...


def _is_number(value: object) -> bool:
    """Whether the value is a number; True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_limit(name: str, value: float | None) -> None:
    """Check a time limit.

    Raises:
        ConfigurationError: It is not a number above 0.
    """
    if value is not None and not (_is_number(value) and value > 0):
        raise ConfigurationError(f"{name}={value!r}: pass seconds above 0, or math.inf for no limit")


def _check_seconds(name: str, value: float) -> None:
    if not _is_number(value) or not 0 <= value < math.inf:
        raise ConfigurationError(f"{name}={value!r}: pass seconds, 0 or more and finite")


def check_count(name: str, value: object, least: int, advice: str) -> None:
    """Check a whole number that must be at least `least`.

    Raises:
        ConfigurationError: It is not such a number; the message ends with the advice.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ConfigurationError(f"{name}={value!r}: pass a whole number, at least {least} ({advice})")
