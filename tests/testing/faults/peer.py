"""A client that knows nothing of HTTP: what it hears is what went over the wire."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

import trustme

SECONDS = 10.0
REQUEST = b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello"
AUTHORITY = trustme.CA()


@contextmanager
def connected(url: str, *, tls: bool = False) -> Generator[socket.socket]:
    """A connection on which nothing waits for long."""
    address = urlsplit(url)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port), SECONDS) as plain:
        if not tls:
            yield plain
            return
        with trusting().wrap_socket(plain, server_hostname=address.hostname) as secure:
            yield secure


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # takes pyOpenSSL's too
    return context


def certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # takes pyOpenSSL's too
    return context


def heard(peer: socket.socket, size: int | None = None) -> bytes:
    """What comes until FIN, or the next bytes of a size."""
    data = b""
    while size is None or len(data) < size:
        piece = peer.recv(65536 if size is None else size - len(data))
        if not piece:
            assert size is None, f"FIN after {data!r}"
            break
        data += piece
    return data


def head(peer: socket.socket) -> bytes:
    """What comes up to the empty line that ends a head."""
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        data += heard(peer, 1)
    return data


def is_silent(peer: socket.socket, seconds: float = 0.2) -> bool:
    """Nothing comes for a while, neither a byte nor FIN nor RST."""
    peer.settimeout(seconds)
    try:
        peer.recv(1)
    except TimeoutError:
        return True
    finally:
        peer.settimeout(SECONDS)
    return False


def soon(true: Callable[[], bool]) -> bool:
    """Whether something becomes true before long."""
    ends_at = time.monotonic() + SECONDS
    while time.monotonic() < ends_at:
        if true():
            return True
        time.sleep(0.005)
    return False


def running() -> list[threading.Thread]:
    """The threads of fault servers."""
    return [thread for thread in threading.enumerate() if thread.name == "FaultServer"]
