"""A local stand-in for an LLM behind `POST /v1/chat/completions`: a rule-based reader answers, no language model.

It understands simple English and Russian sentences about appointments (`reader.py`), and its model's name says what it
is. The HTTP around it behaves like OpenAI's: keys, errors, streams, usage. A token is a word or a punctuation mark.
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
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from schedbot_sdk.testing.servers.asked import UnknownModel, read_request
from schedbot_sdk.testing.servers.error_response import ErrorResponse
from schedbot_sdk.testing.servers.fields import BadRequest
from schedbot_sdk.testing.servers.local_server import LocalServer
from schedbot_sdk.testing.servers.reader import read_dialogue

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
    """An OpenAI-compatible server whose answers a rule-based reader makes.

    Args:
        api_key: The only key that it accepts.
        model: The only model that it has; another one is a 404.
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
        self._without: frozenset[str] = frozenset()
        self._abandoned = 0

    @property
    def base_url(self) -> str:
        """The `base_url` for `ChatClient`."""
        return f"{self.url}/v1"

    def say_next(self, *texts: str) -> None:
        """Answer the next requests with these texts, whatever is asked: for tests of a bot that must bear nonsense."""
        self._nonsense.extend(texts)

    def reset(self) -> None:
        """Go back to the state after the start: the reader answers, and no field is unknown."""
        super().reset()
        self._ids = itertools.count(1)
        self._nonsense = []
        self._without = frozenset()
        self._abandoned = 0

    def do_without(self, *fields: str) -> None:
        """Refuse requests that have these fields with a 400, as servers do that do not know them.

        Args:
            *fields: Names such as `"stream_options"` or `"response_format"`; with a type after a dot, such as
                `"response_format.json_schema"`, only that one of its types. None means that it knows all again.
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

    def _failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """OpenAI's error object."""
        status, said = error.status, error.message or f"status {error.status}, as it was asked for"
        kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
        code = {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status)
        return json.dumps(_error(said, kind, code=code)), "application/json"

    async def _not_allowed(self, request: Request) -> Response:
        path = request.url.path
        said = f"Not allowed to {request.method} on {path} (HINT: Perhaps you meant to use a different HTTP method?)"
        error = _error(said, "invalid_request_error", code="method_not_supported")
        return JSONResponse(error, status_code=405, headers={"Allow": _ALLOWED[path]})

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
            asked = read_request(await request.body(), self.model, self._without)
        except BadRequest as refused:
            error = _error(refused.message, "invalid_request_error", param=refused.param, code=refused.code)
            return JSONResponse(error, status_code=404 if isinstance(refused, UnknownModel) else 400)
        text = self._nonsense.pop(0) if self._nonsense else read_dialogue(asked.messages, self._now())
        pieces = tokens(text)
        cut = asked.max_tokens is not None and len(pieces) > asked.max_tokens
        pieces = pieces[: asked.max_tokens]
        head = {"id": f"chatcmpl-local-{next(self._ids)}", "created": int(time.time()), "model": self.model}
        usage = _usage(asked.messages, pieces)
        reason = "length" if cut else "stop"
        if asked.stream:
            events = _events(head, pieces, reason, usage if asked.include_usage else None)
            resets = self._resets

            def note_abandoned() -> None:
                if resets == self._resets:
                    self._abandoned += 1

            return _Stream(events, note_abandoned)
        message = {"role": "assistant", "content": "".join(pieces)}
        choices = [{"index": 0, "message": message, "finish_reason": reason}]
        return JSONResponse({**head, "object": "chat.completion", "choices": choices, "usage": usage})

    def _is_let_in(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self.api_key}".encode())


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
        # Without it a stream would block the server, which then could not notice that its client disconnected.
        await asyncio.sleep(0)
    yield event(delta({}, reason))
    if usage is not None:
        yield event([], usage=usage)
    yield "data: [DONE]\n\n"
