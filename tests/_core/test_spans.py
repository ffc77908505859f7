"""The spans of OpenTelemetry's httpx instrumentation: they are there, and no secret is in them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Generator

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests._core.scripted import MESSAGES, Twin

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    ChatClient,
    RetryPolicy,
    SchedbotError,
    TelegramClient,
)
from schedbot_sdk.testing import FaultServer, faults

pytestmark = pytest.mark.slow

ONCE = RetryPolicy(max_attempts=1)
TOKEN = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
KEY = secrets.token_urlsafe(30)
SECRETS = (TOKEN, TOKEN.partition(":")[2], KEY)
ECHO = f"no such token: {TOKEN}, no such key: {KEY}"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Generator[InMemorySpanExporter]:
    for name in ("REQUEST", "RESPONSE"):
        monkeypatch.setenv(f"OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_{name}", ".*")
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    yield exporter
    instrumentor.uninstrument()
    provider.shutdown()


def call(twin: Twin, url: str, *, supplied: bool) -> None:
    if twin == "sync":
        http = httpx.Client(trust_env=False) if supplied else None
        with TelegramClient(TOKEN, base_url=url, retry=ONCE, http_client=http) as telegram:
            ignore(telegram.get_me)
        if http is not None:
            http.close()
            return  # a supplied client holds the key in its headers, which were asked for here
        with ChatClient(KEY, base_url=url, model="m", retry=ONCE) as chat:
            ignore(lambda: chat.complete(MESSAGES))
        return

    async def ask() -> None:
        http = httpx.AsyncClient(trust_env=False) if supplied else None
        async with AsyncTelegramClient(TOKEN, base_url=url, retry=ONCE, http_client=http) as telegram:
            with pytest.raises(SchedbotError):
                await telegram.get_me()
        if http is not None:
            await http.aclose()
            return
        async with AsyncChatClient(KEY, base_url=url, model="m", retry=ONCE) as chat:
            with pytest.raises(SchedbotError):
                await chat.complete(MESSAGES)

    asyncio.run(ask())


def ignore(work: object) -> None:
    with pytest.raises(SchedbotError):
        work()  # type: ignore[operator]  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("supplied", [False, True], ids=["own", "supplied"])
@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("act", [faults.answer(401, ECHO.encode(), content_type="text/plain"), faults.reset()],
                         ids=["401", "reset"])  # fmt: skip
def test_a_span_tells_the_request_without_its_secrets(
    act: faults.Fault, twin: Twin, supplied: bool, spans: InMemorySpanExporter
) -> None:
    with FaultServer(act) as server:
        call(twin, server.url, supplied=supplied)
    finished = spans.get_finished_spans()
    assert len(finished) == (1 if supplied else 2)
    exported = "\n".join(span.to_json() for span in finished)
    assert "/bot~/getMe" in exported
    assert "POST" in exported
    for secret in SECRETS:
        assert secret not in exported


def test_a_header_that_repeats_the_token_is_hidden_in_the_span_of_our_own_connection(
    spans: InMemorySpanExporter,
) -> None:
    moved = faults.answer(302, headers={"location": f"https://elsewhere.test/bot{TOKEN}/getMe"})
    with FaultServer(moved) as server, TelegramClient(TOKEN, base_url=server.url, retry=ONCE) as telegram:
        ignore(telegram.get_me)
    exported = "\n".join(span.to_json() for span in spans.get_finished_spans())
    assert "elsewhere.test/bot***" in exported
    assert TOKEN.partition(":")[2] not in exported
