"""One exchange as plain data: what a service's `calls.py` makes, and what the executors carry out."""

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
    """Why no usable answer came, before it is known whose call it was."""

    phase: Phase
    request_sent: bool
    timed_out: bool
    cause: str
    advice: str = ""
    by_close: bool = False
    """Whether the client was closed: nobody else's fault, and for good."""


CLOSED: Final = TransportFailure(
    "pool", request_sent=False, timed_out=False, cause="the client is closed", by_close=True
)


def _never(_: Response) -> bool:
    return False


def _nothing_else(_: SchedbotError) -> None:
    return None


def _unread(_: Response) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCall:
    """What is sent, and when it may be sent again.

    Nothing here is secret, but `query`, `headers` and `content` may hold what a user wrote, so they have no repr.
    """

    service: str
    operation: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content: bytes | None = field(default=None, repr=False)
    idempotent: bool
    """Whether it may be repeated although its answer was lost."""
    is_lost: Callable[[Response], bool] = _never
    """Whether a 5xx came from something in between, so that the service may have done the work all the same."""
    defaults: Defaults = SERVICE_DEFAULTS
    lane: str | None = None
    """The queue in which it waits at the client's gate, if that has one; None passes by."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What the caller's own headers and query hold that must not be shown, in every form."""
    is_poll: bool = False
    """Whether it is sent in a loop, over and over: it waits its back-off even when no retry follows."""

    @property
    def name(self) -> str:
        """The operation with its service, as errors and events show it."""
        return f"{self.service}.{self.operation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(BaseCall, Generic[T]):
    """An exchange whose answer is read as a whole."""

    read: Callable[[Response], T | SchedbotError]
    read_cut: Callable[[Response], SchedbotError | None] = _unread
    """What an answer that is longer than `max_response_size` means; None is the usual error."""


class Reader(Protocol[T_co]):
    """Turns the bytes of one streamed answer into items; an error is an item too, and the last one."""

    @property
    def held(self) -> int:
        """Bytes that wait for the rest of their item."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether the end of the answer was seen, so that nothing which breaks off after it is missing."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether the server said that nothing more comes."""
        ...

    @property
    def grace(self) -> float | None:
        """Seconds to wait for what may still follow the end of the answer; None before it was seen."""
        ...

    def feed(self, data: bytes) -> Iterable[T_co | SchedbotError]:
        """Items that these bytes complete."""
        ...

    def finish(self) -> Iterable[T_co | SchedbotError]:
        """Items that the end of the answer completes, or the error that it ended too early."""
        ...

    def cut(self, failure: TransportFailure) -> SchedbotError:
        """The error for a body that broke off."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCall(BaseCall, Generic[T]):
    """An exchange whose answer is read piece by piece."""

    reader: Callable[[int, Mapping[str, str]], Reader[T]]
    """Makes a reader from the status and the headers (names in lower case) of a 2xx answer."""
    read_error: Callable[[Response], SchedbotError]
    """Reads an answer of any other status."""
    instead: Callable[[SchedbotError], StreamCall[T] | None] = _nothing_else
    """The same request in another form, for a server that refuses this one with such an error."""


def client_closed(exchange: BaseCall, *, request_sent: bool = False) -> ConfigurationError:
    """The error of every call of a client that was closed, before it or in its midst."""
    return ConfigurationError(
        f"{exchange.name}: the client is closed; make a new one, or stay in its with block"
        + (" (the request was sent)" if request_sent else ""),
        service=exchange.service,
        operation=exchange.name,
    )
