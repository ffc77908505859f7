"""Typed clients, sync and async, for the three HTTP services of a scheduling bot.

Models and constants live in `schedbot_sdk.telegram`, `schedbot_sdk.users` and `schedbot_sdk.chat`; what makes
schedules of them in `schedbot_sdk.schedule`.
"""

from schedbot_sdk._core import logs as _logs  # noqa: F401  # pyright: ignore[reportUnusedImport]  # sets logging up
from schedbot_sdk._core.version import __version__
from schedbot_sdk.chat import (
    AsyncChatClient,
    ChatClient,
)
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
    CallEvent,
    CallOptions,
    PostOptions,
    RetryPolicy,
    Timeouts,
)
from schedbot_sdk.telegram import (
    AsyncTelegramClient,
    TelegramClient,
)
from schedbot_sdk.users import (
    AsyncUsersClient,
    UsersClient,
)

__all__ = [
    "AsyncChatClient",
    "AsyncTelegramClient",
    "AsyncUsersClient",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "CallEvent",
    "CallOptions",
    "ChatClient",
    "ConfigurationError",
    "ConflictError",
    "DeadlineExceededError",
    "LocalTimeError",
    "NotFoundError",
    "ParseError",
    "PermissionDeniedError",
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
