"""The server itself: the order of its faults, what it counts, and that it keeps nothing."""

from __future__ import annotations

import asyncio
import gc
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from types import FunctionType, ModuleType

import httpx
import pytest
from tests.rows import on_rows
from tests.testing.faults.peer import REQUEST, connected, head, heard, is_silent, running, soon

from schedbot_sdk import ConfigurationError
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults.steps import Reset, Send, Wait

BODY = b'{"telegram_id":42}'


def text_at(url: str) -> str:
    return httpx.get(url).text


def answers(count: int) -> list[faults.Fault]:
    return [faults.answer(200, b"%d" % number) for number in range(count)]


def test_faults_come_in_their_order_and_the_last_for_ever() -> None:
    with FaultServer(*answers(3)) as server:
        with httpx.Client() as client:
            assert [client.get(server.url).text for _ in range(4)] == ["0", "1", "2", "2"]
        assert httpx.get(server.url).text == "2"
        assert (server.requests, server.connections) == (5, 2)


def test_the_order_holds_over_all_connections_and_each_fault_is_played_once() -> None:
    with FaultServer(*answers(60)) as server, ThreadPoolExecutor(20) as pool:
        texts = list(pool.map(text_at, [server.url] * 60))
        assert sorted(texts, key=int) == [str(number) for number in range(60)]
        assert (server.requests, server.connections) == (60, 60)


def test_requests_that_come_together_are_answered_one_after_the_other() -> None:
    with FaultServer(*answers(2)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST * 2)
        for body in (b"0", b"1"):
            head(peer)
            assert heard(peer, 1) == body
        assert server.requests == 2


async def ask_async(server: FaultServer) -> list[str]:
    async with server, httpx.AsyncClient() as client:
        first = (await client.get(server.url)).text
        return [first, (await client.get(server.url)).text, f"{server.open_connections} open"]


def test_its_block_can_be_async() -> None:
    server = FaultServer(*answers(2))
    assert asyncio.run(ask_async(server)) == ["0", "1", "1 open"]
    assert (server.requests, server.connections, server.open_connections) == (2, 1, 0)
    assert running() == []


def test_a_stale_connection_was_announced_as_kept() -> None:
    with FaultServer(faults.answer(200, BODY, then_close=True)) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert b"connection: keep-alive\r\n" in head(peer)
        assert heard(peer) == BODY
        assert soon(lambda: server.open_connections == 0)


@on_rows("request_head", [b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n"])
def test_a_client_that_wants_it_closed_gets_it_closed(request_head: bytes) -> None:
    with FaultServer(faults.answer(200, BODY)) as server, connected(server.url) as peer:
        peer.sendall(request_head)
        assert b"connection: close\r\n" in head(peer)
        assert heard(peer) == BODY


def test_a_chunked_request_is_read_to_its_end() -> None:
    with FaultServer(faults.answer(200, BODY)) as server, connected(server.url) as peer:
        peer.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
        assert is_silent(peer)
        peer.sendall(b"0\r\n\r\n")
        assert b" 200 OK\r\n" in head(peer)


def test_a_client_that_expects_100_continue_gets_it() -> None:
    with FaultServer(faults.answer(200, BODY)) as server, connected(server.url) as peer:
        peer.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\nexpect: 100-continue\r\n\r\n")
        assert head(peer) == b"HTTP/1.1 100 Continue\r\n\r\n"
        peer.sendall(b"ab")
        assert is_silent(peer)
        peer.sendall(b"cd")
        assert b" 200 OK\r\n" in head(peer)


@on_rows("words", [b"hello?\r\n\r\n", b"GET / HTTP/1.1\r\nx: " + bytes(100_000)])
def test_a_client_that_speaks_no_http_is_hung_up_on(words: bytes) -> None:
    with FaultServer(faults.answer()) as server, connected(server.url) as peer:
        with suppress(OSError):
            peer.sendall(words)
            assert heard(peer) == b""
        assert soon(lambda: server.open_connections == 0)
        assert httpx.get(server.url).status_code == 200
        assert server.requests == 1


def test_a_fault_that_begins_before_a_request_needs_its_own_connection() -> None:
    with FaultServer(faults.answer(200, BODY), faults.unread(), faults.answer()) as server:
        with connected(server.url) as kept, connected(server.url) as first:
            assert soon(lambda: server.connections == 2)
            first.sendall(REQUEST)
            assert b"connection: close\r\n" in head(first)
            assert heard(first) == BODY
            kept.sendall(REQUEST)
            assert heard(kept) == b""
            with connected(server.url) as second, connected(server.url) as third:
                second.sendall(REQUEST)
                assert is_silent(second)
                third.sendall(REQUEST)
                assert b" 200 OK\r\n" in head(third)
        assert (server.requests, server.connections) == (3, 4)


def test_nothing_of_a_request_is_kept() -> None:
    key, body = b"Bearer a-key-that-is-secret", b"what-a-user-said"
    with FaultServer(faults.stall()) as server, connected(server.url) as peer:
        peer.sendall(b"POST /bot1:a-token HTTP/1.1\r\nhost: x\r\nauthorization: %b\r\n" % key)
        peer.sendall(b"content-length: %d\r\n\r\n%b" % (len(body), body))
        assert soon(lambda: server.requests == 1)
        assert is_silent(peer)
        held = held_by(server)
        assert any(b"application/json" in data for data in held_by(faults.answer()))
        assert [data for data in held for secret in (b"a-token", key, body) if secret in data] == []


def held_by(root: object) -> list[bytes]:
    """All texts and bytes that an object leads to, or that the frames of a fault server's threads do."""
    frames = sys._current_frames()  # pyright: ignore[reportPrivateUsage]  # there is no other way
    waiting: list[object] = [root]
    for thread in running():
        frame = frames.get(thread.ident or 0)
        while frame is not None:
            waiting.append(dict(frame.f_locals))
            frame = frame.f_back
    seen: set[int] = set()
    held: list[bytes] = []
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen.add(id(thing))
        if isinstance(thing, bytes | bytearray | str):
            held.append(thing.encode() if isinstance(thing, str) else bytes(thing))
        waiting += gc.get_referents(thing)
    return held


def test_a_big_request_is_not_gathered() -> None:
    with FaultServer(faults.answer(200, BODY)) as server:
        tracemalloc.start()
        try:
            assert httpx.post(server.url, content=(bytes(100_000) for _ in range(500))).content == BODY
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()


def test_connections_beyond_its_bound_wait_for_room() -> None:
    with FaultServer(faults.answer(200, BODY)) as server, ExitStack() as connections:
        for _ in range(256):
            connections.enter_context(connected(server.url))
        assert soon(lambda: server.connections == 256)
        with connected(server.url) as late:
            late.sendall(REQUEST)
            assert is_silent(late)
            assert (server.connections, server.requests) == (256, 0)
            connections.close()
            assert b" 200 OK\r\n" in head(late)


def test_it_has_no_address_before_its_block_and_runs_once() -> None:
    server = FaultServer(faults.answer())
    with pytest.raises(RuntimeError, match="with block"):
        _ = server.url
    with server:
        pass
    with pytest.raises(RuntimeError, match="create another one"), server:
        pass


def test_a_server_without_a_fault_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"such as faults\.reset\(\)"):
        FaultServer()


def test_a_fault_of_ones_own_is_made_of_steps() -> None:
    act = faults.Fault((Send(b"HTTP/1.1 200 OK\r\n"), Wait(0.01), Send(b"content-length: 0\r\n\r\n"), Reset()))
    assert act == faults.Fault(act.steps)
    assert hash(act) == hash(faults.Fault(act.steps))
    with FaultServer(act) as server, connected(server.url) as peer:
        peer.sendall(REQUEST)
        assert head(peer) == b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
