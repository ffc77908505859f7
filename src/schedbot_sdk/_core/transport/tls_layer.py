"""TLS over a socket, or over another layer of TLS when the proxy speaks TLS too.

`SSLContext.wrap_socket` cannot wrap a socket that already has TLS. `httpcore.SyncBackend` can, but it gives each of the
many reads of a TLS handshake the whole timeout, so that a slow server outlasts the deadline.
"""

from __future__ import annotations

import contextlib
import ssl
import time

from schedbot_sdk._core.transport.sockets import TimedSocket

__all__ = ["TlsLayer"]

_RECORD = 16 * 1024  # bytes, the longest record of TLS without its header


class TlsLayer:
    """One layer of TLS: each operation may take many reads and writes below, but `seconds` limits all of them."""

    __slots__ = ("_below", "_received", "_to_send", "ssl_object")

    def __init__(self, below: TimedSocket | TlsLayer, context: ssl.SSLContext, server_hostname: str | None) -> None:
        self._below = below
        self._received = ssl.MemoryBIO()
        self._to_send = ssl.MemoryBIO()
        self.ssl_object: ssl.SSLObject = context.wrap_bio(
            self._received, self._to_send, server_hostname=server_hostname
        )

    def handshake(self, seconds: float) -> None:
        """Start TLS."""
        ends_at = time.monotonic() + seconds
        while True:
            try:
                self.ssl_object.do_handshake()
            except ssl.SSLWantReadError:
                self._fetch(ends_at)
            except ssl.SSLError:
                with contextlib.suppress(OSError):
                    self._flush(ends_at)  # the alert that tells the server why
                raise
            else:
                self._flush(ends_at)
                return

    def receive(self, max_bytes: int, seconds: float) -> bytes:
        """Return the next decrypted bytes, or no bytes at the end of the connection."""
        ends_at = time.monotonic() + seconds
        if not (self._received.pending or self.ssl_object.pending()):
            self._fetch(ends_at)  # the read below would only ask for it
        while True:
            try:
                return self.ssl_object.read(min(max_bytes, _RECORD))
            except ssl.SSLWantReadError:
                self._fetch(ends_at)
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    def send(self, data: memoryview, seconds: float) -> int:
        """Send the first bytes and return their number."""
        ends_at = time.monotonic() + seconds
        while True:
            try:
                sent = self.ssl_object.write(data[:_RECORD])
            except ssl.SSLWantReadError:
                self._fetch(ends_at)
            else:
                self._flush(ends_at)
                return sent

    @property
    def has_input(self) -> bool:
        """Whether any layer has bytes to read, or the connection has ended; the bytes need not be application data."""
        return self.ssl_object.pending() > 0 or self._received.pending > 0 or self._below.has_input

    def _fetch(self, ends_at: float) -> None:
        self._flush(ends_at)
        if data := self._below.receive(2 * _RECORD, ends_at - time.monotonic()):
            self._received.write(data)
        else:
            self._received.write_eof()

    def _flush(self, ends_at: float) -> None:
        if self._to_send.pending:
            data = memoryview(self._to_send.read())
            while data:
                data = data[self._below.send(data, ends_at - time.monotonic()) :]
