"""However far a fault has come, it ends with the server's block."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack, suppress

import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import REQUEST, certified, connected, heard, running, soon

from schedbot_sdk.testing import FaultServer, faults

BODY = b'{"telegram_id":42}'
QUICK = 5.0
EVERY_FAULT = {
    "answer": faults.answer(200, BODY),
    "chunked answer": faults.answer(200, BODY, chunked=True),
    "stale connection": faults.answer(200, BODY, then_close=True),
    "html": faults.html(),
    "rate_limited": faults.rate_limited(60),
    "unavailable": faults.unavailable(),
    "event_stream": faults.event_stream(b"one", b"two"),
    "slow event_stream": faults.event_stream(b"one", b"two", every=60),
    "cut event_stream": faults.event_stream(b"one", then="cut"),
    "reset event_stream": faults.event_stream(b"one", then="reset"),
    "stalled event_stream": faults.event_stream(b"one", then="stall"),
    "gzip_bomb": faults.gzip_bomb(1 << 40),
    "reset": faults.reset(),
    "close": faults.close(),
    "cut": faults.cut(BODY),
    "reset_in_body": faults.reset_in_body(BODY),
    "half_close": faults.half_close(BODY),
    "garbage": faults.garbage(),
    "wrong_length, too long": faults.wrong_length(BODY),
    "wrong_length, too short": faults.wrong_length(BODY, -5),
    "drip_head": faults.drip_head(60),
    "whole drip_head": faults.drip_head(60, whole=True),
    "drip_body": faults.drip_body(BODY, 60),
    "stall": faults.stall(),
    "stall_in_body": faults.stall_in_body(BODY),
    "unread": faults.unread(),
    "tls_alert": faults.tls_alert(),
    "slow_handshake": faults.slow_handshake(),
    "dripped handshake": faults.slow_handshake(60),
}


@on_rows("tls", [False, True])
@on_rows("fault", EVERY_FAULT)
def test_it_stops_at_once_during_every_fault(fault: str, tls: bool) -> None:
    act = EVERY_FAULT[fault]
    with ExitStack() as connections, ExitStack() as block:
        server = block.enter_context(FaultServer(act, tls=certified() if tls else None))
        busy = connections.enter_context(connected(server.url, tls=tls and act.moment != "handshake"))
        busy.sendall(REQUEST)
        assert soon(lambda: (server.requests if act.moment == "request" else server.connections) == 1)
        silent = connections.enter_context(connected(server.url))
        assert soon(lambda: server.connections == 2)
        started = time.monotonic()
        block.close()
        assert time.monotonic() - started < QUICK
        assert (running(), server.open_connections) == ([], 0)
        for peer in (busy, silent):
            # With FIN or with RST: it ends.
            with suppress(OSError):
                heard(peer)


def test_every_function_that_makes_a_fault_is_stopped_above() -> None:
    makers = {name for name in faults.__all__ if name.islower()} - {"black_hole", "closed_port"}
    assert makers == {maker for maker in makers if any(maker in re.split(r"\W+", fault) for fault in EVERY_FAULT)}


def test_it_stops_while_connections_wait_for_room() -> None:
    with ExitStack() as connections, ExitStack() as block:
        server = block.enter_context(FaultServer(faults.stall()))
        for _ in range(260):
            connections.enter_context(connected(server.url))
        assert soon(lambda: server.connections == 256)
        started = time.monotonic()
        block.close()
        assert time.monotonic() - started < QUICK
        assert (running(), server.connections) == ([], 256)


def test_after_its_block_no_server_listens() -> None:
    with FaultServer(faults.answer()) as server:
        url = server.url
    assert (server.url, server.requests) == (url, 0)
    with pytest.raises(ConnectionRefusedError), connected(url):
        pass
