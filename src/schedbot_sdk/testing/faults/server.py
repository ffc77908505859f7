"""A server that fails in chosen ways, on a real socket of the loopback address."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import closing, suppress
from types import TracebackType
from typing import Self

import h11

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.connection import ServerConnection
from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.fault_queue import FaultQueue
from schedbot_sdk.testing.faults.request import read_request
from schedbot_sdk.testing.faults.run_steps import run_steps

__all__ = ["FaultServer"]

_MOST_CONNECTIONS = 256
_STOP_SECONDS = 10.0


class FaultServer:
    """Plays one fault for each request on 127.0.0.1 while its `with` block (or `async with`) runs.

    A fault that begins before a request, such as `faults.unread()`, is played for a connection instead. The response
    before it has `connection: close`, and other open connections are closed at their next request. All faults end with
    the block. The server keeps nothing of a request. Each connection has a thread; after 256 open connections, the next
    ones wait.

    Args:
        faults: Created by the functions of `schedbot_sdk.testing.faults`. They are played in their order for all
            connections; the last one repeats forever.
        tls: A context with the server's certificate, to serve https.

    Raises:
        ConfigurationError: There are no faults, or faults of a TLS handshake are mixed with others without `tls`.
    """

    def __init__(self, *faults: Fault, tls: ssl.SSLContext | None = None) -> None:
        self._queue = FaultQueue(faults)
        handshakes = [fault.moment == "handshake" for fault in faults]
        if tls is None and any(handshakes) and not all(handshakes):
            raise ConfigurationError("pass tls= to mix faults of a TLS handshake with other faults")
        self._tls = tls
        self._scheme = "http" if tls is None and not any(handshakes) else "https"
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(_MOST_CONNECTIONS)
        self._open: set[ServerConnection] = set()
        self._threads: list[threading.Thread] = []
        self._requests = self._connections = 0
        self._stopping = False
        self._listener: socket.socket | None = None
        self._acceptor: threading.Thread | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """The server's URL without a path; https with `tls`, or if all faults are those of a TLS handshake."""
        if not self._url:
            raise RuntimeError("FaultServer is not running: use it in a with block")
        return self._url

    @property
    def requests(self) -> int:
        """How many requests were read completely; each one counts before its response begins."""
        with self._lock:
            return self._requests

    @property
    def connections(self) -> int:
        """How many TCP connections were accepted."""
        with self._lock:
            return self._connections

    @property
    def open_connections(self) -> int:
        """How many connections are open now; one that the client has just closed may still count for a moment."""
        with self._lock:
            return len(self._open)

    def __enter__(self) -> Self:
        if self._listener is not None:
            raise RuntimeError("a FaultServer can run only once; create another one")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._url = f"{self._scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._acceptor = threading.Thread(
            target=self._accept, args=(self._listener,), name=type(self).__name__, daemon=True
        )
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        assert self._listener is not None  # noqa: S101  # a with block was entered
        assert self._acceptor is not None  # noqa: S101
        with self._lock:
            self._stopping = True
            connections = tuple(self._open)
        for connection in connections:
            connection.stop()
        # On every system a new connection wakes the thread that accepts.
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), 1).close()
        self._acceptor.join(_STOP_SECONDS)
        self._listener.close()
        for thread in self._threads:
            thread.join(_STOP_SECONDS)
        if any(thread.is_alive() for thread in (self._acceptor, *self._threads)):
            raise RuntimeError(f"FaultServer did not stop within {_STOP_SECONDS:.0f} s")

    def _accept(self, listener: socket.socket) -> None:
        while True:
            self._slots.acquire()
            try:
                accepted, _ = listener.accept()
            except ConnectionAbortedError:
                self._slots.release()
                continue
            with self._lock:
                if self._stopping:
                    accepted.close()
                    return
                connection = ServerConnection(accepted)
                self._open.add(connection)
                self._connections += 1
            thread = threading.Thread(
                target=self._serve,
                args=(connection, self._queue.for_connection()),
                name=type(self).__name__,
                daemon=True,
            )
            thread.start()
            self._threads = [running for running in self._threads if running.is_alive()] + [thread]

    def _serve(self, connection: ServerConnection, fault: Fault | None) -> None:
        try:
            with closing(connection), suppress(EOFError, OSError, h11.RemoteProtocolError):
                self._serve_requests(connection, fault)
        finally:
            with self._lock:
                self._open.discard(connection)
            self._slots.release()

    def _serve_requests(self, connection: ServerConnection, fault: Fault | None) -> None:
        if self._tls is not None and (fault is None or fault.moment != "handshake"):
            connection.secure(self._tls)
        if fault is not None:
            run_steps(fault.steps, connection, closing=True)
            return
        kept = True
        while kept:
            wants_close = read_request(connection)
            with self._lock:
                self._requests += 1
            upcoming = self._queue.for_request()
            if upcoming is None:
                return
            kept = run_steps(upcoming.fault.steps, connection, closing=wants_close or upcoming.is_last_on_connection)
