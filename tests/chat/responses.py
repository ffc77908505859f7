"""Responses of OpenAI-compatible servers, and the expected results, as data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from schedbot_sdk import (
    BadRequestError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
)

__all__ = ["WHOLE", "Row", "completion"]

JSON = "application/json"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Row:
    """One answer of a server."""

    name: str
    body: bytes
    gives: str | type[SchedbotError]
    """The text of the answer, or the error."""
    status: int = 200
    content_type: str = JSON
    deviations: tuple[str, ...] = ()
    says: str = ""
    """A part of the error's message; of its detail for a StatusError."""
    code: int | None = None
    """The error's status; that of the answer, if not told."""
    requests: int = 1
    """How many are sent, where two are the most."""
    reason: str = "stop"
    also: dict[str, object] = field(default_factory=dict[str, object])
    """Attributes of the completion's first message, or of its usage."""


def completion(**changes: Any) -> bytes:
    """A conforming completion, with changes at its top, its choice's or its message's level; `...` leaves one out."""
    message: dict[str, Any] = {"role": "assistant", "content": "Gym at 7"}
    choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
    whole: dict[str, Any] = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice],
                             "usage": usage}  # fmt: skip
    for name, value in changes.items():
        place = (
            whole if name in whole else choice if name in {"finish_reason", "index", "logprobs", "error"} else message
        )
        if value is ...:
            del place[name]
        else:
            place[name] = value
    return json.dumps(whole, ensure_ascii=False).encode()


def error(**inner: Any) -> bytes:
    return json.dumps({"error": inner}).encode()


CALL = {"id": "t1", "type": "function", "function": {"name": "plan", "arguments": '{"day": 1}'}}
DETAIL = b'{"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]}'
PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>...</body></html>"
LEAST = b'{"choices":[{"message":{"content":"Gym at 7"}}]}'

DISGUISED = [
    Row("an error with an int code", error(code=502, message="bad gateway"), ServerError, says="bad gateway", code=502,
        requests=2),
    Row("an error with a text code", error(code="503", message="busy"), ServiceUnavailableError, says="busy", code=503,
        requests=2),
    Row("an error with a status", error(status=429, message="slow"), RateLimitError, says="slow", code=429, requests=2),
    Row("an error with no money", error(code=402, message="top up"), QuotaExceededError, says="top up", code=402),
    Row("an error with a word for a code", error(code="overloaded", message="later"), ResponseError, says="later"),
    Row("an error with an invalid code", error(code=200, message="odd"), ResponseError, says="odd"),
    Row("an error without a code", error(message="broken"), ResponseError, says="broken"),
    Row("an error that is a text", b'{"error":"Unexpected endpoint or method."}', ResponseError,
        says="Unexpected endpoint"),
    Row("an error beside empty choices", b'{"choices":[],"error":{"code":500,"message":"x"}}', ServerError, says="x",
        code=500, requests=2),
    Row("an error of one result", completion(finish_reason="error", error={"code": 502, "message": "upstream"},
                                             content=""), ServerError, says="upstream", code=502, requests=2),
]  # fmt: skip

UNREADABLE = [
    Row("a page", PAGE, ResponseError, content_type=HTML, says="check base_url"),
    Row("a page without a type", PAGE, ResponseError, content_type="", says="content type"),
    Row("nothing", b"", ResponseError, says="an empty body"),
    Row("blank lines alone", b"\n\n\n", ResponseError, says="an empty body"),
    Row("a list", b"[]", ResponseError, says="not a JSON object"),
    Row("null", b"null", ResponseError, says="not a JSON object"),
    Row("a text", b'"hi"', ResponseError, says="not a JSON object"),
    Row("JSON that is cut", completion()[:-9], ResponseError, says="not a JSON object"),
    Row("choices null", completion(choices=None), ResponseError, says="choices"),
    Row("choices empty", completion(choices=[]), ResponseError, says="choices"),
    Row("choices missing", completion(choices=...), ResponseError, says="choices"),
    Row("a content that is a number", completion(content=7), ResponseError, says="content"),
    Row("a content with a part that is not a text", completion(content=[{"type": "image_url"}]), ResponseError,
        says="content"),
    Row("no message", b'{"choices":[{"finish_reason":"stop"}]}', ResponseError, says="message"),
]  # fmt: skip

REFUSED = [
    Row("an error object", error(message="Model not found", type="invalid_request_error", param="model", code=None),
        BadRequestError, 400, says="Model not found"),
    Row("an error text", b'{"error":"model is required"}', BadRequestError, 400, says="model is required"),
    Row("a list of details", DETAIL, BadRequestError, 400, says="field required"),
    Row("a detail that is a text", b'{"detail":"no such model"}', BadRequestError, 400, says="no such model"),
    Row("a list with an error", b'[{"error":{"code":400,"message":"in a list","status":"INVALID"}}]', BadRequestError,
        400, says="in a list"),
    Row("a flat message", b'{"object":"error","message":"flat","type":"BadRequestError","code":40001}',
        BadRequestError, 400, says="flat"),
    Row("a page", b"<html><title>400 Bad  Request</title></html>", BadRequestError, 400, HTML, says="400 Bad Request"),
    Row("a long page of text", b"word " * 1000, BadRequestError, 400, "text/plain", says="word word"),
    Row("nothing", b"", BadRequestError, 400, says=""),
    Row("a wrong key that is a 400", error(message="Authentication Error", type="auth_error", code="400"),
        BadRequestError, 400, says="Authentication Error"),
    Row("a text for a 500", b"Internal Server Error", ServerError, 500, "text/plain", says="Internal Server Error",
        requests=2),
    Row("a 402", error(code=402, message="Insufficient credits"), QuotaExceededError, 402, says="Insufficient"),
    Row("a 403", error(code=403, message="moderated"), PermissionDeniedError, 403, says="moderated"),
    Row("a 408", error(code=408, message="timed out"), StatusError, 408, says="timed out", requests=2),
    Row("a 429", error(code="rate_limit_exceeded", message="slow down"), RateLimitError, 429, says="slow down",
        requests=2),
    *(
        Row(f"a 429 for money: {code}", error(code=code, message="no money"), QuotaExceededError, 429, says="no money")
        for code in ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "budget_exceeded",
                     "insufficient_balance", "insufficient_credits")
    ),
    Row("a 429 for money by its type", error(type="insufficient_quota", code=None, message="no money"),
        QuotaExceededError, 429, says="no money"),
]  # fmt: skip

DEVIATING = [
    Row("a conforming one", completion(), "Gym at 7"),
    Row("no usage", completion(usage=...), "Gym at 7", deviations=("usage",), also={"total_tokens": 0}),
    Row("usage null", completion(usage=None), "Gym at 7", deviations=("usage",), also={"prompt_tokens": 0}),
    Row("usage without a sum", completion(usage={"prompt_tokens": 5, "completion_tokens": 3}), "Gym at 7",
        deviations=("usage.total_tokens",), also={"total_tokens": 8}),
    Row("usage with foreign names", completion(usage={"input_tokens": 5, "total_tokens": 8}), "Gym at 7",
        deviations=("usage.prompt_tokens", "usage.completion_tokens"), also={"total_tokens": 8, "prompt_tokens": 0}),
    Row("usage with more", completion(usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2,
                                             "precached_prompt_tokens": 1}), "Gym at 7"),
    *(
        Row(f"finish_reason {reason!r}", completion(finish_reason=reason), "Gym at 7", reason="unknown",
            deviations=("choices[0].finish_reason",))
        for reason in (None, "", ...)
    ),
    *(
        Row(f"finish_reason {reason}", completion(finish_reason=reason), "Gym at 7", reason=reason)
        for reason in ("length", "content_filter", "blacklist", "eos", "tool_call", "error")
    ),
    Row("content null", completion(content=None), "", deviations=("choices[0].message.content",)),
    Row("content missing", completion(content=...), "", deviations=("choices[0].message.content",)),
    Row("content in parts", completion(content=[{"type": "text", "text": "Gym "}, {"type": "text", "text": "at 7"}]),
        "Gym at 7", deviations=("choices[0].message.content",)),
    Row("content in parts, with thoughts", completion(content=[{"type": "thinking", "thinking": []},
                                                              {"type": "text", "text": "Gym at 7"}]),
        "Gym at 7", deviations=("choices[0].message.content",)),
    Row("content null beside tool calls", completion(content=None, tool_calls=[CALL]), ""),
    Row("tool calls whose arguments are an object", completion(
        content=None, tool_calls=[{"type": "function", "function": {"name": "f", "arguments": {"a": 1}}}]), "",
        deviations=("choices[0].message.tool_calls[0].function.arguments",)),
    Row("tool calls of a wrong type", completion(tool_calls="none"), "Gym at 7",
        deviations=("choices[0].message.tool_calls",), also={"tool_calls": None}),
    Row("no role", completion(role=...), "Gym at 7", deviations=("choices[0].message.role",),
        also={"role": "assistant"}),
    Row("no id", completion(id=...), "Gym at 7", deviations=("id",)),
    Row("model null", completion(model=None), "Gym at 7", deviations=("model",)),
    Row("almost nothing", LEAST, "Gym at 7", reason="unknown",
        deviations=("id", "model", "choices[0].finish_reason", "choices[0].message.role", "usage")),
    Row("created as a text", completion(created="2026-11-23"), "Gym at 7", deviations=("created",)),
    Row("an index that is a text", completion(index="0"), "Gym at 7", deviations=("choices[0].index",)),
    Row("logprobs", completion(logprobs={"content": [{"token": "G"}]}), "Gym at 7"),
    Row("thoughts", completion(reasoning_content="hm"), "Gym at 7", also={"thoughts": "hm"}),
    Row("thoughts by another name", completion(reasoning="hm"), "Gym at 7", also={"thoughts": "hm"}),
    Row("a byte order mark", b"\xef\xbb\xbf" + completion(), "Gym at 7"),
    Row("blank lines before JSON", b"\n\r\n \n" + completion(), "Gym at 7"),
    Row("letters beyond ASCII", completion(content="Спортзал в 7 🏋\u2028да"), "Спортзал в 7 🏋\u2028да"),
]  # fmt: skip

WHOLE = [*DISGUISED, *UNREADABLE, *REFUSED, *DEVIATING]
