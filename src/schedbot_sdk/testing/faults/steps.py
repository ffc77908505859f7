"""The steps of a fault on its connection, as data."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import responses
from typing import TypeAlias

from schedbot_sdk.errors import ConfigurationError

__all__ = [
    "Close",
    "Drip",
    "Ending",
    "GzippedZeros",
    "HalfClose",
    "Head",
    "ReadHello",
    "Reset",
    "Send",
    "Stall",
    "Step",
    "Wait",
]


@dataclass(frozen=True, slots=True)
class Head:
    """Sends a status line and headers; `connection: close` if the server will close, else `keep-alive`."""

    status: int
    """The HTTP status."""
    headers: tuple[tuple[str, str], ...]
    """Names and values, in their order."""

    def encode(self, *, closing: bool) -> bytes:
        """The head's bytes, with the empty line at its end."""
        lines = [f"HTTP/1.1 {self.status} {responses.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if not any(name.lower() == "connection" for name, _ in self.headers):
            lines.append(f"connection: {'close' if closing else 'keep-alive'}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True, slots=True)
class Send:
    """Sends bytes unchanged."""

    data: bytes
    """The bytes."""


@dataclass(frozen=True, slots=True)
class Drip:
    """Sends bytes in pieces of `piece` bytes, with a pause of `every` seconds after each.

    Raises:
        ConfigurationError: There is nothing to send, a piece is empty, or a pause is negative.
    """

    data: bytes
    """The bytes."""
    every: float
    """Seconds to wait after each piece."""
    piece: int = 1
    """Bytes in a piece."""
    endless: bool = False
    """Whether it starts again after the last byte."""

    def __post_init__(self) -> None:
        if not self.data or self.piece < 1 or self.every < 0:
            raise ConfigurationError(
                "a drip needs data that is not empty, a piece of at least 1 byte, and every of at least 0 s"
            )


@dataclass(frozen=True, slots=True)
class GzippedZeros:
    """Sends a gzip stream that decompresses to `size` zero bytes; each piece is a chunk of the chunked coding.

    Raises:
        ConfigurationError: The size is not positive.
    """

    size: int
    """Bytes after decompression."""

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ConfigurationError(f"a gzip bomb needs a size of at least 1 byte, got {self.size}")


@dataclass(frozen=True, slots=True)
class Wait:
    """Waits; it ends early if the client closes its connection.

    Raises:
        ConfigurationError: The time is negative.
    """

    seconds: float
    """How long."""

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ConfigurationError(f"a pause needs at least 0 seconds, got {self.seconds}")


@dataclass(frozen=True, slots=True)
class ReadHello:
    """Reads one TLS record, the client's hello; closing with unread bytes would be a reset."""


@dataclass(frozen=True, slots=True)
class HalfClose:
    """Sends FIN; the client can still send."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Sends nothing more and keeps the connection until the client closes it or the server stops."""

    reading: bool = True
    """Whether it reads what the client sends; otherwise it does not notice that the client closes."""


@dataclass(frozen=True, slots=True)
class Close:
    """Closes the connection with FIN; over TLS without a close_notify."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Closes the connection with RST."""


Ending: TypeAlias = Stall | Close | Reset
"""A step that ends the connection."""
Step: TypeAlias = Head | Send | Drip | GzippedZeros | Wait | ReadHello | HalfClose | Ending
"""A step of a fault; `schedbot_sdk.testing.faults.steps` has the classes."""
