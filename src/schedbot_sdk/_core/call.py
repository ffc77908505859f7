"""One call as plain data: a service's `calls.py` makes it, and an executor sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from schedbot_sdk._core.deadline import SERVICE_DEFAULTS, Defaults
from schedbot_sdk._core.response import Response
from schedbot_sdk.errors import ConfigurationError, Phase, SchedbotError

__all__ = ["CLOSED", "BaseCall", "Call", "Reader", "StreamCall", "TransportFailure", "client_closed"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """Why there is no usable response; the transport does not know whose call it was."""

    phase: Phase
    request_sent: bool
    """Whether the server may have received the request."""
    timed_out: bool
    cause: str
    """The phase and the problem, in lower case, such as `"connect: timed out"`."""
    hint: str = ""
    """Advice on the settings to check; may be empty."""
    by_close: bool = False
    """Whether the client was closed."""


CLOSED: Final = TransportFailure(
    "pool", request_sent=False, timed_out=False, cause="the client is closed", by_close=True
)


def _never(_: Response) -> bool:
    return False


def _no_fallback(_: SchedbotError) -> None:
    return None


def _unread(_: Response) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCall:
    """A request to a service, and when it may be sent again.

    It holds no secret of the client. `query`, `headers` and `content` may hold what a user wrote, so repr omits them.
    """

    service: str
    operation: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content: bytes | None = field(default=None, repr=False)
    idempotent: bool
    """Whether it may be sent again although its response was lost."""
    is_lost: Callable[[Response], bool] = _never
    """Whether a 5xx came from a proxy in front of the service, which may have done the work."""
    defaults: Defaults = SERVICE_DEFAULTS
    queue: str | None = None
    """The queue of the client's rate limiter in which it waits; None for a call that is not limited."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Secrets in the caller's own headers and query, in every form in which they may appear."""
    is_poll: bool = False
    """Whether it is sent again and again in a loop: it backs off even when no retry follows."""

    @property
    def name(self) -> str:
        """The operation with its service, as errors and events show it."""
        return f"{self.service}.{self.operation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(BaseCall, Generic[T]):
    """A call whose response is read as a whole."""

    read: Callable[[Response], T | SchedbotError]
    read_cut: Callable[[Response], SchedbotError | None] = _unread
    """The error for a response that is longer than `max_response_size`; None means the usual error."""


class Reader(Protocol[T_co]):
    """Turns the bytes of one streamed response into items; an error is an item too, and the last one."""

    @property
    def held(self) -> int:
        """Buffered bytes of an incomplete item."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether the end of the response was seen, so that nothing is missing if the connection is lost now."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether the server said that nothing more follows."""
        ...

    @property
    def grace(self) -> float | None:
        """Seconds to wait for what may follow the end of the response; None before the end was seen."""
        ...

    def feed(self, data: bytes) -> Iterable[T_co | SchedbotError]:
        """Return the items that these bytes complete."""
        ...

    def finish(self) -> Iterable[T_co | SchedbotError]:
        """Return the items that the end of the response completes, or the error that it ended too early."""
        ...

    def cut(self, failure: TransportFailure) -> SchedbotError:
        """Return the error for a body that is incomplete because the connection was lost."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCall(BaseCall, Generic[T]):
    """A call whose response is read chunk by chunk."""

    reader: Callable[[int, Mapping[str, str]], Reader[T]]
    """Makes a reader from the status and the headers (names in lower case) of a 2xx response."""
    read_error: Callable[[Response], SchedbotError]
    """Reads a response of any other status."""
    fallback_call: Callable[[SchedbotError], StreamCall[T] | None] = _no_fallback
    """The same request in another form, for a server that refused this one with this error; None without one."""


def client_closed(call: BaseCall, *, request_sent: bool = False) -> ConfigurationError:
    """Return the error of a call whose client is closed, before or during the call."""
    return ConfigurationError(
        f"{call.name}: the client is closed; make a new one, or stay in its with block"
        + (" (the request was sent)" if request_sent else ""),
        service=call.service,
        operation=call.name,
    )
