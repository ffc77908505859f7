"""One HTTP response, and the error that it means. Pure: errors are returned, never raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from schedbot_sdk import errors
from schedbot_sdk._core.billing_errors import is_billing_error
from schedbot_sdk._core.error_details import ErrorDetails, parse_error_details
from schedbot_sdk._core.error_text import JsonValue, json_of, mask
from schedbot_sdk._core.retry_after import parse_retry_after

__all__ = [
    "JsonValue",
    "Response",
    "detail_of",
    "error_details_of",
    "json_of",
    "mask",
    "retry_after_of",
    "status_error",
]

_BY_STATUS: Mapping[int, type[errors.StatusError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.QuotaExceededError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    429: errors.RateLimitError,
    503: errors.ServiceUnavailableError,
}


@dataclass(frozen=True, slots=True)
class Response:
    """One whole HTTP response."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    now: float = 0.0
    """Unix time of its arrival, for headers that name a date."""
    is_cut: bool = False
    """Whether the body was longer than `max_response_size`, so that its end is missing."""
    base_url: str = ""
    """The client's, for hints; empty if it is not known."""

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty without the header."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the content type names; empty without one."""
        match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        return match.group(1) if match else ""

    @property
    def request_id(self) -> str | None:
        """The server's id of this request, from one of the usual headers; None without one."""
        for name in ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray"):
            if value := self.headers.get(name):
                return value[:200]
        return None

    @property
    def rate_limits(self) -> dict[str, str]:
        """The rate-limit headers: the IETF draft's and the `x-` ones."""
        return {k: v for k, v in self.headers.items() if k.startswith(("ratelimit", "x-ratelimit-"))}


def detail_of(response: Response) -> str:
    """Return the error text of a body, whatever its shape: trimmed and masked, or empty."""
    return error_details_of(response).detail


def error_details_of(response: Response) -> ErrorDetails:
    """Return the error text, code, type and field that a server sent."""
    return parse_error_details(response.body, response.content_type, charset=response.charset, status=response.status)


def retry_after_of(response: Response) -> float | None:
    """Return the seconds that the server asks to wait, from headers or body, or None."""
    return parse_retry_after(response.status, response.headers, response.body, response.now)


def _migrated_to(response: Response) -> int | None:
    value = json_of(response.body) if b"migrate_to_chat_id" in response.body else None
    parameters = value.get("parameters") if isinstance(value, Mapping) else None
    chat_id = parameters.get("migrate_to_chat_id") if isinstance(parameters, Mapping) else None
    return chat_id if isinstance(chat_id, int) and not isinstance(chat_id, bool) else None


def status_error(
    response: Response, *, service: str, operation: str, meanings: Mapping[str, str], status: int | None = None
) -> errors.StatusError:
    """Return the typed error for a response that reports one.

    Args:
        response: The response.
        service: The service's name.
        operation: Such as `"telegram.getUpdates"`.
        meanings: The meaning of each status in the specification's table, by `"404"` or `"5xx"`.
        status: The code inside an error that was sent with status 200; None for the response's own.
    """
    number = response.status if status is None else status
    kind = _BY_STATUS.get(number, errors.ServerError if 500 <= number <= 599 else errors.StatusError)
    details = error_details_of(response)
    if is_billing_error(number, details):
        kind = errors.QuotaExceededError
    meaning = meanings.get(str(number)) or meanings.get(f"{number // 100}xx") or _phrase(number)
    return kind(
        f"{operation}: {number} {meaning}" + (f" (the server says: {details.detail})" if details.detail else ""),
        status_code=number,
        detail=details.detail,
        param=details.param,
        code=details.code,
        type=details.type,
        migrate_to_chat_id=_migrated_to(response),
        retry_after=retry_after_of(response),
        request_id=response.request_id,
        service=service,
        operation=operation,
    )


def _phrase(code: int) -> str:
    if 300 <= code <= 399:
        return "a redirect, which the client does not follow: set base_url to its target"
    if code == 402:
        return "the account has no money left: top it up"
    try:
        return HTTPStatus(code).phrase.lower()
    except ValueError:
        return "an unknown status"
