"""Streams of OpenAI-compatible servers, and the expected results, as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.chat.responses import CALL, PAGE, completion, error

from schedbot_sdk import (
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    ServiceUnavailableError,
    TruncatedStreamError,
)

__all__ = ["BROKEN", "STREAMS", "StreamRow"]

EVENTS = "text/event-stream"


@dataclass(frozen=True)
class StreamRow:
    """One stream of a server."""

    name: str
    body: bytes
    gives: str | type[SchedbotError]
    """The whole text, or the error."""
    before: str = ""
    """The text that came before the error."""
    content_type: str = EVENTS
    says: str = ""
    reason: str = "stop"
    tokens: int = 0
    deviations: tuple[str, ...] = ("usage",)
    requests: int = 1


def data(**chunk: Any) -> bytes:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def part(text: str | None = None, reason: str | None = None, **more: Any) -> bytes:
    delta: dict[str, Any] = {} if text is None else {"role": "assistant", "content": text}
    return data(id="c1", model="m", choices=[{"index": 0, "delta": delta, "finish_reason": reason, **more}])


DONE = b"data: [DONE]\n\n"
END = part(None, "stop")
GYM = part("Gym ") + part("at 7") + END + DONE
USAGE = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
COUNTED = part("Gym ") + part("at 7") + END + data(id="c1", choices=[], usage=USAGE) + DONE
LINES = "Спортзал\u2028в\u2029семь 🏋"

STREAMS = [
    StreamRow("a conforming one", COUNTED, "Gym at 7", tokens=8, deviations=()),
    StreamRow("no usage", GYM, "Gym at 7"),
    StreamRow("no [DONE]", part("Gym ") + part("at 7") + END, "Gym at 7"),
    StreamRow("no finish_reason", part("Gym ") + part("at 7") + DONE, "Gym at 7", reason="unknown",
              deviations=("choices[0].finish_reason", "usage")),
    StreamRow("CRLF", GYM.replace(b"\n", b"\r\n"), "Gym at 7"),
    StreamRow("CR alone", GYM.replace(b"\n", b"\r"), "Gym at 7"),
    StreamRow("no space after data:", GYM.replace(b"data: ", b"data:"), "Gym at 7"),
    StreamRow("a byte order mark", b"\xef\xbb\xbf" + GYM, "Gym at 7"),
    StreamRow("blank lines first", b"\n\r\n\n" + GYM, "Gym at 7"),
    StreamRow("letters that are line ends elsewhere", part(LINES) + END, LINES),
    StreamRow("comments", b": OPENROUTER PROCESSING\n\n" + part("Gym ") + b": still here\n" + part("at 7") + END,
              "Gym at 7"),
    StreamRow("other fields", b"id: 7\nevent: message\nretry: 100\n" + GYM, "Gym at 7"),
    StreamRow("an unknown event", b"event: ping\ndata: {}\n\n" + GYM, "Gym at 7"),
    StreamRow("empty data", b"data:\n\n" + part("Gym ") + b"data: \n\n" + part("at 7") + END, "Gym at 7"),
    StreamRow("data in two lines", b'data: {"choices":\n'
              b'data: [{"delta":{"content":"Gym at 7"},"finish_reason":"stop"}]}\n\n', "Gym at 7",
              deviations=("id", "model", "choices[0].message.role", "usage")),
    StreamRow("no blank line at the end", (part("Gym at 7") + END).rstrip(b"\n"), "Gym at 7"),
    StreamRow("no line end at all after [DONE]", part("Gym at 7") + b"data: [DONE]", "Gym at 7", reason="unknown",
              deviations=("choices[0].finish_reason", "usage")),
    StreamRow("a first part for filters", data(id="", model="", choices=[], prompt_filter_results=[]) + GYM,
              "Gym at 7"),
    StreamRow("usage null in each part", GYM.replace(b'"model"', b'"usage": null, "model"'), "Gym at 7"),
    StreamRow("usage in part", part("Gym at 7") + END + data(choices=[], usage={"prompt_tokens": 5}), "Gym at 7",
              tokens=5, deviations=()),
    StreamRow("a delta that is null", data(id="c", model="m", choices=[{"index": 0, "delta": None}]) + GYM, "Gym at 7"),
    StreamRow("no delta", data(id="c", model="m", choices=[{"index": 0}]) + GYM, "Gym at 7"),
    StreamRow("no index", data(id="c", model="m", choices=[{"delta": {"role": "assistant", "content": "Gym "}}])
              + part("at 7", "stop"), "Gym at 7"),
    StreamRow("a content in parts", data(id="c", model="m", choices=[
        {"delta": {"role": "assistant", "content": [{"type": "text", "text": "Gym at 7"}]}, "finish_reason": "stop"}]),
        "Gym at 7"),
    StreamRow("created as a text", data(id="c", model="m", created="now", choices=[]) + GYM, "Gym at 7",
              deviations=("created", "usage")),
    StreamRow("a finish_reason of its own", part("Gym at 7", "eos"), "Gym at 7", reason="eos"),
    StreamRow("cut at the limit", part("Gym at", "length") + DONE, "Gym at", reason="length"),
    StreamRow("tool calls", data(id="c", model="m", choices=[{"delta": {"role": "assistant", "content": None,
              "tool_calls": [{**CALL, "index": 0}]}, "finish_reason": "tool_calls"}]), "", reason="tool_calls"),
    StreamRow("thoughts first", part("", reasoning="x").replace(b'"content": ""', b'"reasoning_content": "hm"') + GYM,
              "Gym at 7"),
    StreamRow("a plain completion instead", completion(), "Gym at 7", content_type="application/json", tokens=8,
              deviations=()),
    StreamRow("a plain completion that calls itself a stream", completion(), "Gym at 7", tokens=8, deviations=()),
    StreamRow("a plain completion that deviates", completion(usage=None, content=None), "",
              content_type="application/json", deviations=("choices[0].message.content", "usage")),
]  # fmt: skip

BROKEN = [
    StreamRow("an error object", data(error={"code": 503, "message": "overloaded"}), ServiceUnavailableError,
              says="overloaded", requests=2),
    StreamRow("an error object later", part("Gym ") + data(error={"code": 503, "message": "overloaded"}),
              ServiceUnavailableError, "Gym ", says="overloaded"),
    StreamRow("an error beside choices", part("Gym ") + data(choices=[], error={"code": 429, "message": "slow"}),
              RateLimitError, "Gym ", says="slow"),
    StreamRow("an error event", part("Gym ") + b'event: error\ndata: {"code": 500, "message": "crashed"}\n\n',
              ServerError, "Gym ", says="crashed"),
    StreamRow("an error event with an object", b'event: error\ndata: {"error": {"message": "crashed"}}\n\n',
              ResponseError, says="crashed"),
    StreamRow("an error event with a text", b"event: error\ndata: out of memory\n\n", ResponseError,
              says="out of memory"),
    StreamRow("an error field", b'error: {"code": 500, "message": "the context is full"}\n\n', ServerError,
              says="the context is full", requests=2),
    StreamRow("an error as the finish_reason", part("Gym ") + part(None, "error"), ResponseError, "Gym ",
              says="aborted the answer"),
    StreamRow("an error as the finish_reason, explained", part("Gym ")
              + part(None, "error", error={"code": 502, "message": "upstream died"}), ServerError, "Gym ",
              says="upstream died"),
    StreamRow("malformed JSON", part("Gym ") + b"data: {broken\n\n", ResponseError, "Gym ", says="a JSON object"),
    StreamRow("JSON of another kind", b"data: [1]\n\n", ResponseError, says="not a JSON object"),
    StreamRow("a content that is a number", data(choices=[{"delta": {"content": 7}}]), ResponseError, says="content"),
    StreamRow("a clean end too early", part("Gym "), TruncatedStreamError, "Gym ", says="neither"),
    StreamRow("nothing", b"", TruncatedStreamError, says="neither"),
    StreamRow("comments alone", b": hello\n\n", TruncatedStreamError, says="neither"),
    StreamRow("a page", PAGE, ResponseError, content_type="text/html", says="check base_url"),
    StreamRow("a page that calls itself a stream", PAGE, ResponseError, says="not a JSON object"),
    StreamRow("a text", b"Internal error", ResponseError, content_type="text/plain", says="text/plain"),
    StreamRow("null", b"null", ResponseError, content_type="application/json", says="application/json"),
    StreamRow("a list", b"[]", ResponseError, content_type="application/json", says="not a JSON object"),
    StreamRow("nothing that is JSON", b"", ResponseError, content_type="application/json", says="an empty body"),
    StreamRow("a plain error instead", error(code=503, message="busy"), ServiceUnavailableError,
              content_type="application/json", says="busy", requests=2),
    StreamRow("a plain error without a code", error(message="busy"), ResponseError, content_type="application/json",
              says="busy"),
]  # fmt: skip
