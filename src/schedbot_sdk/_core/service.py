"""What all clients share: building, closing, and reading the environment."""

from __future__ import annotations

import os
import ssl
from types import TracebackType
from typing import Self

from typing_extensions import TypedDict

from schedbot_sdk._core import seam
from schedbot_sdk._core.credential import Credential
from schedbot_sdk._core.executor import AsyncExecutor, SyncExecutor
from schedbot_sdk._core.http.client import AsyncHttpClient, HttpClient
from schedbot_sdk._core.http.door import Door
from schedbot_sdk._core.http.exchange import AsyncHttp, SyncHttp
from schedbot_sdk._core.http.pool import Pool
from schedbot_sdk._core.settings import Settings
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import OnEvent, RetryPolicy, Timeouts

__all__ = ["AsyncService", "ServiceOptions", "SyncService", "environment", "optional_environment"]


class ServiceOptions(TypedDict, total=False):
    """The keywords that every constructor takes beside its own, apart from `http_client`."""

    timeouts: Timeouts | float | None
    retry: RetryPolicy | None
    max_connections: int
    ssl_context: ssl.SSLContext | None
    proxy: str | None
    on_event: OnEvent | None


class SyncService:
    """A client of one service: a context manager that closes the connections it made itself.

    It may be shared between threads.
    """

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
        http_client: HttpClient | None,
        on_event: OnEvent | None,
    ) -> None:
        self._door = Door(base_url, credential)
        pool = Pool(max_connections=max_connections, ssl_context=ssl_context, proxy=proxy)
        settings = Settings.of(timeouts, retry, on_event, seam.SYSTEM)
        self._http = SyncHttp(self._door, http_client, pool, settings.seam)
        self._executor = SyncExecutor(self._http, settings)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, '_door', 'not made')!s})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a client given as `http_client` stays open, it is its owner's."""
        self._http.close()


class AsyncService:
    """A client of one service: a context manager that closes the connections it made itself.

    It belongs to one event loop of asyncio.
    """

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
        http_client: AsyncHttpClient | None,
        on_event: OnEvent | None,
    ) -> None:
        self._door = Door(base_url, credential)
        pool = Pool(max_connections=max_connections, ssl_context=ssl_context, proxy=proxy)
        settings = Settings.of(timeouts, retry, on_event, seam.SYSTEM)
        self._http = AsyncHttp(self._door, http_client, pool, settings.seam)
        self._executor = AsyncExecutor(self._http, settings)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, '_door', 'not made')!s})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; a client given as `http_client` stays open, it is its owner's."""
        await self._http.close()


def optional_environment(*names: str) -> str | None:
    """The first of these environment variables that is set and not empty."""
    return next((value for name in names if (value := os.environ.get(name, "").strip())), None)


def environment(*names: str) -> str:
    """The first of these environment variables that is set and not empty.

    Raises:
        ConfigurationError: None is; the message names them.
    """
    value = optional_environment(*names)
    if value is None:
        raise ConfigurationError(f"set the environment variable {' or '.join(names)}, or pass its value to the client")
    return value
