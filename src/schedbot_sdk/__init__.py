"""Typed clients, sync and async, for the three HTTP services of a scheduling bot.

This package exports the clients, the errors and the options. Models and constants are in `schedbot_sdk.telegram`,
`schedbot_sdk.users` and `schedbot_sdk.chat`; schedules are in `schedbot_sdk.schedule`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from schedbot_sdk._core import logging_setup as _logs  # noqa: F401  # pyright: ignore[reportUnusedImport]  # sets logging up
from schedbot_sdk._core.version import __version__
from schedbot_sdk.errors import (
    Attempt,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DeadlineExceededError,
    LocalTimeError,
    NotFoundError,
    ParseError,
    PermissionDeniedError,
    Phase,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    SchedbotError,
    ScheduleError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
    TransportError,
    TruncatedStreamError,
    UnknownTimeZoneError,
)
from schedbot_sdk.options import (
    ApiKey,
    AsyncApiKey,
    AsyncHttpClient,
    AsyncHttpResponse,
    CallEvent,
    CallOptions,
    ClientOptions,
    EventKind,
    HttpClient,
    HttpResponse,
    OnEvent,
    PhaseTimeouts,
    PostOptions,
    RetryPolicy,
    Timeouts,
)

if TYPE_CHECKING:
    from schedbot_sdk.chat import AsyncChatClient, ChatClient
    from schedbot_sdk.telegram import AsyncTelegramClient, TelegramClient
    from schedbot_sdk.users import AsyncUsersClient, UsersClient

__all__ = [
    "ApiKey",
    "AsyncApiKey",
    "AsyncChatClient",
    "AsyncHttpClient",
    "AsyncHttpResponse",
    "AsyncTelegramClient",
    "AsyncUsersClient",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "CallEvent",
    "CallOptions",
    "ChatClient",
    "ClientOptions",
    "ConfigurationError",
    "ConflictError",
    "DeadlineExceededError",
    "EventKind",
    "HttpClient",
    "HttpResponse",
    "LocalTimeError",
    "NotFoundError",
    "OnEvent",
    "ParseError",
    "PermissionDeniedError",
    "Phase",
    "PhaseTimeouts",
    "PostOptions",
    "QuotaExceededError",
    "RateLimitError",
    "RequestTimeoutError",
    "ResponseError",
    "RetryPolicy",
    "SchedbotError",
    "ScheduleError",
    "ServerError",
    "ServiceUnavailableError",
    "StatusError",
    "TelegramClient",
    "Timeouts",
    "TransportError",
    "TruncatedStreamError",
    "UnknownTimeZoneError",
    "UsersClient",
    "__version__",
]

_CLIENTS: Final = {
    "AsyncChatClient": "chat",
    "AsyncTelegramClient": "telegram",
    "AsyncUsersClient": "users",
    "ChatClient": "chat",
    "TelegramClient": "telegram",
    "UsersClient": "users",
}
"""Imported on first use (PEP 562), so that a program imports only the services that it uses."""


if not TYPE_CHECKING:  # for type checkers a misspelt name is an error

    def __getattr__(name: str) -> object:
        if name in _CLIENTS.values() or name == "timezones":
            return import_module(f"{__name__}.{name}")
        if name not in _CLIENTS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        client: object = getattr(import_module(f"{__name__}.{_CLIENTS[name]}"), name)
        globals()[name] = client
        return client

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
