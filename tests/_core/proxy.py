"""A real HTTP proxy on the loopback address: forwards, tunnels, and writes down what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

__all__ = ["Proxy", "proxy"]


class Proxy:
    """What came to the proxy, head by head.

    Args:
        refuses: The status line's end with which it refuses everything; empty for a proxy that works.
        tls: Its identity, for clients that speak TLS to it.
        drip: Seconds between two bytes that it sends to a client; 0 for a proxy that is not slow.
    """

    def __init__(self, refuses: str, tls: ssl.SSLContext | None, drip: float) -> None:
        self._refuses = refuses
        self._tls = tls
        self._drip = drip
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self._threads: list[threading.Thread] = []
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.heads: list[bytes] = []

    @property
    def request_lines(self) -> list[bytes]:
        """The first line of each head."""
        return [head.partition(b"\r\n")[0] for head in self.heads]

    def start(self) -> None:
        self._begin(self._accept)

    def stop(self) -> None:
        for sock in self._sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for sock in self._sockets:
            sock.close()

    def _begin(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = self._listener.accept()
                self._begin(self._serve, accepted)

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError):
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
            self._sockets.append(client)
            head = b""
            while b"\r\n\r\n" not in head:
                if not (data := client.recv(65536)):
                    return
                head += data
            self.heads.append(head)
            if self._refuses:
                client.sendall(f"HTTP/1.1 {self._refuses}\r\ncontent-length: 0\r\n\r\n".encode())
                return
            origin = self._connected(head, client)
            self._sockets.append(origin)
            self._begin(_pump, client, origin)
            _pump(origin, client, self._drip)

    def _connected(self, head: bytes, client: socket.socket) -> socket.socket:
        method, target, _ = head.partition(b"\r\n")[0].decode("ascii").split(" ")
        if method == "CONNECT":
            host, _, port = target.partition(":")
            origin = socket.create_connection((host, int(port)))
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            return origin
        parts = urlsplit(target)
        origin = socket.create_connection((parts.hostname or "", parts.port or 80))
        origin.sendall(head.replace(f"{parts.scheme}://{parts.netloc}".encode(), b"", 1))
        return origin


def _pump(source: socket.socket, sink: socket.socket, drip: float = 0.0) -> None:
    with suppress(OSError):
        while data := source.recv(1 if drip else 65536):
            sink.sendall(data)
            time.sleep(drip)
    for sock in (source, sink):
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(*, refuses: str = "", tls: ssl.SSLContext | None = None, drip: float = 0.0) -> Generator[Proxy]:
    """Run a proxy in threads of its own, until the block ends."""
    server = Proxy(refuses, tls, drip)
    server.start()
    try:
        yield server
    finally:
        server.stop()
