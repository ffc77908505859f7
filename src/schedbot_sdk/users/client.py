"""The sync and async clients of the users service."""

from __future__ import annotations

import ssl
from typing import Self, Unpack

from schedbot_sdk._core.client_base import (
    MAX_RESPONSE_SIZE,
    AsyncService,
    SyncService,
    environment,
    optional_environment,
)
from schedbot_sdk._core.credential import api_key, no_credential
from schedbot_sdk._core.redaction import redacted
from schedbot_sdk.options import AsyncHttpClient, CallOptions, ClientOptions, HttpClient, OnEvent, RetryPolicy, Timeouts
from schedbot_sdk.users import calls
from schedbot_sdk.users.models import User

__all__ = ["AsyncUsersClient", "UsersClient"]


class UsersClient(SyncService):
    """A client of the users service.

    Args:
        base_url: The URL of the users service.
        token: Sent as `Authorization: Bearer`. None for a service without authentication.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is retried.
        max_connections: The maximum number of open connections.
        ssl_context: The TLS settings, for example for a private certificate authority.
        proxy: The proxy's URL. None means the proxy settings of the environment.
        max_response_size: The maximum size of a response, in bytes after decompression.
        http_client: An httpx (or httpx2) client that sends the requests. `close()` does not close it.
        on_event: A function that is called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `base_url` or `token` is not valid.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        timeouts: Timeouts | float | None = None,
        retry: RetryPolicy | None = None,
        max_connections: int = 100,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        max_response_size: int = MAX_RESPONSE_SIZE,
        http_client: HttpClient | None = None,
        on_event: OnEvent | None = None,
    ) -> None:
        credential = no_credential() if token is None else api_key(token)
        del token  # tracebacks show locals
        proxy = redacted(proxy)
        super().__init__(
            base_url,
            credential,
            timeouts=timeouts,
            retry=retry,
            max_connections=max_connections,
            max_response_size=max_response_size,
            ssl_context=ssl_context,
            proxy=proxy,
            http_client=http_client,
            on_event=on_event,
        )

    @classmethod
    def from_env(
        cls,
        *,
        base_url: str | None = None,
        token: str | None = None,
        http_client: HttpClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from `SCHEDBOT_USERS_BASE_URL` and, if set, `SCHEDBOT_USERS_TOKEN`; keywords win.

        Raises:
            ConfigurationError: `SCHEDBOT_USERS_BASE_URL` is not set, and `base_url` is not passed.
        """
        token = redacted(token or optional_environment("SCHEDBOT_USERS_TOKEN"))  # tracebacks show locals
        base_url = base_url or environment("SCHEDBOT_USERS_BASE_URL")
        return cls(base_url, token=token, http_client=http_client, **options)

    def get_user(self, telegram_id: int, **options: Unpack[CallOptions]) -> User:
        """Return the user with this Telegram id: `GET /users/{telegram_id}`.

        Args:
            telegram_id: The user's unique identifier in Telegram, positive.
            **options: See `CallOptions`: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`.

        Raises:
            NotFoundError: 404, no user with that telegram_id in the database.
            ServerError: 500, internal database error.
            ServiceUnavailableError: 503, database temporarily unavailable.
        """
        return self._executor.run(calls.get_user(telegram_id), **options)


class AsyncUsersClient(AsyncService):
    """A client of the users service.

    Args:
        base_url: The URL of the users service.
        token: Sent as `Authorization: Bearer`. None for a service without authentication.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is retried.
        max_connections: The maximum number of open connections.
        ssl_context: The TLS settings, for example for a private certificate authority.
        proxy: The proxy's URL. None means the proxy settings of the environment.
        max_response_size: The maximum size of a response, in bytes after decompression.
        http_client: An httpx (or httpx2) client that sends the requests. `close()` does not close it.
        on_event: A function that is called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `base_url` or `token` is not valid.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        timeouts: Timeouts | float | None = None,
        retry: RetryPolicy | None = None,
        max_connections: int = 100,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        max_response_size: int = MAX_RESPONSE_SIZE,
        http_client: AsyncHttpClient | None = None,
        on_event: OnEvent | None = None,
    ) -> None:
        credential = no_credential() if token is None else api_key(token)
        del token  # tracebacks show locals
        proxy = redacted(proxy)
        super().__init__(
            base_url,
            credential,
            timeouts=timeouts,
            retry=retry,
            max_connections=max_connections,
            max_response_size=max_response_size,
            ssl_context=ssl_context,
            proxy=proxy,
            http_client=http_client,
            on_event=on_event,
        )

    @classmethod
    def from_env(
        cls,
        *,
        base_url: str | None = None,
        token: str | None = None,
        http_client: AsyncHttpClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from `SCHEDBOT_USERS_BASE_URL` and, if set, `SCHEDBOT_USERS_TOKEN`; keywords win.

        Raises:
            ConfigurationError: `SCHEDBOT_USERS_BASE_URL` is not set, and `base_url` is not passed.
        """
        token = redacted(token or optional_environment("SCHEDBOT_USERS_TOKEN"))  # tracebacks show locals
        base_url = base_url or environment("SCHEDBOT_USERS_BASE_URL")
        return cls(base_url, token=token, http_client=http_client, **options)

    async def get_user(self, telegram_id: int, **options: Unpack[CallOptions]) -> User:
        """Return the user with this Telegram id: `GET /users/{telegram_id}`.

        Args:
            telegram_id: The user's unique identifier in Telegram, positive.
            **options: See `CallOptions`: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`.

        Raises:
            NotFoundError: 404, no user with that telegram_id in the database.
            ServerError: 500, internal database error.
            ServiceUnavailableError: 503, database temporarily unavailable.
        """
        return await self._executor.run(calls.get_user(telegram_id), **options)
