"""The proxy that the environment names, and `NO_PROXY` as curl reads it."""

from __future__ import annotations

import os

import httpx
import pytest

from schedbot_sdk import AsyncChatClient, ChatClient, ConfigurationError, TransportError, UsersClient
from schedbot_sdk._core.http.environment_proxy import environment_proxy, goes_past_proxy
from schedbot_sdk.testing import faults


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


PAST = [
    ("example.com", "example.com"),
    ("EXAMPLE.com", "example.COM"),
    ("api.example.com", "example.com"),
    ("api.example.com", ".example.com"),
    ("example.com", ".example.com"),
    ("example.com.", "example.com"),
    ("example.com", "example.com."),
    ("example.com", " a.test ,example.com"),
    ("example.com", "a.test example.com"),
    ("example.com:8443", "example.com"),
    ("example.com:8443", "example.com:8443"),
    ("anything.test", "*"),
    ("127.0.0.1", "127.0.0.1"),
    ("127.0.0.1:80", "127.0.0.0/8"),
    ("10.1.2.3", "192.168.0.0/16,10.0.0.0/8"),
    ("10.1.2.3", "10.1.2.99/24"),
    ("[::1]:8080", "::1"),
    ("[::1]", "[::1]"),
    ("[::1]:8080", "[::1]:8080"),
    ("[0:0:0:0:0:0:0:1]", "::1"),
    ("[fd00::17]", "fd00::/8"),
    ("[fd00::17]", "[fd00::]/8"),
]
THROUGH = [
    ("example.com", ""),
    ("example.com", ","),
    ("example.com", "."),
    ("badexample.com", "example.com"),
    ("example.com", "api.example.com"),
    ("example.com:8443", "example.com:443"),
    ("127.0.0.1", "10.0.0.0/8"),
    ("127.0.0.1", "27.0.0.1"),
    ("127.0.0.1", "0.1"),
    ("[::1]", "fd00::/8"),
    ("[::1]", "127.0.0.1"),
    ("10.1.2.3", "10.1.2.3/99"),
    ("10.1.2.3", "example.com"),
    ("example.com", "*.test"),
]


def test_no_proxy_covers_names_with_their_subdomains_addresses_and_blocks_and_nothing_else() -> None:
    wrong = [row for row in PAST if not goes_past_proxy(*row)] + [row for row in THROUGH if goes_past_proxy(*row)]
    assert not wrong


def test_a_proxy_is_named_by_the_variable_that_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_proxy("https://api.test:443") is None
    monkeypatch.setenv("ALL_PROXY", "proxy.test:3128")
    assert environment_proxy("https://api.test:443") == ("http://proxy.test:3128", "ALL_PROXY")
    monkeypatch.setenv("https_proxy", "http://other.test")
    assert environment_proxy("https://api.test:443") == ("http://other.test", "https_proxy")
    assert environment_proxy("http://api.test:80") == ("http://proxy.test:3128", "ALL_PROXY")
    monkeypatch.setenv("NO_PROXY", "api.test")
    assert environment_proxy("https://api.test:443") is None


def test_an_error_about_a_proxy_of_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("socks://127.0.0.1:1080/", "ftp://proxy.test", "http://", "http://proxy.test:0", "http://прокси.test"):
        for name in ("HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, url)
            with pytest.raises(ConfigurationError, match=f"^{name}: .*http://"):
                UsersClient("http://users.test")
            monkeypatch.delenv(name)
    with faults.closed_port() as nobody:
        monkeypatch.setenv("http_proxy", nobody)
        with UsersClient("http://users.test") as users, pytest.raises(TransportError, match="http_proxy"):
            users.get_user(42, deadline=5)


def test_what_cannot_serve_as_an_http_client_is_refused_by_the_constructor() -> None:
    for client in (object(), "http", httpx.AsyncClient(), httpx.Client, httpx):
        with pytest.raises(ConfigurationError, match=r"pass an httpx\.Client"):
            ChatClient("k", http_client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for client in (object(), httpx.Client(), httpx.AsyncClient, httpx):
        with pytest.raises(ConfigurationError, match=r"pass an httpx\.AsyncClient"):
            AsyncChatClient("k", http_client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_options_that_a_supplied_client_makes_void_are_refused() -> None:
    with httpx.Client() as client:
        ChatClient("k", http_client=client, max_connections=100).close()
        with pytest.raises(ConfigurationError, match=r"^proxy, max_connections: "):
            ChatClient("k", http_client=client, proxy="http://proxy.test", max_connections=5)


def test_a_host_in_other_letters_is_refused_with_its_punycode() -> None:
    for url, code in (
        ("https://пример.рф/v1", "xn--e1afmkfd.xn--p1ai"),
        ("http://bücher.example", "xn--bcher-kva.example"),
    ):
        with pytest.raises(ConfigurationError, match=f"punycode: https://{code}"):
            UsersClient(url)


def test_headers_that_http_owns_and_blanks_at_the_edges_of_values_are_refused() -> None:
    with UsersClient("http://127.0.0.1:9") as users:
        owned = ["Content-Length", "TRANSFER-ENCODING", "connection", "Host", "Upgrade", "TE", "Trailer", "Expect"]
        for name in (*owned, "Keep-Alive", "Proxy-Authorization", "Content-Encoding"):
            with pytest.raises(ConfigurationError, match="set by HTTP itself"):
                users.get_user(42, extra_headers={name: "1"})
        for value in (" a", "a ", "\ta", "a\t"):
            with pytest.raises(ConfigurationError, match="strip"):
                users.get_user(42, extra_headers={"x-trace": value})
