"""The proxy that the environment names, and `NO_PROXY` as curl reads it."""

from __future__ import annotations

import os

import httpx
import pytest

from schedbot_sdk import AsyncChatClient, ChatClient, ConfigurationError, TransportError, UsersClient
from schedbot_sdk._core.transport.environment_proxy import bypasses_proxy, environment_proxy
from schedbot_sdk._core.transport.route import Route
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
    ("127.0.0.1", "127.0.0.1."),
    ("[fe80::1%eth0]", "fe80::1%eth0"),
    ("[fe80::1%eth0]", "fe80::/10"),
    ("xn--e1afmkfd.example", "Пример.example"),
    ("anything.test", "localhost, *"),
    ("localhost", "LOCALHOST\t,\n::1"),
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
    wrong = [row for row in PAST if not bypasses_proxy(*row)] + [row for row in THROUGH if bypasses_proxy(*row)]
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
    monkeypatch.setenv("NO_PROXY", "api.test:443")
    assert environment_proxy("https://api.test") is None
    assert environment_proxy("http://api.test") is not None
    monkeypatch.setenv("https_proxy", " http://blanks.test ")
    assert environment_proxy("https://b.test") == ("http://blanks.test", "https_proxy")
    monkeypatch.setenv("ALL_PROXY", " ")
    monkeypatch.delenv("https_proxy")
    assert environment_proxy("https://b.test") is None


def test_an_error_about_the_scheme_of_a_proxy_says_which_ones_there_are_and_shows_no_password() -> None:
    for url, words in (
        ("socks://ann:secret-1@127.0.0.1:1080", "socks:// is not supported"),
        ("socks4a://ann:secret-1@127.0.0.1:1080", "socks4a:// is not supported"),
        ("ann:secret-1@127.0.0.1:1080", "use a URL that begins with"),
        ("http://ann:secret-1/2@127.0.0.1:1080", "percent-encode"),
    ):
        with pytest.raises(ConfigurationError, match=f"^proxy: .*{words}") as caught:
            UsersClient("http://users.test", proxy=url)
        assert "https://" in str(caught.value)
        assert "secret-1" not in str(caught.value)


def test_a_password_of_a_proxy_may_hold_any_letter_written_or_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    for written, sent in (
        ("пароль", "пароль".encode()),
        ("%D0%BF%D0%B0%D1%80", "пар".encode()),
        ("p%40ss%3Aw%2F", b"p@ss:w/"),
        ("a:b@c", b"a:b@c"),
        ("%FF%FE", b"\xff\xfe"),
        ("\udcff", b"\xff"),
        ("", b""),
    ):
        proxy = Route.to("http://users.test", proxy=f"http://ann:{written}@127.0.0.1:9", ssl_context=None).proxy
        assert proxy is not None
        assert proxy.auth == (b"ann", sent)
    monkeypatch.setenv("HTTP_PROXY", "http://прокси.example:8080")
    proxy = Route.to("http://users.test", proxy=None, ssl_context=None).proxy
    assert proxy is not None
    assert proxy.url.host == "прокси.example".encode("idna")


def test_an_error_about_a_proxy_of_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("socks://127.0.0.1:1080/", "ftp://proxy.test", "http://", "http://proxy.test:0"):
        for name in ("HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, url)
            with pytest.raises(ConfigurationError, match=f"^{name}: .*http://"):
                UsersClient("http://users.test")
            monkeypatch.delenv(name)
    with faults.closed_port() as closed:
        monkeypatch.setenv("http_proxy", closed)
        with UsersClient("http://users.test") as users, pytest.raises(TransportError, match="http_proxy"):
            users.get_user(42, deadline=5)


def test_an_unusable_http_client_is_refused_by_the_constructor() -> None:
    for client in (object(), "http", httpx.AsyncClient(), httpx.Client, httpx):
        with pytest.raises(ConfigurationError, match=r"pass an httpx\.Client"):
            ChatClient("k", http_client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for client in (object(), httpx.Client(), httpx.AsyncClient, httpx):
        with pytest.raises(ConfigurationError, match=r"pass an httpx\.AsyncClient"):
            AsyncChatClient("k", http_client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


class WithoutContext:
    """Its `stream` must be awaited, which neither twin does."""

    async def stream(self, method: str, url: str, **_: object) -> None:
        """Give no context manager."""


class Wrapper:
    """Hands everything on, so that only the way in which it is opened tells what it is."""

    def __init__(self, client: httpx.Client | httpx.AsyncClient) -> None:
        self._client = client

    def stream(self, **arguments: object) -> object:
        """What the client gives."""
        return self._client.stream(**arguments)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


class SyncWrapper(Wrapper):
    """Opened by `with`."""

    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


class AsyncWrapper(Wrapper):
    """Opened by `async with`."""

    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...


def test_wrappers_of_clients_are_taken_by_the_twin_that_can_use_them() -> None:
    for client in (WithoutContext(), AsyncWrapper(httpx.AsyncClient())):
        with pytest.raises(ConfigurationError, match=r"pass an httpx\.Client"):
            ChatClient("k", http_client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for other in (WithoutContext(), SyncWrapper(httpx.Client())):
        with pytest.raises(ConfigurationError, match=r"pass an httpx\.AsyncClient"):
            AsyncChatClient("k", http_client=other)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for sync in (Wrapper(httpx.Client()), SyncWrapper(httpx.Client())):
        ChatClient("k", http_client=sync).close()  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for one in (Wrapper(httpx.AsyncClient()), AsyncWrapper(httpx.AsyncClient())):
        AsyncChatClient("k", http_client=one)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_supplied_client_that_is_closed_in_the_midst_of_a_call_is_an_error_of_the_sdk() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        closing.close()
        raise RuntimeError("Cannot send a request, as the client has been closed.")

    def close(_: httpx.Request) -> None:
        hooked.close()

    hooked = httpx.Client(trust_env=False, event_hooks={"request": [close]})
    closing = httpx.Client(transport=httpx.MockTransport(answer))
    with faults.closed_port() as closed:
        for client in (closing, hooked):
            with pytest.raises(ConfigurationError, match="closed"):
                UsersClient(closed, http_client=client).get_user(42)


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
        for name in (*owned, "Keep-Alive", "Proxy-Authorization", "Content-Encoding", "Content_Length"):
            with pytest.raises(ConfigurationError, match="HTTP itself sets"):
                users.get_user(42, extra_headers={name: "1"})
        for value in (" a", "a ", "\ta", "a\t"):
            with pytest.raises(ConfigurationError, match="strip"):
                users.get_user(42, extra_headers={"x-trace": value})
