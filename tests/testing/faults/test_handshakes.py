"""TLS: ordinary faults through it, and handshakes that fail."""

from __future__ import annotations

import socket
import ssl

import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import REQUEST, certified, connected, head, heard, is_silent, trusting

from schedbot_sdk import ConfigurationError
from schedbot_sdk.testing import FaultServer, faults


def test_with_a_certificate_faults_come_through_tls() -> None:
    acts = (faults.answer(200, b"one"), faults.cut(b"second"))
    with FaultServer(*acts, tls=certified()) as server, connected(server.url, tls=True) as peer:
        assert server.url.startswith("https://127.0.0.1:")
        peer.sendall(REQUEST)
        assert b"content-length: 3\r\n" in head(peer)
        assert heard(peer, 3) == b"one"
        peer.sendall(REQUEST)
        assert b"content-length: 6\r\n" in head(peer)
        assert heard(peer) == b"sec"
        assert (server.requests, server.connections) == (2, 1)


def test_a_reset_through_tls_is_a_reset() -> None:
    with FaultServer(faults.reset(), tls=certified()) as server, connected(server.url, tls=True) as peer:
        peer.sendall(REQUEST)
        # Read below TLS, because Python's own takes a reset for an end in some versions.
        with pytest.raises(ConnectionResetError):
            list(iter(lambda: socket.socket.recv(peer, 4096), b""))


def test_a_half_close_through_tls_lets_the_client_go_on() -> None:
    with FaultServer(faults.half_close(b"body"), tls=certified()) as server, connected(server.url, tls=True) as peer:
        peer.sendall(REQUEST)
        head(peer)
        assert heard(peer, 2) == b"bo"
        peer.sendall(bytes(10_000_000))
        assert server.open_connections == 1
        assert heard(peer) == b""


def test_a_client_that_rejects_the_certificate_does_not_disturb_others() -> None:
    with FaultServer(faults.answer(), tls=certified()) as server:
        with pytest.raises(ssl.SSLCertVerificationError), connected(server.url) as plain:
            ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")
        with connected(server.url, tls=True) as peer:
            peer.sendall(REQUEST)
            assert b" 200 OK" in head(peer)
        assert server.requests == 1


def test_the_alert_is_the_only_answer_to_a_hello() -> None:
    with FaultServer(faults.tls_alert()) as server:
        assert server.url.startswith("https://127.0.0.1:")
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"), connected(server.url, tls=True):
            pass
        with connected(server.url) as peer:
            assert is_silent(peer)
            peer.sendall(b"\x16\x03\x01\x00\x0f")
            peer.sendall(b"a hello, or what")
            assert peer.recv(7) == b"\x15\x03\x03\x00\x02\x02\x28"
        assert (server.requests, server.connections) == (0, 2)


@on_rows("every", [None, 0.01])
def test_a_slow_handshake_does_not_end(every: float | None) -> None:
    with FaultServer(faults.slow_handshake(every)) as server, connected(server.url) as plain:
        plain.settimeout(0.5)
        with pytest.raises(TimeoutError):
            trusting().wrap_socket(plain, server_hostname="127.0.0.1")
        assert (server.requests, server.connections) == (0, 1)


def test_a_dripped_handshake_is_the_beginning_of_a_server_hello() -> None:
    with FaultServer(faults.slow_handshake(0.001)) as server, connected(server.url) as peer:
        assert heard(peer, 13) == b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03\x00\x00"


def test_handshakes_that_fail_come_before_one_that_succeeds() -> None:
    acts = (faults.tls_alert(), faults.answer(200, b"in"), faults.tls_alert())
    with FaultServer(*acts, tls=certified()) as server:
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"), connected(server.url, tls=True):
            pass
        with connected(server.url, tls=True) as peer:
            peer.sendall(REQUEST)
            assert b"connection: close\r\n" in head(peer)
            assert heard(peer) == b"in"
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"), connected(server.url, tls=True):
            pass


def test_a_failing_handshake_beside_other_faults_needs_a_certificate() -> None:
    with pytest.raises(ConfigurationError, match="pass tls="):
        FaultServer(faults.tls_alert(), faults.answer())
