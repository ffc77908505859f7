"""Status, headers and body -> what they mean. Pure: errors are returned, never raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from schedbot_sdk import errors
from schedbot_sdk._core.billing_errors import is_billing_error
from schedbot_sdk._core.error_details import ErrorDetails, JsonValue, json_of, mask, parse_error_details
from schedbot_sdk._core.retry_after import parse_retry_after

__all__ = ["JsonValue", "Response", "detail_of", "json_of", "mask", "retry_after_of", "said_by", "status_error"]

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
    """One whole HTTP answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    now: float = 0.0
    """Unix time of its arrival, for headers that name a date."""
    is_cut: bool = False
    """Whether the body was longer than may be, and the rest is missing."""
    base_url: str = ""
    """The client's, for advice; empty where it is not known."""

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty when the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the content type names; empty when it names none."""
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        return found.group(1) if found else ""

    @property
    def request_id(self) -> str | None:
        """The server's id of this request, from the headers in use for it."""
        for name in ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray"):
            if value := self.headers.get(name):
                return value[:200]
        return None

    @property
    def rate_limits(self) -> dict[str, str]:
        """The rate-limit headers, the IETF draft's and the `x-` ones."""
        return {k: v for k, v in self.headers.items() if k.startswith(("ratelimit", "x-ratelimit-"))}


def detail_of(answer: Response) -> str:
    """The human sentence in an error body of any shape that servers use; trimmed, masked, empty when there is none."""
    return said_by(answer).detail


def said_by(answer: Response) -> ErrorDetails:
    """The server's own words about an error: its sentence, code, type, and the field that it is about."""
    return parse_error_details(answer.body, answer.content_type, charset=answer.charset, status=answer.status)


def retry_after_of(answer: Response) -> float | None:
    """Seconds that the server asks to wait, from headers or body; None where it says nothing."""
    return parse_retry_after(answer.status, answer.headers, answer.body, answer.now)


def _migrated_to(answer: Response) -> int | None:
    value = json_of(answer.body) if b"migrate_to_chat_id" in answer.body else None
    parameters = value.get("parameters") if isinstance(value, Mapping) else None
    chat_id = parameters.get("migrate_to_chat_id") if isinstance(parameters, Mapping) else None
    return chat_id if isinstance(chat_id, int) and not isinstance(chat_id, bool) else None


def status_error(
    answer: Response, *, service: str, operation: str, meanings: Mapping[str, str], status: int | None = None
) -> errors.StatusError:
    """The typed error for an answer that is one.

    Args:
        answer: What came.
        service: Whose answer it is.
        operation: Such as `"telegram.getUpdates"`.
        meanings: What the specification's table says of a status, by `"404"` or `"5xx"`.
        status: The code inside an error that was sent with status 200.
    """
    number = answer.status if status is None else status
    kind = _BY_STATUS.get(number, errors.ServerError if 500 <= number <= 599 else errors.StatusError)
    said = said_by(answer)
    if is_billing_error(number, said):
        kind = errors.QuotaExceededError
    meaning = meanings.get(str(number)) or meanings.get(f"{number // 100}xx") or _phrase(number)
    return kind(
        f"{operation}: {number} {meaning}" + (f" (the server says: {said.detail})" if said.detail else ""),
        status_code=number,
        detail=said.detail,
        param=said.param,
        code=said.code,
        type=said.type,
        migrate_to_chat_id=_migrated_to(answer),
        retry_after=retry_after_of(answer),
        request_id=answer.request_id,
        service=service,
        operation=operation,
    )


def _phrase(code: int) -> str:
    if 300 <= code <= 399:
        return "a redirect, which is never followed: set base_url to the address that it leads to"
    if code == 402:
        return "no money left: top up the account"
    try:
        return HTTPStatus(code).phrase.lower()
    except ValueError:
        return "an unknown status"
