"""One accepted connection: every wait on it ends at once when the server stops."""

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
    """A socket that blocks without a limit, until `stop` shuts it down from another thread.

    Reading raises EOFError when the client has closed; everything else that fails is an OSError.
    """

    def __init__(self, accepted: socket.socket) -> None:
        self._socket = accepted
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._unread = b""
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def secure(self, tls: ssl.SSLContext) -> None:
        """Shake hands, as the server."""
        with self._lock:
            self._socket = tls.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
            handshake = self._socket.do_handshake
        handshake()

    def receive(self) -> bytes:
        """Some bytes, once there are any."""
        unread, self._unread = self._unread, b""
        if unread:
            return unread
        if data := self._socket.recv(_READ):
            return data
        raise EOFError

    def put_back(self, data: bytes) -> None:
        """Give bytes to the next `receive`."""
        self._unread = data

    def read_record(self) -> None:
        """One TLS record, from its five bytes of header to its end."""
        record = self.receive()
        while len(record) < 5 or len(record) < 5 + int.from_bytes(record[3:5]):
            record += self.receive()

    def send(self, data: bytes) -> None:
        """All of the bytes, however long the client takes."""
        self._socket.sendall(data)

    def wait(self, seconds: float) -> None:
        """Pass some time; EOFError at once when the client closes."""
        ends_at = time.monotonic() + seconds
        while (left := ends_at - time.monotonic()) > 0:
            if self._unread:
                # The client is ahead with its next request: its closing cannot be seen behind it.
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
        """Never return but by EOFError or OSError, or when the server stops."""
        if not reading:
            # What the client can write into our own buffer is small then.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self._stopped.wait()
            return
        while True:
            self.receive()

    def half_close(self) -> None:
        """Send FIN and stay readable."""
        socket.socket.shutdown(self._socket, socket.SHUT_WR)

    def reset(self) -> None:
        """Close with RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        self.close()

    def close(self) -> None:
        """Close with FIN, or with RST where something was left unread."""
        with self._lock:
            self._socket.close()

    def stop(self) -> None:
        """End what the line's own thread waits for; called from another."""
        self._stopped.set()
        # SSLSocket's own shutdown would pull the TLS state from under the thread that reads.
        with self._lock, suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
