"""An accepted connection; all its waits end at once when the server stops."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import threading
import time
from contextlib import suppress

__all__ = ["ServerConnection"]

_READ = 65536
# struct linger: on, 0 seconds. Closing then sends RST.
_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class ServerConnection:
    """A socket that blocks without a time limit, until `stop` shuts it down from another thread.

    Reading raises EOFError when the client has closed; any other failure is an OSError.
    """

    def __init__(self, accepted: socket.socket) -> None:
        self._socket = accepted
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._unread = b""
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def secure(self, tls: ssl.SSLContext) -> None:
        """Perform the TLS handshake as the server."""
        with self._lock:
            self._socket = tls.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
            handshake = self._socket.do_handshake
        handshake()

    def receive(self) -> bytes:
        """The next bytes; waits until there are some."""
        unread, self._unread = self._unread, b""
        if unread:
            return unread
        if data := self._socket.recv(_READ):
            return data
        raise EOFError

    def put_back(self, data: bytes) -> None:
        """Let the next `receive` return these bytes."""
        self._unread = data

    def read_record(self) -> None:
        """Read one TLS record: its header of five bytes, and its body."""
        record = self.receive()
        while len(record) < 5 or len(record) < 5 + int.from_bytes(record[3:5]):
            record += self.receive()

    def send(self, data: bytes) -> None:
        """Send all bytes, however slow the client is."""
        self._socket.sendall(data)

    def wait(self, seconds: float) -> None:
        """Wait; raises EOFError at once when the client closes."""
        ends_at = time.monotonic() + seconds
        while (left := ends_at - time.monotonic()) > 0:
            if self._unread:
                # The client has sent its next request already, so the server cannot see whether it closed after it.
                if self._stopped.wait(left):
                    raise EOFError
                continue
            self._socket.settimeout(left)
            try:
                self._unread = self.receive()
            except TimeoutError:
                return
            finally:
                self._socket.settimeout(None)

    def stall(self, *, reading: bool) -> None:
        """Wait until the client closes (EOFError or OSError), or until the server stops."""
        if not reading:
            # A small buffer, so that the client can write only little.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self._stopped.wait()
            return
        while True:
            self.receive()

    def half_close(self) -> None:
        """Send FIN and keep reading."""
        socket.socket.shutdown(self._socket, socket.SHUT_WR)

    def reset(self) -> None:
        """Close with RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        self.close()

    def close(self) -> None:
        """Close with FIN, or with RST if there are unread bytes."""
        with self._lock:
            self._socket.close()

    def stop(self) -> None:
        """End the waits of the thread that uses this connection; call it from another thread."""
        self._stopped.set()
        # SSLSocket.shutdown would remove the TLS state while the other thread reads.
        with self._lock, suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
