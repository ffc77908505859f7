"""The private attributes of httpx and httpcore that the SDK uses are there, and do what it needs."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpcore
import httpx

import schedbot_sdk
from schedbot_sdk._core.transport.private_api import has_surplus, set_pool, skip_async_locks, skip_thread_lock

RESPONSE = [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"]
PROXY = httpcore.Proxy("http://proxy.test:3128")


class Recorder(httpcore.ConnectionPool):
    """Notes the requests that httpx sends through it."""

    def __init__(self) -> None:
        super().__init__(network_backend=httpcore.MockBackend(RESPONSE))
        self.requests: list[httpcore.Request] = []

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        self.requests.append(request)
        return super().handle_request(request)


def test_a_transport_of_httpx_sends_through_the_pool_that_was_set() -> None:
    pool = Recorder()
    transport = httpx.HTTPTransport()
    set_pool(transport, pool)
    assert transport.handle_request(httpx.Request("GET", "http://service.test/path")).status_code == 200
    assert [request.url.target for request in pool.requests] == [b"/path"]


def test_a_pool_has_the_lock_that_is_taken_away() -> None:
    pool = httpcore.ConnectionPool(network_backend=httpcore.MockBackend(RESPONSE))
    lock: object = vars(pool)["_optional_thread_lock"]
    skip_thread_lock(pool)
    assert hasattr(lock, "__enter__")
    assert vars(pool)["_optional_thread_lock"] is not lock
    assert pool.request("GET", "http://service.test/").status == 200


def test_connections_have_the_locks_that_are_taken_away() -> None:
    async def locks(proxy: httpcore.Proxy | None) -> tuple[set[str], set[str]]:
        backend = httpcore.AsyncMockBackend(RESPONSE * 2)
        async with httpcore.AsyncConnectionPool(proxy=proxy, network_backend=backend) as pool:
            await pool.request("GET", "http://service.test/")
            before = names_of_locks(pool)
            skip_async_locks(pool)
            after = names_of_locks(pool)
            assert (await pool.request("GET", "http://service.test/")).status == 200
            return before, after

    for proxy in (None, PROXY):
        assert asyncio.run(locks(proxy)) == ({"_request_lock", "_state_lock"}, set())


def names_of_locks(pool: httpcore.AsyncConnectionPool) -> set[str]:
    names: set[str] = set()
    for pooled in pool.connections:
        connection: object = pooled
        while connection is not None:
            names |= {name for name, value in vars(connection).items() if type(value).__name__ == "AsyncLock"}
            connection = getattr(connection, "_connection", None)
    return names


def test_bytes_after_a_response_are_seen() -> None:
    for received, expected in ((RESPONSE, False), ([RESPONSE[0] + b"more"], True)):
        pool = httpcore.ConnectionPool(network_backend=httpcore.MockBackend(list(received)))
        pool.request("GET", "http://service.test/")
        assert has_surplus(pool) is expected


def test_no_other_module_reads_a_private_attribute_of_another_object() -> None:
    source = Path(schedbot_sdk.__file__).parent / "_core" / "transport"
    names = ("_pool", "_optional_thread_lock", "_connect_lock", "_request_lock", "_state_lock", "_h11_state")
    pattern = re.compile(rf"""["'.]({"|".join(names)})\b""")
    users = sorted(path.name for path in source.rglob("*.py") if pattern.search(path.read_text("utf-8")))
    assert users == ["private_api.py"]
