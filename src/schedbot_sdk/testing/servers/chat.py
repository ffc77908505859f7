"""A local stand-in for an LLM behind `POST /v1/chat/completions`: a rule-based reader answers, no language model.

It understands simple English and Russian sentences about appointments (`reader.py`), and its model's name says what it
is. The HTTP around it behaves like OpenAI's: keys, errors, streams, usage. A token is a word or a punctuation mark.
"""

from __future__ import annotations

import hmac
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from schedbot_sdk.testing.servers.reader import read_dialogue
from schedbot_sdk.testing.servers.refusals import Refusal
from schedbot_sdk.testing.servers.running import LocalServer

__all__ = ["LOCAL_KEY", "STAND_IN", "LocalChat"]

LOCAL_KEY: Final = "sk-local-stand-in"
STAND_IN: Final = "rule-based-stand-in"
_TOKENS: Final = re.compile(r"\s*(?:\w+|[^\w\s])")


class BadRequest(Exception):  # noqa: N818  # named after its status
    """A body that OpenAI's servers refuse; `param` names the field."""

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request."""

    model: str
    messages: tuple[tuple[str, str], ...]
    max_tokens: int | None
    stream: bool
    include_usage: bool


def read_request(body: bytes) -> Asked:
    """Check a request as OpenAI's servers do.

    Raises:
        BadRequest: It is malformed.
    """
    try:
        value = cast("JsonValue", json.loads(body))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadRequest("We could not parse the JSON body of your request.")
    model = value.get("model")
    if not isinstance(model, str) or not model:
        raise BadRequest("you must provide a model parameter", "model")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadRequest("'messages' must be an array with at least one message", "messages")
    max_tokens = value.get("max_tokens", value.get("max_completion_tokens"))
    if max_tokens is not None and (not isinstance(max_tokens, int) or isinstance(max_tokens, bool) or max_tokens < 1):
        raise BadRequest("'max_tokens' must be an integer of at least 1", "max_tokens")
    temperature = value.get("temperature")
    if temperature is not None and (isinstance(temperature, bool) or not isinstance(temperature, int | float)):
        raise BadRequest("'temperature' must be a number", "temperature")
    stream = value.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise BadRequest("'stream' must be a boolean", "stream")
    options = value.get("stream_options")
    if options is not None and not isinstance(options, dict):
        raise BadRequest("'stream_options' must be an object", "stream_options")
    include_usage = None if options is None else options.get("include_usage")
    if include_usage is not None and not isinstance(include_usage, bool):
        raise BadRequest("'include_usage' must be a boolean", "stream_options.include_usage")
    return Asked(
        model=model,
        messages=tuple(_message(item, index) for index, item in enumerate(messages)),
        max_tokens=max_tokens,
        stream=stream is True,
        include_usage=include_usage is True,
    )


def _message(item: JsonValue, index: int) -> tuple[str, str]:
    role = item.get("role") if isinstance(item, dict) else None
    content = item.get("content") if isinstance(item, dict) else None
    if not isinstance(role, str) or not isinstance(content, str):
        raise BadRequest("a message needs a role and a content, both strings", f"messages[{index}]")
    if any("\ud800" <= letter <= "\udfff" for letter in content):
        raise BadRequest("the content has half of a surrogate pair", f"messages[{index}].content")
    return role, content


def tokens(text: str) -> list[str]:
    """The pieces that this server counts and streams: joined, they are the text without its last white space."""
    return _TOKENS.findall(text)


class LocalChat(LocalServer):
    """An OpenAI-compatible server whose answers a rule-based reader makes.

    Args:
        api_key: The only key that it accepts.
        model: The model that it lists and answers as.
        port: Where to listen; 0 picks a free port.
        now: Its clock, for requests whose system prompt does not say what time it is; without it the time in UTC.
    """

    def __init__(
        self,
        *,
        api_key: str = LOCAL_KEY,
        model: str = STAND_IN,
        port: int = 0,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(port=port)
        self.api_key = api_key
        self.model = model
        self._now = now or (lambda: datetime.now(UTC))
        self._ids = itertools.count(1)
        self._nonsense: list[str] = []

    @property
    def base_url(self) -> str:
        """What `ChatClient` takes as its `base_url`."""
        return f"{self.url}/v1"

    def say_next(self, *texts: str) -> None:
        """Answer the next requests with these texts, whatever is asked: for tests of a bot that must bear nonsense."""
        self._nonsense.extend(texts)

    def routes(self) -> list[BaseRoute]:
        """OpenAI's two paths; the rest is a 404 in its shape."""
        return [
            Route("/v1/chat/completions", self._complete, methods=["POST"]),
            Route("/v1/models", self._models, methods=["GET"]),
            Route("/{path:path}", self._nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        ]

    def failure_body(self, refusal: Refusal) -> tuple[str, str]:
        """OpenAI's error object."""
        status, said = refusal.status, refusal.words or f"status {refusal.status}, as it was asked for"
        kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
        code = {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status)
        return json.dumps(_error(said, kind, code=code)), "application/json"

    async def _nowhere(self, request: Request) -> Response:
        said = f"Invalid URL ({request.method} {request.url.path})"
        return JSONResponse(_error(said, "invalid_request_error"), status_code=404)

    async def _models(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return _unauthorized()
        listed = {"id": self.model, "object": "model", "created": 0, "owned_by": "schedbot_sdk.testing"}
        return JSONResponse({"object": "list", "data": [listed]})

    async def _complete(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return _unauthorized()
        try:
            asked = read_request(await request.body())
        except BadRequest as refused:
            error = _error(refused.message, "invalid_request_error", param=refused.param)
            return JSONResponse(error, status_code=400)
        text = self._nonsense.pop(0) if self._nonsense else read_dialogue(asked.messages, self._now())
        pieces = tokens(text)
        cut = asked.max_tokens is not None and len(pieces) > asked.max_tokens
        pieces = pieces[: asked.max_tokens]
        head = {"id": f"chatcmpl-local-{next(self._ids)}", "created": int(time.time()), "model": self.model}
        usage = _usage(asked.messages, pieces)
        reason = "length" if cut else "stop"
        if asked.stream:
            events = _events(head, pieces, reason, usage if asked.include_usage else None)
            return StreamingResponse(events, media_type="text/event-stream")
        message = {"role": "assistant", "content": "".join(pieces)}
        choices = [{"index": 0, "message": message, "finish_reason": reason}]
        return JSONResponse({**head, "object": "chat.completion", "choices": choices, "usage": usage})

    def _is_let_in(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self.api_key}".encode())


def _unauthorized() -> Response:
    error = _error("Incorrect API key provided.", "invalid_request_error", code="invalid_api_key")
    return JSONResponse(error, status_code=401)


def _error(message: str, kind: str, *, param: str | None = None, code: str | None = None) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _usage(messages: Sequence[tuple[str, str]], pieces: Sequence[str]) -> dict[str, int]:
    asked = sum(len(tokens(content)) for _, content in messages)
    return {"prompt_tokens": asked, "completion_tokens": len(pieces), "total_tokens": asked + len(pieces)}


async def _events(
    head: Mapping[str, object], pieces: Sequence[str], reason: str, usage: dict[str, int] | None
) -> AsyncIterator[str]:
    def event(choices: list[dict[str, object]], **more: object) -> str:
        chunk = {**head, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def delta(part: dict[str, str], finish_reason: str | None = None) -> list[dict[str, object]]:
        return [{"index": 0, "delta": part, "finish_reason": finish_reason}]

    yield event(delta({"role": "assistant", "content": ""}))
    for piece in pieces:
        yield event(delta({"content": piece}))
    yield event(delta({}, reason))
    if usage is not None:
        yield event([], usage=usage)
    yield "data: [DONE]\n\n"
