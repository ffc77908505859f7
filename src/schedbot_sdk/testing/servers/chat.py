"""A local server with OpenAI's `POST /v1/chat/completions`, and no language model behind it.

It answers what a test sets. Otherwise it drafts a schedule by rules (`reader.py`), and the name of its model says so.
The HTTP around it behaves like OpenAI's: keys, errors, streams, usage. A token is a word or a punctuation mark.
"""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from schedbot_sdk.testing.servers.completion_request import UnknownModel, read_request
from schedbot_sdk.testing.servers.error_response import ErrorResponse
from schedbot_sdk.testing.servers.fields import BadRequest
from schedbot_sdk.testing.servers.local_server import LocalServer

if TYPE_CHECKING:
    from schedbot_sdk.chat import ChatMessage

__all__ = ["LOCAL_KEY", "STAND_IN", "LocalChat"]

LOCAL_KEY: Final = "sk-local-stand-in"
STAND_IN: Final = "rule-based-stand-in"
_ALLOWED: Final = {"/v1/chat/completions": "POST", "/v1/models": "GET"}
_VERBS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
_TOKENS: Final = re.compile(r"\s*(?:\w+|[^\w\s])")


def tokens(text: str) -> list[str]:
    """The pieces that this server counts and streams: joined, they are the text without its last white space."""
    return _TOKENS.findall(text)


class LocalChat(LocalServer):
    """An OpenAI-compatible server that answers what a test sets, or drafts of schedules by rules.

    Args:
        api_key: The only key that it accepts.
        model: The only model that it serves; a request for another one gets a 404.
        port: The port to listen on; 0 picks a free one.
        answer: Returns the text of the answer to a request with these messages. It runs in the server's thread. Without
            it the answer is the draft of a schedule as JSON, read by rules from simple sentences in English or Russian.
        now: The server's clock, for drafts without `Now:` in the system message; without it the time in UTC.
    """

    def __init__(
        self,
        *,
        api_key: str = LOCAL_KEY,
        model: str = STAND_IN,
        port: int = 0,
        answer: Callable[[Sequence[ChatMessage]], str] | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(port=port)
        self.api_key = api_key
        """The only key that it accepts."""
        self.model = model
        """The only model that it serves."""
        self._now = now or (lambda: datetime.now(UTC))
        self._answer = answer
        self._ids = itertools.count(1)
        self._next_texts: list[str] = []
        self._without: frozenset[str] = frozenset()
        self._abandoned = 0

    @property
    def base_url(self) -> str:
        """The `base_url` for `ChatClient`."""
        return f"{self.url}/v1"

    def say_next(self, *texts: str) -> None:
        """Answer the next requests with these texts, one each, whatever the requests say."""
        self._next_texts.extend(texts)

    def reset(self) -> None:
        """Go back to the state after the start: no texts set by `say_next`, and no field is unknown."""
        super().reset()
        self._ids = itertools.count(1)
        self._next_texts = []
        self._without = frozenset()
        self._abandoned = 0

    def do_without(self, *fields: str) -> None:
        """Refuse requests with these fields with a 400, as servers do that do not support them.

        Args:
            *fields: Names such as `"stream_options"`. `"response_format.json_schema"` refuses only that type of the
                field. Without arguments the server supports all fields again.
        """
        self._without = frozenset(fields)

    @property
    def abandoned(self) -> int:
        """How many streams ended early because their client disconnected."""
        return self._abandoned

    def _routes(self) -> list[BaseRoute]:
        """OpenAI's two paths; other paths are a 404 in its format."""
        return [
            Route("/v1/chat/completions", self._complete, methods=["POST"]),
            Route("/v1/models", self._models, methods=["GET"]),
            *(Route(path, self._not_allowed, methods=_VERBS) for path in _ALLOWED),
            Route("/{path:path}", self._nowhere, methods=_VERBS),
        ]

    def _text(self, messages: Sequence[tuple[str, str]]) -> str:
        if self._next_texts:
            return self._next_texts.pop(0)
        # Imported on first use: tests of bots without an LLM start faster.
        from schedbot_sdk.chat import ChatMessage
        from schedbot_sdk.testing.servers.draft_answer import draft_schedule

        dialogue = [ChatMessage(role=role, content=content) for role, content in messages]
        return self._answer(dialogue) if self._answer else draft_schedule(dialogue, self._now())

    def _failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """OpenAI's error object."""
        status, message = error.status, error.message or f"status {error.status}, as it was asked for"
        kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
        code = {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status)
        return json.dumps(_error(message, kind, code=code)), "application/json"

    async def _not_allowed(self, request: Request) -> Response:
        path = request.url.path
        message = f"Not allowed to {request.method} on {path} (HINT: Perhaps you meant to use a different HTTP method?)"
        error = _error(message, "invalid_request_error", code="method_not_supported")
        return JSONResponse(error, status_code=405, headers={"Allow": _ALLOWED[path]})

    async def _nowhere(self, request: Request) -> Response:
        message = f"Invalid URL ({request.method} {request.url.path})"
        return JSONResponse(_error(message, "invalid_request_error"), status_code=404)

    async def _models(self, request: Request) -> Response:
        if not self._is_authorized(request):
            return _unauthorized()
        listed = {"id": self.model, "object": "model", "created": 0, "owned_by": "schedbot_sdk.testing"}
        return JSONResponse({"object": "list", "data": [listed]})

    async def _complete(self, http_request: Request) -> Response:
        if not self._is_authorized(http_request):
            return _unauthorized()
        try:
            request = read_request(await http_request.body(), self.model, self._without)
        except BadRequest as problem:
            error = _error(problem.message, "invalid_request_error", param=problem.param, code=problem.code)
            return JSONResponse(error, status_code=404 if isinstance(problem, UnknownModel) else 400)
        text = self._text(request.messages)
        pieces = tokens(text)
        cut = request.max_tokens is not None and len(pieces) > request.max_tokens
        pieces = pieces[: request.max_tokens]
        head = {"id": f"chatcmpl-local-{next(self._ids)}", "created": int(time.time()), "model": self.model}
        usage = _usage(request.messages, pieces)
        reason = "length" if cut else "stop"
        if request.stream:
            events = _events(head, pieces, reason, usage if request.include_usage else None)
            resets = self._resets

            def note_abandoned() -> None:
                if resets == self._resets:
                    self._abandoned += 1

            return _Stream(events, note_abandoned)
        message = {"role": "assistant", "content": "".join(pieces)}
        choices = [{"index": 0, "message": message, "finish_reason": reason}]
        return JSONResponse({**head, "object": "chat.completion", "choices": choices, "usage": usage})

    def _is_authorized(self, request: Request) -> bool:
        authorization = request.headers.get("authorization", "")
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.api_key}".encode())


class _Stream(StreamingResponse):
    """A stream that reports when its client disconnects before the end."""

    def __init__(self, events: AsyncIterator[str], on_abandoned: Callable[[], None]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self._on_abandoned = on_abandoned
        self._is_whole = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream until its end, or until the client disconnects."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if not self._is_whole:
                self._on_abandoned()

    async def stream_response(self, send: Send) -> None:
        """Send the stream to its end."""
        await super().stream_response(send)
        self._is_whole = True


def _unauthorized() -> Response:
    error = _error("Incorrect API key provided.", "invalid_request_error", code="invalid_api_key")
    return JSONResponse(error, status_code=401)


def _error(message: str, kind: str, *, param: str | None = None, code: str | None = None) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _usage(messages: Sequence[tuple[str, str]], pieces: Sequence[str]) -> dict[str, int]:
    prompt = sum(len(tokens(content)) for _, content in messages)
    return {"prompt_tokens": prompt, "completion_tokens": len(pieces), "total_tokens": prompt + len(pieces)}


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
        # Without it a stream would block the server, which then could not notice that its client disconnected.
        await asyncio.sleep(0)
    yield event(delta({}, reason))
    if usage is not None:
        yield event([], usage=usage)
    yield "data: [DONE]\n\n"
