"""The socket under one connection of a sync client: no wait on it outlasts the loan."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable
from typing import TypeAlias

import httpcore
from typing_extensions import override

from schedbot_sdk._core.transport.addresses import AddressBook, Peer, addresses_of
from schedbot_sdk._core.transport.attempt_io import AttemptIO, because
from schedbot_sdk._core.transport.happy_eyeballs import connect
from schedbot_sdk._core.transport.sockets import is_readable
from schedbot_sdk._core.transport.tls_in_tls import TlsInTls

__all__ = ["SyncBackend"]

_LONGEST = 1e6  # seconds; no socket takes a limit of any length
_SocketOption: TypeAlias = "tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]"


class SyncBackend(httpcore.NetworkBackend):
    """Opens the socket of one connection, and knows whose loan it serves.

    Args:
        tls_layers: How often TLS starts before a request counts as sent.
        book: What the client knows of addresses.
    """

    def __init__(self, tls_layers: int, book: AddressBook) -> None:
        self.tls_layers = tls_layers
        self._book = book
        self.peer: Peer | None = None
        self.loan: AttemptIO
        self._socket: socket.socket | TlsInTls | None = None
        self.is_given_up = False
        self.is_inherited = False

    @property
    def is_open(self) -> bool:
        """Whether a connection is kept."""
        return self._socket is not None

    @property
    def is_readable(self) -> bool:
        """Whether something came, or the end, that nobody has read."""
        return self._socket is not None and _has_input(self._socket)

    def close(self) -> None:
        """Close the socket, if there is one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def drop(self) -> None:
        """Let go of the socket in a forked child, without a word to the other side: it is the parent's."""
        self.is_inherited = True
        self.close()

    def abort(self) -> None:
        """End for good whatever another thread waits for on the socket; that thread closes it."""
        self.is_given_up = True
        self._end()

    def holds(self, sock: socket.socket | TlsInTls | None, tls_layers: int = 0) -> None:
        """Note which socket is in use, or that there is none; with all its layers of TLS, its address has worked."""
        self._socket = sock
        if sock is not None and tls_layers == self.tls_layers and self.peer is not None:
            self.peer.works()
        if self.is_given_up:  # while it was opened
            self._end()

    def _end(self) -> None:
        sock = self._socket  # the thread that owns it may let go of it meanwhile
        with contextlib.suppress(OSError):
            if isinstance(sock, socket.socket):
                # That of a SSLSocket would take its TLS away from under the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            elif sock is not None:
                sock.shutdown(socket.SHUT_RDWR)

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        self.loan.connecting()
        try:
            found = addresses_of(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            raise because(httpcore.ConnectError(), error) from None
        peer = self.peer = Peer(self._book, host, port)
        try:
            sock, peer.address = connect(
                peer.ordered(found), self.loan.left_to_connect, peer.fails, lambda: self.is_given_up
            )
        except TimeoutError:
            raise httpcore.ConnectTimeout("timed out") from None
        except OSError as error:
            raise because(httpcore.ConnectError(), error) from None
        return _Stream(self, sock, 0)

    @override
    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """Reads and writes for one loan after the other; the errors are those that httpcore knows."""

    def __init__(self, wire: SyncBackend, sock: socket.socket | TlsInTls, tls_layers: int) -> None:
        self._wire = wire
        self._socket = sock
        self._tls_layers = tls_layers
        wire.holds(sock, tls_layers)

    @property
    def _reaches_the_service(self) -> bool:
        return self._tls_layers == self._wire.tls_layers

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        loan = self._wire.loan
        if self._reaches_the_service:
            loan.phase = "read"
        while True:
            data = self._read(max_bytes, loan.left_to_read())
            loan.answered = loan.answered or bool(data)
            if (shown := loan.head.feed(data)) or not data:
                return shown

    def _read(self, max_bytes: int, seconds: float) -> bytes:
        try:
            self._socket.settimeout(_limit(seconds))
            return self._socket.recv(max_bytes)
        except TimeoutError:
            raise httpcore.ReadTimeout("timed out") from None
        except OSError as error:
            raise because(httpcore.ReadError(), error) from None

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        loan = self._wire.loan
        if self._reaches_the_service:
            loan.phase = "write"
        loan.head.restart()
        rest = memoryview(buffer)
        while rest:
            rest = rest[self._write(rest, loan.left_to_write()) :]
        if self._reaches_the_service:
            loan.request_sent = True

    def _write(self, data: memoryview, seconds: float) -> int:
        try:
            self._socket.settimeout(_limit(seconds))
            return self._socket.send(data)
        except TimeoutError:
            raise httpcore.WriteTimeout("timed out") from None
        except OSError as error:
            raise because(httpcore.WriteError(), error) from None

    @override
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        loan = self._wire.loan
        loan.phase = "tls"
        if self._wire.is_given_up:  # ssl may leave the socket of a lost connection open when it cannot wrap it
            self.close()
            raise httpcore.ConnectError("given up")
        try:
            limit = _limit(loan.left_to_connect())
            self._socket.settimeout(limit)
            if isinstance(self._socket, ssl.SSLSocket):
                self._socket = TlsInTls(self._socket, ssl_context, server_hostname, limit)
            elif isinstance(self._socket, socket.socket):
                self._socket = ssl_context.wrap_socket(
                    self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
                )
                self._wire.holds(self._socket)
                self._socket.do_handshake()
        except TimeoutError:
            self.close()
            raise httpcore.ConnectTimeout("timed out") from None
        except OSError as error:
            self.close()
            raise because(httpcore.ConnectError(), error) from None
        except BaseException:
            self.close()
            raise
        return _Stream(self._wire, self._socket, self._tls_layers + 1)

    @override
    def close(self) -> None:
        self._socket.close()
        self._wire.holds(None)

    @override
    def get_extra_info(self, info: str) -> object:
        match info:
            case "ssl_object":
                return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
            case "is_readable":
                return _has_input(self._socket)
            case "socket":
                return self._socket
            case _:
                return None


def _limit(seconds: float) -> float | None:
    if seconds <= 0:
        raise TimeoutError
    return None if seconds > _LONGEST else seconds


def _has_input(sock: socket.socket | TlsInTls) -> bool:
    """Whether there are bytes to read, in TLS or in the system, or the connection has ended."""
    return (isinstance(sock, ssl.SSLSocket | TlsInTls) and sock.pending() > 0) or is_readable(sock.fileno())
