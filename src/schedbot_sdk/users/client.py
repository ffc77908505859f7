"""The clients of the users service."""

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
    """Looks users up: who they are, and in which time zone.

    Args:
        base_url: Where the users service is.
        token: Sent as `Authorization: Bearer`, for a service that asks for one.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is repeated.
        max_connections: The most connections that are open at a time.
        ssl_context: For a server with its own certificate authority.
        proxy: The proxy's URL; without it the environment's proxy settings count.
        max_response_size: The most bytes of an answer, or of one event of a stream, that are read, unpacked.
        http_client: An httpx (or httpx2) client to send through instead of our own; it stays open at the end.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `base_url` or `token` has a wrong shape.
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
        del token  # so that no traceback shows it
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
        """Read `SCHEDBOT_USERS_BASE_URL` and, if set, `SCHEDBOT_USERS_TOKEN`; keywords win.

        Raises:
            ConfigurationError: There is no base URL; the message names the variable.
        """
        token = redacted(token or optional_environment("SCHEDBOT_USERS_TOKEN"))  # so that no traceback shows it
        return cls(
            base_url or environment("SCHEDBOT_USERS_BASE_URL"),
            token=token,
            http_client=http_client,
            **options,
        )

    def get_user(self, telegram_id: int, **options: Unpack[CallOptions]) -> User:
        """Look a user up by Telegram id: `GET /users/{telegram_id}`.

        Args:
            telegram_id: The user's unique identifier in Telegram, positive.
            **options: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`, for this call.

        Raises:
            NotFoundError: 404, no user with that telegram_id in the database.
            ServerError: 500, internal database error.
            ServiceUnavailableError: 503, database temporarily unavailable.
        """
        return self._executor.run(calls.get_user(telegram_id), **options)


class AsyncUsersClient(AsyncService):
    """Looks users up: who they are, and in which time zone.

    Args:
        base_url: Where the users service is.
        token: Sent as `Authorization: Bearer`, for a service that asks for one.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is repeated.
        max_connections: The most connections that are open at a time.
        ssl_context: For a server with its own certificate authority.
        proxy: The proxy's URL; without it the environment's proxy settings count.
        max_response_size: The most bytes of an answer, or of one event of a stream, that are read, unpacked.
        http_client: An httpx (or httpx2) client to send through instead of our own; it stays open at the end.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `base_url` or `token` has a wrong shape.
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
        del token  # so that no traceback shows it
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
        """Read `SCHEDBOT_USERS_BASE_URL` and, if set, `SCHEDBOT_USERS_TOKEN`; keywords win.

        Raises:
            ConfigurationError: There is no base URL; the message names the variable.
        """
        token = redacted(token or optional_environment("SCHEDBOT_USERS_TOKEN"))  # so that no traceback shows it
        return cls(
            base_url or environment("SCHEDBOT_USERS_BASE_URL"),
            token=token,
            http_client=http_client,
            **options,
        )

    async def get_user(self, telegram_id: int, **options: Unpack[CallOptions]) -> User:
        """Look a user up by Telegram id: `GET /users/{telegram_id}`.

        Args:
            telegram_id: The user's unique identifier in Telegram, positive.
            **options: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`, for this call.

        Raises:
            NotFoundError: 404, no user with that telegram_id in the database.
            ServerError: 500, internal database error.
            ServiceUnavailableError: 503, database temporarily unavailable.
        """
        return await self._executor.run(calls.get_user(telegram_id), **options)
