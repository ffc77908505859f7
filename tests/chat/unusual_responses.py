"""More responses of servers, and the expected results, as data: each code, shape and wrong type."""

from __future__ import annotations

import json
from typing import Any

from tests.chat.responses import DETAIL, HTML, PAGE, Row, completion, error
from tests.chat.streams import DONE, END, GYM, StreamRow, data, part

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
)

__all__ = ["BEYOND", "CODES", "SENTENCES", "STREAMS", "STREAMS_BROKEN", "WRONG"]

RETRIED: dict[int, type[SchedbotError]] = {
    429: RateLimitError, 500: ServerError, 502: ServerError, 503: ServiceUnavailableError, 529: ServerError,
}  # fmt: skip
FINAL: dict[int, type[SchedbotError]] = {
    400: BadRequestError, 401: AuthenticationError, 402: QuotaExceededError, 403: PermissionDeniedError,
    404: NotFoundError, 408: StatusError, 409: ConflictError, 422: StatusError,
}  # fmt: skip
CODES = [
    *(
        Row(f"{name} {code!r}", error(message="its words", **{name: code}), kind, says="its words", code=int(code),
            requests=2 if int(code) in RETRIED else 1)
        for status, kind in {**RETRIED, **FINAL}.items()
        for name, code in (("code", status), ("code", str(status)), ("status", status))
    ),
    *(
        Row(f"code {code!r}", error(code=code, message="its words"), ResponseError, says="its words")
        for code in (None, True, 0, -1, 200, 302, 600, 502.5, "", "50", "rate_limited", [502], {"code": 502})
    ),
    Row("a 429 for money", error(code=429, type="insufficient_quota", message="its words"), QuotaExceededError,
        says="its words", code=429),
]  # fmt: skip
"""Errors that were answered with status 200."""

SENTENCES: dict[str, tuple[bytes, str, str]] = {
    "an error object": (error(message="Its words.", type="invalid", code=None), "application/json", "Its words."),
    "an error text": (b'{"error":"Its words."}', "application/json", "Its words."),
    "an error beside a message": (b'{"error":null,"message":"Its words."}', "application/json", "Its words."),
    "a list of details": (DETAIL, "application/json", "field required"),
    "two details": (b'{"detail":[{"msg":"one"},{"msg":"two"}]}', "application/json", "one; two"),
    "a detail text": (b'{"detail":"Its words."}', "application/json", "Its words."),
    "a list of errors": (b'[{"error":{"message":"Its words.","code":400}}]', "application/json", "Its words."),
    "a flat message": (b'{"object":"error","message":"Its words.","code":40001}', "application/json", "Its words."),
    "letters beyond ASCII": ('{"error":"Нет модели"}'.encode(), "application/json", "Нет модели"),
    "a page": (PAGE, HTML, "Sign in"),
    "a page with a heading": (b"<html><h1>Bad &amp; worse</h1></html>", HTML, "Bad & worse"),
    "a page that calls itself JSON": (PAGE, "application/json", "Sign in"),
    "a plain text": (b"  Its\r\n words. ", "text/plain", "Its words."),
    "an object without words": (b'{"code":7}', "application/json", ""),
    "nothing": (b"", "application/json", ""),
}
"""Bodies of refusals: what was sent, as what, and the human sentence in it."""

WRONG_TYPES: dict[str, tuple[object, ...]] = {
    "id": (7, [], {}, True),
    "model": (7, ["m"], False),
    "choices": ({}, "none", 7, [None], ["x"], [[]], [{}], [{"message": None}], [{"message": "hi"}]),
    "usage": (7, [], "none", {"prompt_tokens": "5"}, {"total_tokens": 1.5}, {"completion_tokens": [3]}),
    "finish_reason": (7, True, ["stop"], {}),
    "role": (7, ["assistant"]),
    "content": (True, {"text": "hi"}, ["hi"], [7], [{"type": "text", "text": 7}]),
}
WRONG = [
    Row(f"{name} {json.dumps(value)}", completion(**{name: value}), ResponseError, says=name)
    for name, values in WRONG_TYPES.items()
    for value in values
]
"""Answers in which a field of the table has a wrong type."""

BEYOND: dict[str, tuple[object, ...]] = {
    "created": ("now", 1.5, [], {"at": 1}),
    "choices[0].index": ("first", 0.5, []),
    "choices[0].logprobs": (7, [], "none"),
    "choices[0].message.tool_calls": (7, "none", {}),
    "choices[0].message.refusal": (7, ["no"]),
    "choices[0].message.reasoning": (7, {"text": "hm"}),
    "choices[0].message.reasoning_content": (7, ["hm"]),
}
"""Fields beyond the table, by their paths, and values of a wrong type."""


def stream_of(*deltas: dict[str, Any], reason: str | None = "stop", **more: Any) -> bytes:
    """Return a stream of these deltas; the last one ends it."""
    parts = [data(id="c1", model="m", choices=[{"index": 0, "delta": delta, **more}]) for delta in deltas]
    return b"".join(parts) + part(None, reason) + DONE


def odd(path: str, *, role: bool = True, **choice: Any) -> StreamRow:
    """A stream whose first part holds this choice, and what is odd in it."""
    named = (f"choices[0].{path}", "usage") if role else (f"choices[0].{path}", "choices[0].message.role", "usage")
    delta = choice.pop("delta", {"role": "assistant", "content": "Gym at 7"})
    body = data(id="c1", model="m", choices=[{"index": 0, "delta": delta, **choice}])
    return StreamRow(f"{path} of a wrong type", body + END + DONE, "Gym at 7", deviations=named)


def hello(**more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": "Gym at 7", **more}


STREAMS = [
    StreamRow("an id that is a number", data(id=7, model="m", choices=[]) + GYM, "Gym at 7",
              deviations=("id", "usage")),
    StreamRow("a model that is a number", data(id="c1", model=7, choices=[]) + GYM, "Gym at 7",
              deviations=("model", "usage")),
    odd("index", index="0"),
    odd("logprobs", logprobs=[]),
    odd("finish_reason", finish_reason=7),
    odd("delta.role", role=False, delta=hello(role=7)),
    odd("delta.tool_calls", delta=hello(tool_calls="none")),
    odd("delta.tool_calls[0]", delta=hello(tool_calls=[7])),
    odd("delta.reasoning", delta=hello(reasoning=7)),
    odd("delta.reasoning_content", delta=hello(reasoning_content=["hm"])),
    odd("delta.refusal", delta=hello(refusal=7)),
    StreamRow("nulls everywhere", stream_of(hello(tool_calls=None, refusal=None, reasoning=None), finish_reason=None,
              logprobs=None, index=None), "Gym at 7"),
    StreamRow("an empty finish_reason before the end", stream_of(hello(), finish_reason=""), "Gym at 7"),
    StreamRow("choices null", data(id="c1", choices=None) + GYM, "Gym at 7"),
    StreamRow("an error that is null", data(id="c1", choices=[], error=None) + GYM, "Gym at 7"),
    StreamRow("a comment inside a part", GYM.replace(b"\n\n", b"\n: OPENROUTER PROCESSING\n\n"), "Gym at 7"),
    StreamRow("comments without a blank line", b": one\n: two\n:\n" + GYM, "Gym at 7"),
    StreamRow("each field of an event", b"".join(b"event: message\nid: %d\nretry: 10\n%b\n\n" % (number, line)
              for number, line in enumerate(GYM.strip().split(b"\n\n"))), "Gym at 7"),
    StreamRow("fields without a colon", b"data\n\nretry\n\n" + GYM, "Gym at 7"),
    StreamRow("blanks around [DONE]", part("Gym at 7") + b"data:  [DONE] \n\n", "Gym at 7", reason="unknown",
              deviations=("choices[0].finish_reason", "usage")),
    StreamRow("a usage in each part", GYM.replace(b'"model"', b'"usage": {"prompt_tokens": 5, "completion_tokens": 3,'
              b' "total_tokens": 8}, "model"'), "Gym at 7", tokens=8, deviations=()),
    StreamRow("a byte order mark before a plain completion", b"\xef\xbb\xbf\r\n" + completion(), "Gym at 7",
              content_type="application/json", tokens=8, deviations=()),
    StreamRow("a plain completion after blank lines", b"\n" * 99 + completion(), "Gym at 7",
              content_type="application/json", tokens=8, deviations=()),
    StreamRow("a plain completion without a finish_reason", completion(finish_reason=None), "Gym at 7",
              content_type="application/json", reason="unknown", tokens=8, deviations=("choices[0].finish_reason",)),
]  # fmt: skip

STREAMS_BROKEN = [
    StreamRow("an error text", data(error="its words"), ResponseError, says="its words"),
    StreamRow("an error without a code", data(error={"type": "server_error", "message": "its words"}), ResponseError,
              says="its words"),
    StreamRow("an error with a text code", part("Gym ") + data(error={"code": "502", "message": "its words"}),
              ServerError, "Gym ", says="its words"),
    StreamRow("an error event with a type", part("Gym ") + b'event: error\ndata: {"type": "error", "error": {"type":'
              b' "overloaded", "message": "its words"}}\n\n', ResponseError, "Gym ", says="its words"),
    StreamRow("an error event with nothing", part("Gym ") + b"event: error\ndata:\n\n", ResponseError, "Gym "),
    StreamRow("an error field with a text", part("Gym ") + b"error: its words\n\n", ResponseError, "Gym ",
              says="its words"),
    StreamRow("an error field with a 400", part("Gym ") + b'error: {"code":400,"message":"its words","type":"x"}\n\n',
              BadRequestError, "Gym ", says="its words"),
    StreamRow("an error field with no money", b'error: {"code":402,"message":"its words"}\n\n', QuotaExceededError,
              says="its words"),
    StreamRow("a delta that is a text", part("Gym ") + data(choices=[{"delta": "at 7"}]), ResponseError, "Gym ",
              says="delta"),
    StreamRow("choices that are an object", part("Gym ") + data(choices={}), ResponseError, "Gym ", says="choices"),
    StreamRow("choices of numbers", part("Gym ") + data(choices=[7]), ResponseError, "Gym ", says="choices"),
    StreamRow("a content of numbers", part("Gym ") + data(choices=[{"delta": {"content": [7]}}]), ResponseError,
              "Gym ", says="content"),
    StreamRow("a plain completion that is cut", completion()[:-9], ResponseError, content_type="application/json",
              says="not a JSON object"),
    StreamRow("a plain completion without choices", completion(choices=None), ResponseError,
              content_type="application/json", says="choices"),
]  # fmt: skip
