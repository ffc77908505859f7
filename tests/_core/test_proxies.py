"""Through proxies: the service sees the real path, and a proxy that only tunnels never sees the token."""

from __future__ import annotations

import asyncio
import base64
import logging
import secrets
from dataclasses import dataclass
from typing import Literal

import httpx
import httpx2
import pytest
from tests._core.proxy import proxy
from tests._core.scripted import Twin
from tests._core.shown import check, everything_about
from tests._core.tls import client_tls, server_tls

from schedbot_sdk import AsyncTelegramClient, RetryPolicy, StatusError, TelegramClient, TransportError
from schedbot_sdk.testing import FaultServer, faults

TOKEN = "123456789:AAE-a_token_that_no_proxy_may_read"
SECRET = TOKEN.partition(":")[2].encode()
PASSWORD = secrets.token_urlsafe(20)
BASIC = base64.b64encode(f"user:{PASSWORD}".encode()).decode()
ONCE = RetryPolicy(max_attempts=1)
NOTHING = faults.answer(200, b'{"ok":true,"result":[]}')
TARGET = f"/bot{TOKEN}/getUpdates?offset=0&timeout=0".encode()

Whose = Literal["own", "httpx", "httpx2"]
both = pytest.mark.parametrize("twin", ["sync", "async"])
everybody = pytest.mark.parametrize("whose", ["own", "httpx", "httpx2"])


@dataclass(frozen=True)
class Way:
    """How a client gets to its proxy."""

    url: str

    def sync_client(self, whose: Whose) -> httpx.Client | httpx2.Client | None:
        if whose == "httpx":
            tls = client_tls() if self.url.startswith("https") else None
            return httpx.Client(proxy=httpx.Proxy(self.url, ssl_context=tls), verify=client_tls())
        if whose == "httpx2":
            tls = client_tls() if self.url.startswith("https") else None
            return httpx2.Client(proxy=httpx2.Proxy(self.url, ssl_context=tls), verify=client_tls())
        return None

    def async_client(self, whose: Whose) -> httpx.AsyncClient | httpx2.AsyncClient | None:
        if whose == "httpx":
            tls = client_tls() if self.url.startswith("https") else None
            return httpx.AsyncClient(proxy=httpx.Proxy(self.url, ssl_context=tls), verify=client_tls())
        if whose == "httpx2":
            tls = client_tls() if self.url.startswith("https") else None
            return httpx2.AsyncClient(proxy=httpx2.Proxy(self.url, ssl_context=tls), verify=client_tls())
        return None


def get_updates(twin: Twin, whose: Whose, base_url: str, way: Way | None) -> object:
    url = way.url if way is not None and whose == "own" else None
    if twin == "sync":
        http = way.sync_client(whose) if way else None
        with TelegramClient(
            TOKEN,
            base_url=base_url,
            proxy=url,
            ssl_context=None if http else client_tls(),
            http_client=http,
            retry=ONCE,
        ) as telegram:
            try:
                return telegram.get_updates(offset=0, timeout=0)
            finally:
                if http is not None:
                    http.close()

    async def ask() -> object:
        http = way.async_client(whose) if way else None
        async with AsyncTelegramClient(
            TOKEN,
            base_url=base_url,
            proxy=url,
            ssl_context=None if http else client_tls(),
            http_client=http,
            retry=ONCE,
        ) as telegram:
            try:
                return await telegram.get_updates(offset=0, timeout=0)
            finally:
                if http is not None:
                    await http.aclose()

    return asyncio.run(ask())


@both
@everybody
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_tunnel_is_asked_for_a_host_and_never_sees_the_token(twin: Twin, whose: Whose, scheme: str) -> None:
    tls = server_tls() if scheme == "https" else None
    with FaultServer(NOTHING, tls=server_tls()) as server, proxy(tls=tls) as middle:
        assert get_updates(twin, whose, server.url, Way(f"{scheme}://{middle.address}")) == []
        assert server.requests == 1
    assert middle.request_lines == [b"CONNECT " + server.url.removeprefix("https://").encode() + b" HTTP/1.1"]
    assert SECRET not in b"".join(middle.heads)


@both
def test_a_secret_that_the_service_repeats_behind_a_tunnel_is_redacted(
    twin: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    moved = faults.answer(302, headers={"location": f"https://h/bot{TOKEN}/x"})
    with (
        FaultServer(moved, tls=server_tls()) as server,
        proxy() as middle,
        pytest.raises(StatusError, match="redirect"),
    ):
        get_updates(twin, "own", server.url, Way(f"http://{middle.address}"))
    assert "https://h/bot***" in caplog.text
    assert SECRET.decode() not in caplog.text


@both
@everybody
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_forwarding_proxy_receives_the_whole_address(twin: Twin, whose: Whose, scheme: str) -> None:
    tls = server_tls() if scheme == "https" else None
    with FaultServer(NOTHING) as server, proxy(tls=tls) as middle:
        assert get_updates(twin, whose, server.url, Way(f"{scheme}://{middle.address}")) == []
        assert server.requests == 1
    assert middle.request_lines == [b"GET " + server.url.encode() + TARGET + b" HTTP/1.1"]


@both
@everybody
def test_the_user_name_and_password_of_a_proxy_are_sent_to_it_alone(twin: Twin, whose: Whose) -> None:
    with FaultServer(NOTHING, tls=server_tls()) as server, proxy() as middle:
        assert get_updates(twin, whose, server.url, Way(f"http://us%40er:pass@{middle.address}")) == []
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"us@er:pass") in middle.heads[0]


@both
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_environment_names_the_proxy(twin: Twin, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)
    with FaultServer(NOTHING, tls=server_tls()) as server, proxy() as middle:
        monkeypatch.setenv(name, f"http://{middle.address}")
        assert get_updates(twin, "own", server.url, None) == []
        assert len(middle.heads) == 1
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert get_updates(twin, "own", server.url, None) == []
        assert len(middle.heads) == 1
        assert server.requests == 2


def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@both
@everybody
@pytest.mark.parametrize("refusal", ["407 Proxy Authentication Required", "502 Bad Gateway"])
def test_a_proxy_that_refuses_is_a_failure_to_connect(twin: Twin, whose: Whose, refusal: str) -> None:
    with proxy(refuses=refusal) as middle, pytest.raises(TransportError, match="the proxy refused") as caught:
        get_updates(twin, whose, "https://127.0.0.1:9", Way(f"http://{middle.address}"))
    assert (caught.value.phase, caught.value.request_sent) == ("connect", False)
    assert str(caught.value).endswith("; does the proxy let you through to the host of base_url?")


@both
def test_a_proxy_that_is_not_there_is_named_as_what_to_look_at(twin: Twin) -> None:
    with faults.closed_port() as closed, pytest.raises(TransportError, match="connection refused") as caught:
        get_updates(twin, "own", "https://127.0.0.1:9", Way(closed))
    assert str(caught.value).endswith("; is the proxy right (proxy=), and is it running?")


@both
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "all_proxy"])
def test_the_environment_names_the_proxy_of_a_plain_origin_with_its_password(
    twin: Twin, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_proxies(monkeypatch)
    with FaultServer(NOTHING) as server, proxy() as middle:
        monkeypatch.setenv(name, f"http://user:{PASSWORD}@{middle.address}")
        assert get_updates(twin, "own", server.url, None) == []
    assert middle.request_lines == [b"GET " + server.url.encode() + TARGET + b" HTTP/1.1"]
    assert b"Proxy-Authorization: Basic " + BASIC.encode() in middle.heads[0]


@both
@everybody
@pytest.mark.parametrize("refusal", ["", "407 Proxy Authentication Required", "502 Bad Gateway"])
def test_neither_the_token_nor_the_password_of_a_proxy_shows(
    twin: Twin, whose: Whose, refusal: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(faults.reset(), tls=server_tls()) as server, proxy(refuses=refusal) as middle:
        way = Way(f"http://user:{PASSWORD}@{middle.address}")
        with pytest.raises(TransportError) as caught:
            get_updates(twin, whose, server.url, way)
    assert b"Proxy-Authorization: Basic " + BASIC.encode() in middle.heads[0]
    assert caplog.records
    for text in (everything_about(caught.value), caplog.text, *(str(vars(record)) for record in caplog.records)):
        for secret in (TOKEN, PASSWORD, BASIC):
            check(text, secret)


@pytest.mark.parametrize("make", [TelegramClient, AsyncTelegramClient])
def test_a_client_does_not_show_the_password_of_its_proxy(
    make: type[TelegramClient | AsyncTelegramClient],
) -> None:
    client = make(TOKEN, proxy=f"http://user:{PASSWORD}@127.0.0.1:9")
    check(f"{client!r} {client!s} {vars(client)}", PASSWORD)
