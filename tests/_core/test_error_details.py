"""The server's own words, in the shapes of many servers and gateways."""

from __future__ import annotations

import json
from typing import cast

import pytest
from tests.rows import on_rows

from schedbot_sdk import errors
from schedbot_sdk._core.error_details import ErrorDetails as Details
from schedbot_sdk._core.response import Response, error_details_of, status_error

INNER = {"error": {"message": "Only one image for each prompt", "code": "too_many_images"}}


def details_of(body: object, status: int = 400, content_type: str = "application/json") -> Details:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_details_of(Response(status, {"content-type": content_type}, raw))


def error_of(body: object, status: int) -> errors.StatusError:
    answer = Response(status, {"content-type": "application/json"}, json.dumps(body).encode())
    return status_error(answer, service="chat", operation="chat.x", meanings={})


SHAPES: dict[str, tuple[object, Details]] = {
    "OpenAI": (
        {"error": {"message": "too long", "type": "invalid_request_error", "param": "messages", "code": "too_long"}},
        Details("too long", "messages", "too_long", "invalid_request_error"),
    ),
    "Anthropic": (
        {"type": "error", "error": {"type": "not_found_error", "message": "model: x"}, "request_id": "r"},
        Details("model: x", type="not_found_error"),
    ),
    "Azure": (
        {"error": {"message": "filtered", "type": None, "param": "prompt", "code": "content_filter", "status": 400,
                   "innererror": {"code": "ResponsibleAIPolicyViolation"}}},
        Details("filtered", "prompt", "content_filter"),
    ),
    "Azure's gateway": ({"statusCode": 400, "message": "Access denied"}, Details("Access denied")),
    "Gemini": (
        [{"error": {"code": 400, "message": "API key not valid", "status": "INVALID_ARGUMENT", "details": [{"a": 1}]}}],
        Details("API key not valid", code="400"),
    ),
    "OpenRouter": (
        {"error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": json.dumps(INNER)}}},
        Details("Provider returned error: Only one image for each prompt", code="400"),
    ),
    "OpenRouter with an object": (
        {"error": {"message": "Provider returned error", "metadata": {"raw": INNER}}},
        Details("Provider returned error: Only one image for each prompt", code="too_many_images"),
    ),
    "Cloudflare": (
        {"success": False, "errors": [{"code": 7003, "message": "No route"}], "messages": [], "result": None},
        Details("No route", code="7003"),
    ),
    "LiteLLM": (
        {"error": {"message": "litellm.BadRequestError: no", "type": None, "param": None, "code": "400"}},
        Details("litellm.BadRequestError: no", code="400"),
    ),
    "an older vLLM": (
        {"object": "error", "message": "flat", "type": "BadRequestError", "param": None, "code": 40001},
        Details("flat", code="40001", type="BadRequestError"),
    ),
    "TGI": (
        {"error": "Input validation error", "error_type": "validation"},
        Details("Input validation error", type="validation"),
    ),
    "Ollama": ({"error": "model 'x' not found"}, Details("model 'x' not found")),
    "AWS": (
        {"__type": "AccessDeniedException", "Message": "not authorized"},
        Details("not authorized", type="AccessDeniedException"),
    ),
    "OAuth": (
        {"error": "invalid_token", "error_description": "The token expired"},
        Details("invalid_token: The token expired", code="invalid_token"),
    ),
    "Qianfan": ({"error_code": 336003, "error_msg": "role must be user"}, Details("role must be user", code="336003")),
    "MiniMax": (
        {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}},
        Details("insufficient balance", code="1008"),
    ),
    "Apigee": (
        {"fault": {"faultstring": "Invalid ApiKey", "detail": {"errorcode": "oauth.v2.InvalidApiKey"}}},
        Details("Invalid ApiKey", code="oauth.v2.InvalidApiKey"),
    ),
    "Tencent": (
        {"Response": {"Error": {"Code": "AuthFailure", "Message": "bad secret"}, "RequestId": "r"}},
        Details("bad secret", code="AuthFailure"),
    ),
    "Alibaba": (
        {"code": "InvalidApiKey", "message": "bad key", "request_id": "r"},
        Details("bad key", code="InvalidApiKey"),
    ),
    "xAI": ({"code": "unavailable", "error": "no capacity"}, Details("no capacity", code="unavailable")),
    "FastAPI": (
        {"detail": [{"loc": ["body", "messages", 0], "msg": "field required", "type": "missing", "input": "private"}]},
        Details("field required", "messages.0", type="missing"),
    ),
    "FastAPI with an object": (
        {"detail": {"error": {"message": "deep", "code": "c"}}},
        Details("deep", code="c"),
    ),
    "Mistral": (
        {"object": "error", "message": {"detail": [{"type": "missing", "loc": ["body", "model"], "msg": "no model"}]},
         "type": "invalid_request_error"},
        Details("no model", "model", type="missing"),
    ),
    "Django": (
        {"email": ["Enter a valid address."], "name": ["Too long.", "Not blank."]},
        Details("email: Enter a valid address.; name: Too long. Not blank."),
    ),
    "Django, about no field": ({"non_field_errors": ["Wrong pair."]}, Details("Wrong pair.")),
    "Rails": ({"errors": {"name": ["can't be blank"]}}, Details("name: can't be blank")),
    "fields with texts": ({"errors": {"name": "can't be blank"}}, Details("name: can't be blank")),
    "a list of texts": ({"errors": ["one", "two"]}, Details("one; two")),
    "JSON:API": (
        {"errors": [{"status": "422", "code": "c1", "title": "Invalid", "detail": "must not be blank"}]},
        Details("must not be blank", code="c1"),
    ),
    "ASP.NET": (
        {"type": "about:blank", "title": "Validation failed.", "status": 400, "errors": {"Model": ["is required"]}},
        Details("Validation failed: Model: is required", type="about:blank"),
    ),
    "problem+json": (
        {"type": "https://e.org/x", "title": "Out of stock", "detail": "Nothing left", "status": 400},
        Details("Nothing left", type="https://e.org/x"),
    ),
    "Spring": (
        {"timestamp": 1, "status": 404, "error": "Not Found", "message": "No handler", "path": "/x"},
        Details("Not Found: No handler"),
    ),
    "NestJS": (
        {"statusCode": 400, "message": ["a must be set", "b must be set"], "error": "Bad Request"},
        Details("Bad Request: a must be set; b must be set"),
    ),
    "JSON in a text": ({"error": json.dumps(INNER)}, Details("Only one image for each prompt", code="too_many_images")),
    "JSON behind words": (
        {"error": {"message": f"400: {json.dumps(INNER)}", "code": "upstream"}},
        Details("400: Only one image for each prompt", code="upstream"),
    ),
    "JSON in JSON in a text": (
        {"error": {"message": json.dumps({"error": json.dumps(INNER)})}},
        Details("Only one image for each prompt", code="too_many_images"),
    ),
    "GraphQL": ({"errors": [{"message": "no field"}], "data": None}, Details("no field")),
    "AWS Lambda": ({"errorMessage": "boom", "errorType": "KeyError"}, Details("boom", type="KeyError")),
    "WeChat": ({"errcode": 40013, "errmsg": "invalid appid"}, Details("invalid appid", code="40013")),
    "an envelope": ({"code": 50001, "msg": "busy", "data": None}, Details("busy", code="50001")),
    "a status object": ({"status": {"code": 7, "message": "no"}}, Details("no")),
    "Telegram": ({"ok": False, "error_code": 400, "description": "chat not found"}, Details("chat not found")),
    "a code that is a float": ({"error": {"message": "m", "code": 1234.0}}, Details("m", code="1234")),
    "codes that are none": ({"error": {"message": "m", "code": True, "type": {"a": 1}}}, Details("m")),
    "a code outside": ({"error": {"message": "m", "code": None}, "code": "outer"}, Details("m", code="outer")),
    "an object that says nothing": ({"request_id": "abc", "path": "/x"}, Details()),
}  # fmt: skip


@on_rows("name", SHAPES)
def test_the_error_is_found_in_the_shape_of(name: str) -> None:
    body, expected = SHAPES[name]
    assert details_of(body) == expected


TEXTS = {
    "HTML": (b"<html><head><title>502 Bad <b>Gateway</b></title></head></html>", "text/html", "502 Bad Gateway"),
    "S3": (b"<?xml version='1.0'?><Error><Code>X</Code><Message>Access &amp; denied</Message></Error>",
           "application/xml", "Access & denied"),
    "SOAP": (b"<s:Envelope><s:Fault><faultstring>No such method</faultstring></s:Fault></s:Envelope>", "text/xml",
             "No such method"),
    "XML that says nothing": (b"<?xml version='1.0'?><a/>", "application/xml", "an XML document"),
    "plain text": (b"upstream connect error", "text/plain", "upstream connect error"),
    "plain text of another encoding": ("нет доступа".encode("cp1251"), "text/plain; charset=windows-1251",
                                       "нет доступа"),
    "plain text of no known encoding": (b"no access", "text/plain; charset=x-none", "no access"),
    "JSON that calls itself HTML": (b'{"error": "no"}', "text/html", "no"),
    "an event": (b'event: error\ndata: {"error": {"message": "no room"}}\n\n', "text/event-stream", "no room"),
    "control characters": (b"a\x1b[31mb\x00c\r\nd", "text/plain", "a [31mb c d"),
    "other line ends": ("a\u2028b\x85c".encode(), "text/plain", "a b c"),
}  # fmt: skip


@on_rows("name", TEXTS)
def test_the_error_is_found_in(name: str) -> None:
    body, content_type, expected = TEXTS[name]
    assert details_of(body, 502, content_type).detail == expected


@pytest.mark.parametrize("depth", [3, 50, 100_000])
def test_words_are_not_looked_for_in_endless_depth(depth: int) -> None:
    body = b'{"error":' * depth + b'"deep"' + b"}" * depth
    assert len(details_of(body).detail) <= 300


def test_half_a_character_becomes_the_replacement_character_and_two_halves_one_character() -> None:
    body = rb'{"error": {"message": "a \ud83d b", "code": "\udc00", "type": "\ud83d\ude00", "param": "\ud83d"}}'
    assert details_of(body) == Details("a \ufffd b", "\ufffd", "\ufffd", "\N{GRINNING FACE}")


@on_rows(
    "error",
    [
        errors.SchedbotError("a \ud83d"),
        errors.StatusError("a \ud83d", status_code=400, detail="\ud83d", param="\udc00", code="\ud83d", type="\ud83d",
                           request_id="\ud83d"),
        errors.ParseError("a \ud83d", faults=("\ud83d",)),
        errors.ScheduleError("a \ud83d", faults=("\ud83d",)),
        errors.UnknownTimeZoneError("a \ud83d", name="\ud83d", suggestions=()),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_all_that_stands_on_an_error_can_be_written_in_utf_8(error: errors.SchedbotError) -> None:
    assert str(error) == "a \ufffd"
    texts = [repr(error)]
    for value in vars(error).values():
        texts += map(str, cast("tuple[object, ...]", value)) if isinstance(value, tuple) else [str(value)]
    for text in texts:
        text.encode()


MONEY = [
    (429, {"error": {"message": "m", "type": "exceeded_current_quota_error"}}),
    (429, {"error": {"message": "m", "code": "insufficient_quota"}}),
    (403, {"error": {"message": "m", "code": "insufficient_user_quota"}}),
    (429, {"error": {"message": "m", "code": "billing_hard_limit_reached"}}),
    (429, {"error": {"message": "m", "code": "billing_not_active"}}),
    (429, {"error": {"message": "m", "type": "credit_balance_too_low"}}),
    (429, {"error": {"message": "m", "type": "out_of_credits"}}),
    (429, {"error": {"message": "m", "code": "credits_exhausted"}}),
    (403, {"error": {"message": "m", "code": "AccountOverdueError"}}),
    (400, {"code": "Arrearage", "message": "m"}),
    (429, {"code": "PrepaidBillOverdue", "message": "m"}),
    (429, {"error": {"message": "m", "code": "payment_required"}}),
    (429, {"error": {"message": "m", "type": "budget_exceeded"}}),
    (403, {"code": 403, "reason": "NOT_ENOUGH_BALANCE", "message": "not enough balance"}),
    (429, {"error": {"code": "1113", "message": "账户余额不足"}}),
    (403, {"code": 30001, "message": "Sorry, your account balance is insufficient"}),
    (429, {"error": {"message": "Insufficient balance"}}),
    (402, {"error": {"message": "anything"}}),
    (503, {"error": {"message": "m", "code": "insufficient_quota"}}),
]


@on_rows("status, body", MONEY)
def test_an_error_about_money_is_known_by_its_code(status: int, body: object) -> None:
    error = error_of(body, status)
    assert isinstance(error, errors.QuotaExceededError)
    assert error.status_code == status


RATE = [
    {"error": {"code": 429, "message": "You exceeded your current quota, please check your plan and billing details.",
               "status": "RESOURCE_EXHAUSTED"}},
    {"error": {"message": "Rate limit reached", "type": "tokens", "code": "rate_limit_exceeded"}},
    {"error": {"message": "m", "type": "rate_limit_error"}},
    {"error": {"message": "m", "code": "RateLimitReached"}},
    {"error": {"message": "m", "code": "quota_exceeded"}},
    {"error": {"message": "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock more", "code": 429}},
    {"error": {"message": "m", "code": "tokens_per_day_exceeded"}},
    {"error": {"message": "m", "code": "no_load_balancer"}},
    {"code": "Throttling.RateQuota", "message": "m"},
]  # fmt: skip


@on_rows("body", RATE)
def test_a_limit_that_time_lifts_is_not_about_money(body: object) -> None:
    assert type(error_of(body, 429)) is errors.RateLimitError
