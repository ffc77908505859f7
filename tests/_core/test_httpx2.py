"""A client of httpx2, which is never imported here, gives the same results and the same errors as one of httpx."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable

import httpx
import httpx2
import pytest
from tests._core.scripted import MESSAGES, ScriptedServer, Twin
from tests._core.test_phases import CASES, LONG_HEAD, Case
from tests._core.test_scenarios import SCENARIOS, Scenario, follow
from tests._core.tls import client_tls
from tests.rows import on_rows
from typing_extensions import override

from schedbot_sdk import AsyncChatClient, ChatClient, RetryPolicy, Timeouts, TransportError
from schedbot_sdk.testing import FaultServer, faults

pytestmark = pytest.mark.slow
both = pytest.mark.parametrize("twin", ["sync", "async"])


class Translated(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """The scripted server, as httpx2 sees it."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        request_of_httpx = httpx.Request(
            request.method,
            str(request.url),
            headers=dict(request.headers),
            content=request.content,
            extensions=dict(request.extensions),
        )
        try:
            response = self._server.handle_request(request_of_httpx)
        except httpx.RequestError as error:
            kind: Callable[..., Exception] = getattr(httpx2, type(error).__name__)
            raise kind("scripted", request=request) from None
        return httpx2.Response(response.status_code, headers=dict(response.headers), content=response.content)

    @override
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._answer(request)

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._answer(request)


@both
@on_rows("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.name} ({scenario.action})")
def test_a_client_of_httpx2_follows_the_table(scenario: Scenario, twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    def client(*, transport: ScriptedServer) -> httpx2.Client:
        return httpx2.Client(transport=Translated(transport))

    def async_client(*, transport: ScriptedServer) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=Translated(transport))

    monkeypatch.setattr(httpx, "Client", client)
    monkeypatch.setattr(httpx, "AsyncClient", async_client)
    follow(scenario, twin)


def complete(case: Case, twin: Twin, url: str) -> None:
    retry = RetryPolicy(max_attempts=2, initial_wait=0.001)
    timeouts = Timeouts(connect=0.2, read=0.2, write=0.2)
    if twin == "sync":
        with httpx2.Client(verify=client_tls(), trust_env=False) as http:
            chat = ChatClient("k", base_url=url, model="m", retry=retry, timeouts=timeouts, http_client=http)
            chat.complete(case.messages, **case.options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        return

    async def ask() -> None:
        async with httpx2.AsyncClient(verify=client_tls(), trust_env=False) as http:
            chat = AsyncChatClient("k", base_url=url, model="m", retry=retry, timeouts=timeouts, http_client=http)
            await chat.complete(case.messages, **case.options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    asyncio.run(ask())


@both
@pytest.mark.parametrize("case", [case for case in CASES if case.options != LONG_HEAD], ids=lambda case: case.name)
def test_on_real_sockets_the_failures_of_httpx2_are_those_of_httpx(case: Case, twin: Twin) -> None:
    with case.where() as url, pytest.raises(TransportError, match=case.words) as caught:
        complete(case, twin, url)
    assert (caught.value.phase, caught.value.request_sent) == (case.phase, case.request_sent)
    assert len(caught.value.attempts) == (1 if case.request_sent else 2)


@both
def test_a_stream_comes_through_httpx2_as_it_is_sent(twin: Twin) -> None:
    part = 'data: {"choices":[{"index":0,"delta":{"content":"d\u2028o"}}]}\n\n'.encode()
    last = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'

    async def texts(url: str) -> list[str]:
        async with (
            httpx2.AsyncClient(trust_env=False) as http,
            AsyncChatClient("k", base_url=url, model="m", http_client=http).stream(MESSAGES) as stream,
        ):
            return [text async for text in stream.text()]

    with FaultServer(faults.event_stream(part, part, last, every=0.01)) as server:
        if twin == "async":
            assert asyncio.run(texts(server.url)) == ["d\u2028o"] * 2
            return
        with (
            httpx2.Client(trust_env=False) as http,
            ChatClient("k", base_url=server.url, model="m", http_client=http).stream(MESSAGES) as stream,
        ):
            assert list(stream.text()) == ["d\u2028o"] * 2


def test_the_sdk_never_imports_httpx2() -> None:
    program = """
import sys
from schedbot_sdk import RetryPolicy, TransportError, UsersClient
with UsersClient("http://127.0.0.1:9", retry=RetryPolicy(max_attempts=1)) as users:
    try:
        users.get_user(42)
    except TransportError:
        sys.exit("httpx2" in sys.modules or "httpcore2" in sys.modules)
sys.exit("nothing was refused")
"""
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
