"""Status, headers and body -> what they mean. Pure: errors are returned, never raised."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias, cast

from schedbot_sdk import errors
from schedbot_sdk._core.told import wait_in

__all__ = ["Answer", "JsonValue", "detail_of", "json_of", "mask", "param_of", "retry_after_of", "status_error"]

JsonValue: TypeAlias = "Mapping[str, JsonValue] | Sequence[JsonValue] | str | int | float | bool | None"

_DETAIL_LENGTH = 300
_HEAD_LENGTH = 4000
_PARAM_LENGTH = 100
_QUOTA_CODES = frozenset({
    "billing_hard_limit_reached", "billing_not_active", "budget_exceeded", "insufficient_balance",
    "insufficient_credits", "insufficient_quota",
})  # fmt: skip
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
_SECRET_SHAPES = re.compile(r"(?<!\d)\d{5,}:[\w-]{20,}|\bsk-[\w-]{8,}|(?i:bearer)\s+[^\s\"'<>,;]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole HTTP answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    now: float = 0.0
    """Unix time of its arrival, for headers that name a date."""
    is_cut: bool = False
    """Whether the body was longer than may be, and the rest is missing."""

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty when the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

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


def json_of(body: bytes) -> JsonValue:
    """The JSON value in a body, or None where there is none that can be read."""
    try:
        return cast("JsonValue", json.loads(body.lstrip(b"\xef\xbb\xbf \t\r\n")))
    except (ValueError, RecursionError):
        return None


def mask(text: str) -> str:
    """Take out what has the shape of a bot token, an API key or a bearer credential."""
    return _SECRET_SHAPES.sub("***", text)


def detail_of(answer: Answer) -> str:
    """The human sentence in an error body of any shape that servers use; trimmed, masked, empty when there is none."""
    text = answer.body.decode("utf-8", "replace")
    value = json_of(answer.body)
    if value is not None:
        found = _sentence(value)
    elif answer.content_type == "text/html" or text.lstrip()[:1] == "<":
        title = re.search(
            r"<title[^>]*>(.*?)(?:</title>|\Z)|<h1[^>]*>(.*?)(?:</h1>|\Z)",
            text[:_HEAD_LENGTH],
            re.DOTALL | re.IGNORECASE,
        )
        found = html.unescape(title.group(1) or title.group(2) or "") if title else "an HTML page"
    else:
        found = text
    return mask(" ".join(found.split()))[:_DETAIL_LENGTH]


def _sentence(value: JsonValue, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if depth > 5:
        return ""
    if isinstance(value, Mapping):
        found = (_sentence(value.get(key), depth + 1) for key in ("error", "message", "msg", "description", "detail"))
        return next((text for text in found if text), "") or _sentence(value.get("title"), depth + 1)
    if isinstance(value, Sequence):
        return "; ".join(text for item in value[:5] if (text := _sentence(item, depth + 1)))
    return ""


def param_of(answer: Answer) -> str:
    """The field of the request that an error is about: OpenAI's `param`, FastAPI's `loc`; empty when it names none."""
    value = json_of(answer.body)
    inner = value.get("error", value.get("detail", value)) if isinstance(value, Mapping) else value
    first = inner[0] if isinstance(inner, list) and inner else inner
    if not isinstance(first, Mapping):
        return ""
    param, loc = first.get("param"), first.get("loc")
    if isinstance(loc, list):
        param = ".".join(str(part) for part in loc if part != "body")
    return mask(param)[:_PARAM_LENGTH] if isinstance(param, str) else ""


def retry_after_of(answer: Answer) -> float | None:
    """Seconds that the server asks to wait, from headers or body; None where it says nothing."""
    return wait_in(answer.status, answer.headers, answer.body, answer.now)


def _own_words(answer: Answer) -> tuple[str, str]:
    """The server's code and type of an error, as texts; empty where it names none."""
    value = json_of(answer.body)
    first = value[0] if isinstance(value, list) and value else value
    inner = first.get("error", first) if isinstance(first, Mapping) else None
    if not isinstance(inner, Mapping):
        inner = first if isinstance(first, Mapping) else {}
    code, kind = (inner.get(key) for key in ("code", "type"))
    return _word(code), _word(kind)


def _word(value: JsonValue) -> str:
    return mask(str(value))[:_PARAM_LENGTH] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _migrated_to(answer: Answer) -> int | None:
    value = json_of(answer.body) if b"migrate_to_chat_id" in answer.body else None
    parameters = value.get("parameters") if isinstance(value, Mapping) else None
    chat_id = parameters.get("migrate_to_chat_id") if isinstance(parameters, Mapping) else None
    return chat_id if isinstance(chat_id, int) and not isinstance(chat_id, bool) else None


def status_error(
    answer: Answer, *, service: str, operation: str, meanings: Mapping[str, str], status: int | None = None
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
    code, own_type = _own_words(answer)
    if number == 429 and _QUOTA_CODES.intersection((code, own_type)):
        kind = errors.QuotaExceededError
    meaning = meanings.get(str(number)) or meanings.get(f"{number // 100}xx") or _phrase(number)
    detail = detail_of(answer)
    return kind(
        f"{operation}: {number} {meaning}" + (f" (the server says: {detail})" if detail else ""),
        status_code=number,
        detail=detail,
        param=param_of(answer),
        code=code,
        type=own_type,
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
