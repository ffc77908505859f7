"""`TransportError.phase` and `.request_sent` say how far a request came, and decide whether it may be repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from tests._core.scripted import MESSAGES, Twin
from tests._core.tls import client_tls, server_tls
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    CallOptions,
    ChatClient,
    RetryPolicy,
    Timeouts,
    TransportError,
)
from schedbot_sdk.errors import Phase
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults.steps import Close, ReadHello, Send

ONCE = RetryPolicy(max_attempts=1)
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
TWICE = RetryPolicy(max_attempts=2, initial_wait=0.001)
QUICK = Timeouts(connect=0.2, read=0.2, write=0.2)
LONG_HEAD = CallOptions(extra_headers={"x-long": "x" * 12_000_000})
LONG_BODY = [{"role": "user", "content": "x" * 12_000_000}]


@contextmanager
def served(*acts: faults.Fault, tls: bool = False) -> Generator[str]:
    with FaultServer(*acts, tls=server_tls() if tls else None) as server:
        yield server.url


@contextmanager
def plain_where_tls_is_wanted() -> Generator[str]:
    with FaultServer(faults.tls_alert()) as server:
        yield server.url.replace("http:", "https:")


@contextmanager
def http_where_tls_is_wanted() -> Generator[str]:
    steps = (ReadHello(), Send(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"), Close())
    with FaultServer(faults.Fault(steps, moment="handshake")) as server:
        yield server.url


@contextmanager
def of_somebody_else() -> Generator[str]:
    with FaultServer(faults.answer(200), tls=server_tls("example.com")) as server:
        yield server.url


@contextmanager
def just(url: str) -> Generator[str]:
    yield url


@contextmanager
def https(act: faults.Fault) -> Generator[str]:
    with FaultServer(act) as server:
        yield server.url.replace("http:", "https:")


@dataclass(frozen=True)
class Case:
    """Where a completion goes, how far it comes, and what the error says."""

    name: str
    where: Callable[[], AbstractContextManager[str]]
    phase: Phase
    request_sent: bool
    words: str
    advice: str = ""
    options: CallOptions = field(default_factory=CallOptions)
    messages: object = field(default_factory=lambda: MESSAGES)


IS_IT_THERE = "; is base_url right, and is the server running?"
WHOSE = "; does base_url name the server's own host, and does ssl_context trust its certificate?"
NO_TLS = "; the server does not use TLS on this port: should base_url begin with http://?"
CASES = [
    Case("refused", faults.closed_port, "connect", False, "refused", IS_IT_THERE),
    Case("black hole", faults.black_hole, "connect", False, "timed out", IS_IT_THERE),
    Case(
        "unknown host",
        lambda: just("http://no-such-host.invalid"),
        "connect",
        False,
        "not found",
        "; is base_url right, and is there a network?",
    ),
    Case("TLS alert", plain_where_tls_is_wanted, "tls", False, "handshake failure"),
    Case("a certificate of somebody else", of_somebody_else, "tls", False, "certificate", WHOSE),
    Case("HTTP instead of TLS", http_where_tls_is_wanted, "tls", False, "tls: ", NO_TLS),
    Case("silence in the handshake", lambda: https(faults.slow_handshake()), "tls", False, "timed out"),
    Case("a head that nobody reads", lambda: served(faults.unread()), "write", False, "timed out", options=LONG_HEAD),
    Case("a body that nobody reads", lambda: served(faults.unread()), "write", True, "timed out", messages=LONG_BODY),
    Case("no answer", lambda: served(faults.stall()), "read", True, "timed out"),
    Case("closed instead of an answer", lambda: served(faults.close()), "read", True, "closed the connection"),
    Case("reset instead of an answer", lambda: served(faults.reset()), "read", True, "reset"),
    Case("a body cut off", lambda: served(faults.cut(b"{}" * 99)), "read", True, "closed the connection"),
    Case(
        "no answer through TLS",
        lambda: served(faults.close(), tls=True),
        "read",
        True,
        "the server closed the connection",
    ),
]


def complete(case: Case, twin: Twin, url: str, *, supplied: bool) -> None:
    if twin == "sync":
        http = httpx.Client(verify=client_tls(), trust_env=False) if supplied else None
        with ChatClient(
            "k",
            base_url=url,
            model="m",
            retry=TWICE,
            timeouts=QUICK,
            ssl_context=None if supplied else client_tls(),
            http_client=http,
        ) as chat:
            try:
                chat.complete(case.messages, **case.options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            finally:
                if http is not None:
                    http.close()
        return

    async def ask() -> None:
        http = httpx.AsyncClient(verify=client_tls(), trust_env=False) if supplied else None
        async with AsyncChatClient(
            "k",
            base_url=url,
            model="m",
            retry=TWICE,
            timeouts=QUICK,
            ssl_context=None if supplied else client_tls(),
            http_client=http,
        ) as chat:
            try:
                await chat.complete(case.messages, **case.options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            finally:
                if http is not None:
                    await http.aclose()

    asyncio.run(ask())


@pytest.mark.parametrize("supplied", [False, True], ids=["own", "supplied"])
@pytest.mark.parametrize("twin", ["sync", "async"])
@on_rows("case", CASES, ids=lambda case: case.name)
def test_a_failure_says_how_far_the_request_came_and_only_one_that_was_not_sent_is_repeated(
    case: Case, twin: Twin, supplied: bool
) -> None:
    with case.where() as url, pytest.raises(TransportError, match=case.words) as caught:
        complete(case, twin, url, supplied=supplied)
    assert (caught.value.phase, caught.value.request_sent) == (case.phase, case.request_sent)
    assert str(caught.value).endswith(
        case.advice or (")" if not case.request_sent else caught.value.attempts[-1].cause)
    )
    assert len(caught.value.attempts) == (1 if case.request_sent else 2)


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_a_call_that_got_no_connection_was_not_sent(twin: Twin) -> None:
    async def ask(url: str) -> TransportError:
        async with AsyncChatClient("k", base_url=url, model="m", max_connections=1, retry=ONCE, timeouts=0.3) as chat:
            holder = chat.stream(MESSAGES, timeouts=60)
            await holder.__aenter__()
            with pytest.raises(TransportError) as caught:
                await chat.complete(MESSAGES)
            await holder.__aexit__(None, None, None)
            return caught.value

    with FaultServer(faults.event_stream(PART, then="stall")) as server:
        if twin == "async":
            error = asyncio.run(ask(server.url))
        else:
            with (
                ChatClient("k", base_url=server.url, model="m", max_connections=1, retry=ONCE, timeouts=0.3) as chat,
                chat.stream(MESSAGES, timeouts=60),
                pytest.raises(TransportError) as caught,
            ):
                chat.complete(MESSAGES)
            error = caught.value
        assert server.requests == 1
    assert (error.phase, error.request_sent) == ("pool", False)
