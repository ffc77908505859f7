"""TLS to a service through TLS to its proxy, which `SSLContext.wrap_socket` cannot do."""

from __future__ import annotations

import math
import socket
import ssl
import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["TlsInTls"]

T = TypeVar("T")


class TlsInTls:
    """A socket's reading and writing over a socket that has TLS already; the handshake is done when it is made."""

    def __init__(
        self, outer: ssl.SSLSocket, context: ssl.SSLContext, server_hostname: str | None, seconds: float | None
    ) -> None:
        self._outer = outer
        self.settimeout(seconds)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self._carry(self._tls.do_handshake)

    def settimeout(self, seconds: float | None) -> None:
        """Limit what follows, in all: one step here may take many on the outer socket."""
        self._ends_at = math.inf if seconds is None else time.monotonic() + seconds

    def recv(self, size: int) -> bytes:
        """Bytes of the service; none at their end."""
        try:
            return self._carry(lambda: self._tls.read(size))
        except ssl.SSLZeroReturnError:
            return b""

    def send(self, data: memoryview) -> int:
        """Send some of the bytes, and say how many."""
        return self._carry(lambda: self._tls.write(data))

    def pending(self) -> int:
        """Bytes that came and were not read, in any layer; not all of them need be data of the service."""
        return self._tls.pending() + self._incoming.pending + self._outer.pending()

    def shutdown(self, how: int) -> None:
        """End the connection under it."""
        socket.socket.shutdown(self._outer, how)  # that of a SSLSocket would take its TLS away

    def fileno(self) -> int:
        """The outer socket's descriptor."""
        return self._outer.fileno()

    def close(self) -> None:
        """Close the outer socket."""
        self._outer.close()

    def _carry(self, work: Callable[[], T]) -> T:
        while True:
            try:
                done = work()
            except ssl.SSLWantReadError:
                self._flush()
                self._cut_to_what_is_left()
                if data := self._outer.recv(65536):
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                self._flush()
                return done

    def _flush(self) -> None:
        if data := self._outgoing.read():
            self._cut_to_what_is_left()
            self._outer.sendall(data)

    def _cut_to_what_is_left(self) -> None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._outer.settimeout(None if left == math.inf else left)
