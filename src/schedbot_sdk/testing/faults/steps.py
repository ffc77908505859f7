"""What a fault does on its connection, one step after the other; data only."""

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
    """Sends a status line and headers, and `connection: close` instead of `keep-alive` where the server will close."""

    status: int
    headers: tuple[tuple[str, str], ...]

    def encode(self, *, closing: bool) -> bytes:
        """The head's bytes, with the empty line that ends it."""
        lines = [f"HTTP/1.1 {self.status} {responses.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if not any(name.lower() == "connection" for name, _ in self.headers):
            lines.append(f"connection: {'close' if closing else 'keep-alive'}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True, slots=True)
class Send:
    """Sends bytes as they are."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Drip:
    """Sends bytes in pieces of `piece` bytes, with a pause of `every` seconds after each.

    Raises:
        ConfigurationError: There is nothing to send, a piece is empty, or a pause is negative.
    """

    data: bytes
    every: float
    piece: int = 1
    endless: bool = False
    """Begins anew after the last byte."""

    def __post_init__(self) -> None:
        if not self.data or self.piece < 1 or self.every < 0:
            raise ConfigurationError(
                "a drip needs bytes to send, a piece of 1 byte or more, and a pause of 0 s or more"
            )


@dataclass(frozen=True, slots=True)
class GzippedZeros:
    """Sends a gzip stream that unpacks to `size` zero bytes, each piece of it as a chunk of the chunked coding.

    Raises:
        ConfigurationError: The size is not positive.
    """

    size: int

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ConfigurationError(f"a gzip bomb needs a size of 1 byte or more, not {self.size}")


@dataclass(frozen=True, slots=True)
class Wait:
    """Does nothing for some seconds; less when the client closes its connection.

    Raises:
        ConfigurationError: The time is negative.
    """

    seconds: float

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ConfigurationError(f"a pause needs 0 seconds or more, not {self.seconds}")


@dataclass(frozen=True, slots=True)
class ReadHello:
    """Reads one TLS record, which is the client's hello, so that closing after it does not turn into a reset."""


@dataclass(frozen=True, slots=True)
class HalfClose:
    """Sends FIN; the client can go on sending."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Sends nothing more and keeps the connection until the client closes it or the server stops."""

    reading: bool = True
    """Takes what the client sends meanwhile; else nothing is taken, and the client's closing is not seen either."""


@dataclass(frozen=True, slots=True)
class Close:
    """Closes the connection with FIN; over TLS without a close_notify."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Closes the connection with RST."""


Ending: TypeAlias = Stall | Close | Reset
Step: TypeAlias = Head | Send | Drip | GzippedZeros | Wait | ReadHello | HalfClose | Ending
