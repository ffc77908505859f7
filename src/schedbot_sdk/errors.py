"""The exceptions that the SDK raises.

```
SchedbotError
+- ConfigurationError             also a ValueError: an unusable argument or environment variable; a closed client
+- TransportError                 no valid response: DNS, refused, TLS, reset, cut off
|  +- RequestTimeoutError         one attempt took too long; also a builtin TimeoutError
+- DeadlineExceededError          also a builtin TimeoutError: the call's deadline passed
+- StatusError                    the server answered with a status other than 2xx
|  +- BadRequestError             400
|  +- AuthenticationError         401
|  +- PermissionDeniedError       403
|  +- NotFoundError               404
|  +- ConflictError               409
|  +- RateLimitError              429
|  |  +- QuotaExceededError       payment required: retrying cannot help
|  +- ServerError                 5xx
|     +- ServiceUnavailableError  503
+- ResponseError                  2xx, but it does not match the specification
|  +- TruncatedStreamError        the stream ended before the answer was complete
|  +- ParseError                  the LLM gave no valid answer of the requested model
+- ScheduleError                  the LLM gave no valid schedule within its limits
+- UnknownTimeZoneError           also a ValueError: not the name of an IANA time zone
+- LocalTimeError                 also a ValueError: a zone's clocks skip that time, or show it twice
```

An error has plain attributes only, so it can be pickled, copied and sent to an error tracker. It contains no token,
key, header or request body. `StatusError.detail` is the server's message, which may quote the request.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

__all__ = [
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "DeadlineExceededError",
    "LocalTimeError",
    "NotFoundError",
    "ParseError",
    "PermissionDeniedError",
    "Phase",
    "QuotaExceededError",
    "RateLimitError",
    "RequestTimeoutError",
    "ResponseError",
    "SchedbotError",
    "ScheduleError",
    "ServerError",
    "ServiceUnavailableError",
    "StatusError",
    "TransportError",
    "TruncatedStreamError",
    "UnknownTimeZoneError",
]

Phase: TypeAlias = Literal["pool", "connect", "tls", "write", "read"]
"""The part of an attempt that failed: waiting for a free connection, connecting, TLS, sending, or receiving."""


def printable(text: str) -> str:
    """Return the text as valid Unicode: surrogate pairs are joined, and a lone surrogate becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Attempt(NamedTuple):
    """One failed attempt of a call, as `SchedbotError.attempts` lists them, oldest first."""

    status_code: int | None
    """The response's HTTP status. None when there was no response."""
    cause: str
    """The reason for the failure, short and without user text: `"429"`, `"connect: Connection refused"`."""
    delay: float | None
    """Seconds of the wait before the next attempt. None for the last attempt."""


class SchedbotError(Exception):
    """The base class of all errors of this SDK."""

    service: str
    """`"telegram"`, `"users"` or `"chat"`. Empty when the error is not about a service."""
    operation: str
    """The service and the endpoint, such as `"telegram.getUpdates"`. Empty when no call had begun."""
    attempts: tuple[Attempt, ...]
    """The failed attempts of the call, oldest first, including the last one. Empty when nothing was sent."""
    tokens_spent: int = 0
    """Tokens of the LLM's answers before the call failed. Only `ChatClient.parse` and its callers set it."""
    pieces_sent: int = 0
    """How many messages `TelegramClient.send_text` sent before it failed."""
    may_have_been_done: bool = False
    """Whether the failed call may have had its effect.

    True when the request was sent, the service did not reject it, and repeating it is not safe. False for calls that
    only read.
    """

    def __init__(
        self, message: str, *, service: str = "", operation: str = "", attempts: tuple[Attempt, ...] = ()
    ) -> None:
        super().__init__(printable(message))
        self.service = service
        self.operation = operation
        self.attempts = attempts

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.args, self.__dict__.copy())


def _restore(kind: type[SchedbotError], args: tuple[object, ...], state: dict[str, object]) -> SchedbotError:
    """Rebuild an error without its constructor: pickle and copy do not know its required keywords."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(SchedbotError, ValueError):
    """An argument, option or environment variable is not valid. The message says what to pass; nothing was sent.

    Also raised when the client is closed; for a call in progress the message says whether the request was sent.
    """


class TransportError(SchedbotError):
    """There was no valid response: host not found, connection refused or reset, TLS failed, or an incomplete body."""

    phase: Phase
    """The part of the attempt that failed: `"pool"`, `"connect"`, `"tls"`, `"write"` or `"read"`."""
    request_sent: bool
    """Whether the server may have received the request. If False, repeating it is safe."""

    def __init__(
        self,
        message: str,
        *,
        phase: Phase,
        request_sent: bool,
        service: str = "",
        operation: str = "",
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message, service=service, operation=operation, attempts=attempts)
        self.phase = phase
        self.request_sent = request_sent


class RequestTimeoutError(TransportError, TimeoutError):
    """One attempt took longer than its `Timeouts` allow."""


class DeadlineExceededError(SchedbotError, TimeoutError):
    """The call's deadline passed during an attempt."""


class StatusError(SchedbotError):
    """The server responded with an error status. Its subclasses are the common ones."""

    status_code: int
    """The HTTP status, or the code of an error that was sent with status 200."""
    detail: str
    """The server's error message, shortened. It may quote the request. Empty when the server sent none."""
    param: str
    """The field of the request that the error is about. Empty when the server names none."""
    code: str
    """The server's code of the error, such as `"context_length_exceeded"`. Empty when the server names none."""
    type: str
    """The server's type of the error, such as `"invalid_request_error"`. Empty when the server names none."""
    migrate_to_chat_id: int | None
    """The id of the supergroup that a Telegram group became. None for any other error."""
    retry_after: float | None
    """Seconds to wait before the next attempt, as the server asked. None when it did not ask."""
    request_id: str | None
    """The server's id of this request, for its support team. None when the server sent none."""

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        detail: str = "",
        param: str = "",
        code: str = "",
        type: str = "",
        migrate_to_chat_id: int | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
        service: str = "",
        operation: str = "",
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message, service=service, operation=operation, attempts=attempts)
        self.status_code = status_code
        self.detail = printable(detail)
        self.param = printable(param)
        self.code = printable(code)
        self.type = printable(type)
        self.migrate_to_chat_id = migrate_to_chat_id
        self.retry_after = retry_after
        self.request_id = None if request_id is None else printable(request_id)


class BadRequestError(StatusError):
    """400: the request is malformed or has invalid parameters. Retrying cannot help."""


class AuthenticationError(StatusError):
    """401: the token or API key is wrong, missing or expired."""


class PermissionDeniedError(StatusError):
    """403: not allowed. In Telegram, also when the user blocked the bot."""


class NotFoundError(StatusError):
    """404: unknown user, method, model or path."""


class ConflictError(StatusError):
    """409: in Telegram, another program polls this bot, or it has a webhook."""


class RateLimitError(StatusError):
    """429: too many requests or tokens. It is retried after `retry_after`.

    If `attempts` is empty, the request was not sent: a `SendLimiter` would delay it past the deadline.
    """


class QuotaExceededError(RateLimitError):
    """Payment required: status 402, or an error whose code, type or message says so. It is never retried."""


class ServerError(StatusError):
    """5xx: the server failed. It is retried where repeating is safe."""


class ServiceUnavailableError(ServerError):
    """503: the server or its database is temporarily unavailable."""


class ResponseError(SchedbotError):
    """The status is 2xx, but the response does not match the specification.

    Examples: HTML, truncated JSON, a required field that is missing or has a wrong type.
    """


class TruncatedStreamError(ResponseError):
    """A stream ended before the answer was complete: it had neither a finish reason nor `[DONE]`."""


class ParseError(ResponseError):
    """The LLM gave no valid answer of the requested model, although the SDK told it the problems."""

    tries: int
    """How many answers the LLM gave."""
    faults: tuple[str, ...]
    """The problems of the last answer, each with its path and kind, such as `items[0].time: missing`; never a value."""

    def __init__(
        self,
        message: str,
        *,
        tries: int = 0,
        faults: tuple[str, ...] = (),
        service: str = "",
        operation: str = "",
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message, service=service, operation=operation, attempts=attempts)
        self.tries = tries
        self.faults = tuple(printable(problem) for problem in faults)


class UnknownTimeZoneError(SchedbotError, ValueError):
    """The text is not the name of an IANA time zone, such as `Europe/Berlin`."""

    name: str
    """The text."""
    suggestions: tuple[str, ...]
    """Similar names, the most likely first. Empty when no name is similar."""

    def __init__(
        self,
        message: str,
        *,
        name: str = "",
        suggestions: tuple[str, ...] = (),
        service: str = "",
        operation: str = "",
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message, service=service, operation=operation, attempts=attempts)
        self.name = printable(name)
        self.suggestions = suggestions


class LocalTimeError(SchedbotError, ValueError):
    """The clocks of the zone skip this time on that day, or show it twice, and the caller wants an error for that."""

    kind: Literal["gap", "fold"]
    """`"gap"` if the clocks skip the time, `"fold"` if they show it twice."""

    def __init__(
        self,
        message: str,
        *,
        kind: Literal["gap", "fold"],
        service: str = "",
        operation: str = "",
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message, service=service, operation=operation, attempts=attempts)
        self.kind = kind


class ScheduleError(SchedbotError):
    """The LLM gave no valid schedule within its limits of tries, tokens and time."""

    tries: int
    """How many answers the LLM gave."""
    faults: tuple[str, ...]
    """The problems of the last answer, each with its path and kind; never the user's text."""

    def __init__(
        self,
        message: str,
        *,
        tries: int = 0,
        faults: tuple[str, ...] = (),
        service: str = "",
        operation: str = "",
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        super().__init__(message, service=service, operation=operation, attempts=attempts)
        self.tries = tries
        self.faults = tuple(printable(problem) for problem in faults)
