"""What an outage costs and what survives it: by simulation, on real sockets, and in a loop that polls."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from tests._core.scripted import TOKEN, Clock, Twin
from typing_extensions import override

from schedbot_sdk import AsyncTelegramClient, AsyncUsersClient, RetryPolicy, TelegramClient, UsersClient
from schedbot_sdk._core import runtime
from schedbot_sdk.errors import SchedbotError

USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
FAILURES = pytest.mark.parametrize("failing", [1.0, 0.2])


@dataclass(frozen=True)
class Tally:
    """What many calls came to; `seconds` of the clock earned one token each."""

    calls: int
    requests: int
    succeeded: int
    seconds: float = 0.0

    def check(self, what: str, failing: float) -> None:
        """Hold it against what is promised, and print it."""
        retries_of_time = self.seconds / 14
        each, share = (self.requests - retries_of_time) / self.calls, self.succeeded / self.calls
        print(
            f"\n{what}, {failing:.0%} failures: {self.requests} requests for {self.calls} calls in {self.seconds:.1f} s"
            f" = {each:.5f} a call without time's {retries_of_time:.1f}; {share:.3%} of the calls succeeded"
        )
        if failing == 1.0:
            assert self.succeeded == 0
            assert self.requests / self.calls > 1.0
            assert each <= 1.01
        else:
            assert share >= 0.99


@dataclass(frozen=True)
class Came:
    """As much of an answer as the SDK reads."""

    status_code: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def iter_bytes(self) -> Iterator[bytes]:
        """The body in one piece."""
        yield self.body


class FailingNetwork:
    """An HTTP client in memory that fails at random."""

    def __init__(self, failing: float, seed: int) -> None:
        self._failing = failing
        self._chance = random.Random(seed)
        self.requests = 0

    @contextmanager
    def stream(self, method: str, url: str, **options: object) -> Generator[Came]:
        """Count a request and decide on it."""
        self.requests += 1
        if self._chance.random() >= self._failing:
            yield Came(200, USER)
        elif self._chance.random() < 0.5:
            yield Came(503, b"")
        else:
            raise httpx.ConnectError("refused")


def simulated(count: int, failing: float, seed: int) -> Tally:
    """Calls of one client on a clock that stands still: as if all came at once."""
    chance = random.Random(seed)
    still = runtime.Runtime(monotonic=lambda: 0.0, random=chance.random, sleep=lambda _: None)
    network = FailingNetwork(failing, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "SYSTEM", still)
        users = UsersClient("http://u.test", http_client=network)
    succeeded = 0
    for _ in range(count):
        with suppress(SchedbotError):
            users.get_user(42)
            succeeded += 1
    return Tally(count, network.requests, succeeded)


@FAILURES
def test_ten_thousand_calls_keep_the_promise(failing: float) -> None:
    simulated(10_000, failing, 0).check("simulated", failing)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@FAILURES
def test_two_hundred_thousand_calls_keep_the_promise(failing: float, seed: int) -> None:
    simulated(200_000, failing, seed).check(f"simulated, seed {seed}", failing)


class FailingServer(ThreadingHTTPServer):
    """Answers with a user or, at random, with a 503, over connections that it keeps; counts requests."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, failing: float) -> None:
        super().__init__(("127.0.0.1", 0), FailingServer.Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._failing = failing
        self._chance = random.Random(7)
        self._lock = threading.Lock()
        self.requests = 0

    def fails(self) -> bool:
        """Count a request and decide on it."""
        with self._lock:
            self.requests += 1
            return self._chance.random() < self._failing

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert isinstance(self.server, FailingServer)
            status, body = (b"503 Service Unavailable", b"") if self.server.fails() else (b"200 OK", USER)
            self.wfile.write(b"HTTP/1.1 %b\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body))

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""


@contextmanager
def failing_server(failing: float) -> Generator[FailingServer]:
    """Serve from a thread."""
    with FailingServer(failing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


def called_from_threads(url: str, count: int) -> int:
    """Calls from eight threads without any wait between retries; how many succeeded."""
    with UsersClient(url, retry=RetryPolicy(initial_wait=0)) as users, ThreadPoolExecutor(8) as pool:

        def succeeds(_: int) -> bool:
            try:
                users.get_user(42)
            except SchedbotError:
                return False
            return True

        return sum(pool.map(succeeds, range(count)))


async def successes(users: AsyncUsersClient, left: Iterator[int]) -> int:
    """One of several tasks that make the calls that are left; how many of its own succeeded."""
    succeeded = 0
    for _ in left:
        with suppress(SchedbotError):
            await users.get_user(42)
            succeeded += 1
    return succeeded


def called_from_tasks(url: str, count: int) -> int:
    """Calls from fifty tasks with the default waits; how many succeeded."""

    async def run() -> int:
        left = iter(range(count))
        async with AsyncUsersClient(url) as users:
            return sum(await asyncio.gather(*(successes(users, left) for _ in range(50))))

    return asyncio.run(run())


@pytest.mark.slow
@FAILURES
@pytest.mark.parametrize("call", [called_from_threads, called_from_tasks])
def test_five_thousand_calls_over_real_sockets_keep_the_promise(
    call: Callable[[str, int], int], failing: float
) -> None:
    with failing_server(failing) as server:
        began = time.monotonic()
        succeeded = call(server.url, 5_000)
        Tally(5_000, server.requests, succeeded, time.monotonic() - began).check(call.__name__, failing)


def test_calls_that_wait_for_their_retry_do_not_keep_the_quota_from_the_others() -> None:
    chance = random.Random(5)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503) if chance.random() < 0.2 else httpx.Response(200, content=USER)

    async def run() -> int:
        left = iter(range(2_000))
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            users = AsyncUsersClient("http://u.test", retry=RetryPolicy(initial_wait=0.2), http_client=http)
            return sum(await asyncio.gather(*(successes(users, left) for _ in range(200))))

    assert asyncio.run(run()) >= 0.99 * 2_000


def polled_through_an_outage(twin: Twin, retry: RetryPolicy | None, seconds: float) -> tuple[int, float]:
    """Requests that a loop without a wait of its own sends to a dead server, and the seconds it took."""
    clock, requests = Clock(), 0
    began = clock.now

    def refuse(request: httpx.Request) -> httpx.Response:
        nonlocal requests
        requests += 1
        assert requests < 10 * seconds, "a hot loop"
        raise httpx.ConnectError("refused", request=request)

    async def run() -> None:
        transport = httpx.MockTransport(refuse)
        async with httpx.AsyncClient(transport=transport) as async_http:
            asynchronous = AsyncTelegramClient(TOKEN, base_url="http://t.test", http_client=async_http, retry=retry)
            http = httpx.Client(transport=transport)
            telegram = TelegramClient(TOKEN, base_url="http://t.test", http_client=http, retry=retry)
            while clock.now < began + seconds:
                with suppress(SchedbotError):
                    await asynchronous.get_updates(offset=0) if twin == "async" else telegram.get_updates(offset=0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "SYSTEM", clock.runtime())
        asyncio.run(run())
    return requests, clock.now - began


@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("retry", [None, RetryPolicy(quota=0)], ids=["emptied", "none from the start"])
def test_a_polling_loop_is_not_a_busy_loop_when_the_quota_is_empty(twin: Twin, retry: RetryPolicy | None) -> None:
    requests, seconds = polled_through_an_outage(twin, retry, 300.0)
    print(f"\n{twin}: {requests} polls in {seconds:.0f} s of an outage")
    assert 100 < requests <= seconds / 0.25 + 1  # at a chance of one half, the first back-off is 0.25 s
