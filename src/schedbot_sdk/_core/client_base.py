"""The base classes of all clients: construction, closing, and reading the environment."""

from __future__ import annotations

import os
import ssl
from types import TracebackType
from typing import Self
from urllib.request import getproxies

from schedbot_sdk._core import runtime
from schedbot_sdk._core.credential import Credential
from schedbot_sdk._core.executor import AsyncExecutor, AsyncTransport, SyncExecutor, Transport
from schedbot_sdk._core.method_guards import guard_methods
from schedbot_sdk._core.rate_limiter import RateLimiter
from schedbot_sdk._core.redact_text import secrets_of_proxy
from schedbot_sdk._core.settings import Settings
from schedbot_sdk._core.transport.async_pool import AsyncPool
from schedbot_sdk._core.transport.endpoint import Endpoint
from schedbot_sdk._core.transport.external_client import AsyncExternalClient, ExternalClient
from schedbot_sdk._core.transport.pool import Pool
from schedbot_sdk._core.transport.protocols import AsyncHttpClient, HttpClient, check_http_client
from schedbot_sdk._core.transport.route import Route
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import OnEvent, RetryPolicy, Timeouts

__all__ = ["MAX_RESPONSE_SIZE", "AsyncService", "SyncService", "environment", "optional_environment"]


MAX_CONNECTIONS = 100
MAX_RESPONSE_SIZE = 16 * 1024 * 1024


class SyncService:
    """A client of one service: a context manager that closes the connections it made itself.

    It may be shared between threads.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        guard_methods(cls)

    def __init__(
        self,
        base_url: str,
        credential: Credential,
        *,
        timeouts: Timeouts | float | None,
        retry: RetryPolicy | None,
        max_connections: int,
        ssl_context: ssl.SSLContext | None,
        proxy: str | None,
        max_response_size: int,
        http_client: HttpClient | None,
        on_event: OnEvent | None,
        rate_limiter: RateLimiter | None = None,
    ) -> None:
        credential.check()
        credential.keep(secrets_of_proxies(proxy))
        self._endpoint = Endpoint(base_url, credential)
        self._settings = settings = Settings.of(
            timeouts, retry, on_event, runtime.SYSTEM, credential.redact, rate_limiter
        )
        monotonic = settings.runtime.monotonic
        if http_client is None:
            route = Route.to(self._endpoint.origin, proxy=proxy, ssl_context=ssl_context)
            transport: Transport = Pool(route, max_connections, monotonic)
        else:
            ignored = _ignored(max_connections, ssl_context, proxy)
            check_http_client(http_client, is_async=False, ignored=ignored)
            transport = ExternalClient(http_client, monotonic)
        self._executor = SyncExecutor(self._endpoint, transport, settings, max_response_size)

    @property
    def _host(self) -> str:
        """The service's host and port, as log lines name it."""
        return self._endpoint.origin.partition("://")[2]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, '_endpoint', 'not made')!s})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a client passed as `http_client` stays open: its owner closes it."""
        self._executor.close()


class AsyncService:
    """A client of one service: a context manager that closes the connections it made itself.

    It belongs to one event loop of asyncio.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        guard_methods(cls)

    def __init__(
        self,
        base_url: str,
        credential: Credential,
        *,
        timeouts: Timeouts | float | None,
        retry: RetryPolicy | None,
        max_connections: int,
        ssl_context: ssl.SSLContext | None,
        proxy: str | None,
        max_response_size: int,
        http_client: AsyncHttpClient | None,
        on_event: OnEvent | None,
        rate_limiter: RateLimiter | None = None,
    ) -> None:
        credential.check()
        credential.keep(secrets_of_proxies(proxy))
        self._endpoint = Endpoint(base_url, credential)
        self._settings = settings = Settings.of(
            timeouts, retry, on_event, runtime.SYSTEM, credential.redact, rate_limiter
        )
        monotonic = settings.runtime.monotonic
        if http_client is None:
            route = Route.to(self._endpoint.origin, proxy=proxy, ssl_context=ssl_context)
            transport: AsyncTransport = AsyncPool(route, max_connections, monotonic)
        else:
            ignored = _ignored(max_connections, ssl_context, proxy)
            check_http_client(http_client, is_async=True, ignored=ignored)
            transport = AsyncExternalClient(http_client, monotonic)
        self._executor = AsyncExecutor(self._endpoint, transport, settings, max_response_size)

    @property
    def _host(self) -> str:
        """The service's host and port, as log lines name it."""
        return self._endpoint.origin.partition("://")[2]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, '_endpoint', 'not made')!s})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; a client passed as `http_client` stays open: its owner closes it."""
        await self._executor.close()


def _ignored(max_connections: int, ssl_context: object, proxy: str | None) -> dict[str, object]:
    own = None if max_connections == MAX_CONNECTIONS else max_connections
    return {"proxy": proxy or None, "ssl_context": ssl_context, "max_connections": own}


def secrets_of_proxies(proxy: str | None) -> tuple[str, ...]:
    """Return the passwords of this proxy, or of the proxies that the environment names."""
    urls = [proxy] if proxy else getproxies().values()
    return tuple(secret for url in urls for secret in secrets_of_proxy(url))


def optional_environment(*names: str) -> str | None:
    """Return the first of these environment variables that is set and not empty, or None."""
    return next((value for name in names if (value := os.environ.get(name, "").strip())), None)


def environment(*names: str) -> str:
    """Return the first of these environment variables that is set and not empty.

    Raises:
        ConfigurationError: None of them is set; the message names them.
    """
    value = optional_environment(*names)
    if value is None:
        raise ConfigurationError(f"set the environment variable {' or '.join(names)}, or pass its value to the client")
    return value
