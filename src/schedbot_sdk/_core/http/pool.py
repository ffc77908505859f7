"""Our own HTTP client: the only file of the SDK that imports httpx."""

from __future__ import annotations

import functools
import ssl
from dataclasses import dataclass
from typing import TypedDict

import httpx

from schedbot_sdk.errors import ConfigurationError

__all__ = ["Pool"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """How our own HTTP client connects."""

    max_connections: int
    ssl_context: ssl.SSLContext | None
    proxy: str | None

    def __post_init__(self) -> None:
        if self.max_connections < 1:
            raise ConfigurationError(f"max_connections={self.max_connections}: pass at least 1")
        if self.proxy is not None and not self.proxy.startswith(("http://", "https://", "socks5://", "socks5h://")):
            raise ConfigurationError("proxy: pass a URL such as http://proxy.example.com:8080")

    def client(self) -> httpx.Client:
        """A sync client."""
        return httpx.Client(**self._options())

    def async_client(self) -> httpx.AsyncClient:
        """An async client."""
        return httpx.AsyncClient(**self._options())

    def _options(self) -> PoolOptions:
        return PoolOptions(
            verify=self.ssl_context or _shared_tls(),
            proxy=self.proxy,
            limits=httpx.Limits(max_connections=self.max_connections, max_keepalive_connections=self.max_connections),
        )


class PoolOptions(TypedDict):
    """The keywords of `httpx.Client` that a `Pool` decides."""

    verify: ssl.SSLContext
    proxy: str | None
    limits: httpx.Limits


@functools.cache
def _shared_tls() -> ssl.SSLContext:
    # Loading the certificates takes 20 ms, all there is to building a client.
    return httpx.create_ssl_context()
