"""Every exception that the SDK raises.

```
SchedbotError
+- ConfigurationError             also a ValueError: an unusable argument or environment variable; a closed client
+- TransportError                 no usable answer: DNS, refused, TLS, reset, cut off
|  +- RequestTimeoutError         one attempt took too long; also a builtin TimeoutError
+- DeadlineExceededError          also a builtin TimeoutError: the call's whole budget is spent
+- StatusError                    the server answered with a status other than 2xx
|  +- BadRequestError             400
|  +- AuthenticationError         401
|  +- PermissionDeniedError       403
|  +- NotFoundError               404
|  +- ConflictError               409
|  +- RateLimitError              429
|  |  +- QuotaExceededError       no money left: retrying cannot help
|  +- ServerError                 5xx
|     +- ServiceUnavailableError  503
+- ResponseError                  2xx, but not what the specification's table says
|  +- TruncatedStreamError        the stream ended before the answer did
|  +- ParseError                  the LLM gave no answer of the form that was asked for
+- ScheduleError                  the LLM gave no valid schedule within its budget
+- UnknownTimeZoneError           also a ValueError: no IANA time zone has that name
+- LocalTimeError                 also a ValueError: the clocks of a zone skip that time, or show it twice
```

An error holds plain attributes only, so it can be pickled, copied and sent to an error tracker. It holds no token, key,
header or request body. `StatusError.detail` is the server's own sentence, which may quote what was sent to it.
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


def printable(text: str) -> str:
    """The text as UTF-8 can write it: halves of surrogate pairs join, and one that is alone becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Attempt(NamedTuple):
    """One failed attempt of a call, as `SchedbotError.attempts` lists them, oldest first."""

    status_code: int | None
    """What the server answered, or None when there was no answer."""
    cause: str
    """What went wrong, in a few words without user text: `"429"`, `"connect: Connection refused"`."""
    delay: float | None
    """Seconds waited before the next attempt; None when there was none."""


class SchedbotError(Exception):
    """Anything that this SDK raises on purpose: catch it to catch them all.

    Attributes:
        service: `"telegram"`, `"users"` or `"chat"`; empty where no service is concerned.
        operation: The service and the endpoint's name, such as `"telegram.getUpdates"`; empty before a call began.
        attempts: The history of the call, this failure included; empty when nothing was sent.
        tokens_spent: Tokens that answers of an LLM cost before the call failed; only `ChatClient.parse` gets several.
        pieces_sent: Messages that `TelegramClient.send_text` had sent before it failed.
        may_have_been_done: Whether the call may have had its effect although it failed: the request was sent, repeating
            it is not safe, and the service did not refuse it. False for calls that only read.
    """

    service: str
    operation: str
    attempts: tuple[Attempt, ...]
    tokens_spent: int = 0
    pieces_sent: int = 0
    may_have_been_done: bool = False

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
    """Rebuild an error without its constructor, whose required keywords pickle and copy do not know."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(SchedbotError, ValueError):
    """An argument, option or environment variable cannot work, and the message says what to pass; nothing was sent.

    So ends a call whose client is closed, too; of one that was under way the message says whether it was sent.
    """


class TransportError(SchedbotError):
    """No usable answer came: the name was not found, the connection refused, reset or cut off, or TLS failed.

    Attributes:
        phase: Where it broke: `"pool"`, `"connect"`, `"tls"`, `"write"` or `"read"`.
        request_sent: Whether the server may have seen the request. False means that repeating it is safe.
    """

    phase: Phase
    request_sent: bool

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
    """The call's whole budget (`deadline`) ran out in the middle of an attempt."""


class StatusError(SchedbotError):
    """The server answered with an error status; its subclasses are the statuses worth catching.

    Attributes:
        status_code: The HTTP status, or the code that an error inside a 200 answer names.
        detail: The server's own sentence, trimmed; empty when it gave none. It may quote what was sent.
        param: The field of the request that the error is about, where the server names one; else empty.
        code: The server's own code of the error, such as `"context_length_exceeded"`; empty where it names none.
        type: The server's own type of the error, such as `"invalid_request_error"`; empty where it names none.
        migrate_to_chat_id: In Telegram the id of the supergroup that a group became; None elsewhere.
        retry_after: Seconds that the server asked to wait before the next try, or None.
        request_id: The server's id of this request, for its support; None when it sent none.
    """

    status_code: int
    detail: str
    param: str
    code: str
    type: str
    migrate_to_chat_id: int | None
    retry_after: float | None
    request_id: str | None

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
    """400: the request is malformed or has wrong parameters; sending it again cannot help."""


class AuthenticationError(StatusError):
    """401: the token or API key is wrong, missing or expired."""


class PermissionDeniedError(StatusError):
    """403: known, but not allowed; in Telegram also a bot that its reader has blocked."""


class NotFoundError(StatusError):
    """404: no such user, method, model or path."""


class ConflictError(StatusError):
    """409: in Telegram, another poll or a webhook took over."""


class RateLimitError(StatusError):
    """429: too many requests or tokens; retried, and `retry_after` obeyed.

    With empty `attempts` nothing was sent: a `SendLimiter` would have kept the call past its deadline.
    """


class QuotaExceededError(RateLimitError):
    """No money left: a 402, or an error whose code, type or sentence says so. Never retried: waiting cannot help."""


class ServerError(StatusError):
    """5xx: the server failed; retried where repeating is safe."""


class ServiceUnavailableError(ServerError):
    """503: the server, or the database behind it, is away for a while."""


class ResponseError(SchedbotError):
    """The answer is 2xx but not what the specification's table says: HTML, cut JSON, a missing or mistyped field."""


class TruncatedStreamError(ResponseError):
    """A stream ended before the answer did: neither a finish reason nor `[DONE]` was seen."""


class ParseError(ResponseError):
    """The LLM gave no answer of the form that was asked for, although it was told what is wrong.

    Attributes:
        tries: How many answers it gave.
        faults: What was wrong with the last one: where, and what kind of fault, never the value.
    """

    tries: int
    faults: tuple[str, ...]

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
        self.faults = tuple(printable(fault) for fault in faults)


class UnknownTimeZoneError(SchedbotError, ValueError):
    """What was given is not the IANA name of a time zone, such as `Europe/Berlin`.

    Attributes:
        name: What was given.
        suggestions: The names that may be meant, the likeliest first; empty where nothing comes near.
    """

    name: str
    suggestions: tuple[str, ...]

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
    """The clocks of a zone skip this time on that day, or show it twice, and the caller's policy calls that an error.

    Attributes:
        kind: `"gap"`: there is no such time; `"fold"`: there are two.
    """

    kind: Literal["gap", "fold"]

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
    """The LLM gave no valid schedule within its budget of tries, tokens and time.

    Attributes:
        tries: How many answers it gave.
        faults: What was wrong with the last one: where, and what kind of fault, never the user's words.
    """

    tries: int
    faults: tuple[str, ...]

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
        self.faults = tuple(printable(fault) for fault in faults)
