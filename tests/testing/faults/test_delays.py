"""A server that is alive and does not get on, as a plain socket hears it."""

from __future__ import annotations

import socket
import time

import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import REQUEST, certified, connected, head, heard, is_silent, soon

from schedbot_sdk import ConfigurationError
from schedbot_sdk.testing import FaultServer, faults

BODY = b'{"telegram_id":42}'


def test_a_dripped_head_is_valid_and_has_no_end() -> None:
    with FaultServer(faults.drip_head(0.001)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        lines = heard(peer, 150).split(b"\r\n")
        assert lines[:4] == [
            b"HTTP/1.1 200 OK", b"content-type: application/json", b"content-length: 2", b"connection: keep-alive",
        ]  # fmt: skip
        assert lines[4:6] == [b"x-more: and more"] * 2


def test_a_dripped_head_can_end_and_its_connection_is_kept() -> None:
    with FaultServer(faults.drip_head(0.001, whole=True, body=b"[1]")) as server, connected(server.url) as peer:
        for _ in range(2):
            peer.sendall(REQUEST)
            assert b"content-length: 3\r\n" in head(peer)
            assert heard(peer, 3) == b"[1]"
        assert (server.requests, server.connections) == (2, 1)


def test_a_drip_takes_its_time_for_every_byte() -> None:
    with FaultServer(faults.drip_head(0.02)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        started = time.monotonic()
        heard(peer, 11)
        assert time.monotonic() - started >= 0.2 * 0.9


def test_a_dripped_body_comes_in_pieces() -> None:
    with FaultServer(faults.drip_body(BODY, every=60, piece=7)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"content-length: 18\r\n" in head(peer)
        assert heard(peer, 7) == BODY[:7]
        assert is_silent(peer)


def test_a_dripped_body_is_whole_in_the_end_and_its_connection_is_kept() -> None:
    with FaultServer(faults.drip_body(BODY, every=0.001, piece=7)) as server, connected(server.url) as peer:
        for _ in range(2):
            peer.sendall(REQUEST)
            head(peer)
            assert heard(peer, 18) == BODY
        assert (server.requests, server.connections) == (2, 1)


def test_a_stalled_request_was_read_and_is_never_answered() -> None:
    with FaultServer(faults.stall()) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert is_silent(peer)
        assert (server.requests, server.open_connections) == (1, 1)


def test_a_stalled_body_was_promised_whole() -> None:
    with FaultServer(faults.stall_in_body(BODY, after=4)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"content-length: 18\r\n" in head(peer)
        assert heard(peer, 4) == BODY[:4]
        assert is_silent(peer)


@on_rows("tls", [False, True])
def test_a_big_request_that_the_server_does_not_read_cannot_be_written(tls: bool) -> None:
    with (
        FaultServer(faults.unread(), tls=certified() if tls else None) as server,
        connected(server.url, tls=tls) as peer,
    ):
        peer.settimeout(0.3)
        with pytest.raises(TimeoutError):
            peer.sendall(bytes(20_000_000))
        assert (server.requests, server.connections, server.open_connections) == (0, 1, 1)


@on_rows(
    "act", [faults.stall(), faults.stall_in_body(BODY), faults.drip_head(60), faults.event_stream(b"one", every=60)]
)
def test_a_connection_that_the_client_gives_up_is_closed_at_once(act: faults.Fault) -> None:
    with FaultServer(act) as server:
        with connected(server.url) as peer:
            peer.sendall(REQUEST)
            assert soon(lambda: server.requests == 1)
            assert server.open_connections == 1
        assert soon(lambda: server.open_connections == 0)


def test_a_request_that_comes_during_a_pause_waits_for_its_turn() -> None:
    with FaultServer(faults.drip_body(b"abcd", every=0.05), faults.answer(200, b"next")) as server:
        with connected(server.url) as peer:
            peer.sendall(REQUEST)
            head(peer)
            peer.sendall(REQUEST)
            assert heard(peer, 4) == b"abcd"
            assert b"content-length: 4\r\n" in head(peer)
            assert heard(peer, 4) == b"next"
        assert server.requests == 2


@on_rows(("every", "piece"), [(-0.1, 1), (0.1, 0)])
def test_a_drip_that_would_not_move_is_refused(every: float, piece: int) -> None:
    with pytest.raises(ConfigurationError, match="a piece of at least 1 byte"):
        faults.drip_body(BODY, every, piece)


def test_a_closed_port_refuses_and_stays_closed() -> None:
    with faults.closed_port() as url:
        with pytest.raises(ConnectionRefusedError), connected(url):
            pass
        port = int(url.rpartition(":")[2])
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))


def test_a_black_hole_neither_accepts_nor_refuses() -> None:
    with faults.black_hole() as url:
        port = int(url.rpartition(":")[2])
        for _ in range(3):
            with pytest.raises(TimeoutError):
                socket.create_connection(("127.0.0.1", port), 0.3)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)
