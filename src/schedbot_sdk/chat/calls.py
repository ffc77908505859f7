"""The chat service's endpoint as pure calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.call import Call, StreamCall
from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk._core.response import Response
from schedbot_sdk.chat.models import ChatCompletion
from schedbot_sdk.chat.request_builder import RequestBuilder
from schedbot_sdk.chat.response.answers import SERVICE, error_of, read_completion
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk
from schedbot_sdk.chat.streaming.reader import ChunkReader
from schedbot_sdk.chat.structured.format_rejection import refuses_field
from schedbot_sdk.chat.structured.server_capabilities import ServerCapabilities
from schedbot_sdk.errors import SchedbotError

__all__ = ["DEFAULTS", "complete", "stream"]

_NAME: Final = "createChatCompletion"
_PATH: Final = "/chat/completions"
DEFAULTS: Final = Defaults(read=120.0, deadline=300.0)
_HEADERS: Final = (("content-type", "application/json"),)
_USAGE: Final = {"include_usage": True}


def complete(asked: RequestBuilder, *, strict: bool) -> Call[ChatCompletion]:
    """`POST /chat/completions`, answered whole."""

    def read(answer: Response) -> ChatCompletion | SchedbotError:
        return read_completion(answer, strict=strict)

    return Call(
        service=SERVICE,
        operation=_NAME,
        method="POST",
        path=_PATH,
        headers=_HEADERS,
        content=asked.body(),
        idempotent=False,
        defaults=DEFAULTS,
        read=read,
    )


def stream(asked: RequestBuilder, memory: ServerCapabilities, *, strict: bool) -> StreamCall[ChatCompletionChunk]:
    """`POST /chat/completions` with `stream`, answered in parts.

    The usage is asked for, unless the caller said what to ask, or the server is known to refuse that.
    """
    asks_usage = "stream_options" not in asked.extra_body and memory.takes_stream_options(asked.model)
    fields: dict[str, object] = {"stream": True, "stream_options": _USAGE} if asks_usage else {"stream": True}

    def reader(status: int, headers: Mapping[str, str]) -> ChunkReader:
        return ChunkReader(status, headers, strict=strict, results=_results(asked))

    def fallback_call(error: SchedbotError) -> StreamCall[ChatCompletionChunk] | None:
        if not (asks_usage and refuses_field(error, r"stream_options|include_usage")):
            return None
        memory.refused_stream_options(asked.model)
        return stream(asked, memory, strict=strict)

    return StreamCall(
        service=SERVICE,
        operation=_NAME,
        method="POST",
        path=_PATH,
        headers=(*_HEADERS, ("accept", "text/event-stream, application/json")),
        content=asked.with_fields(**fields).body(),
        idempotent=False,
        defaults=DEFAULTS,
        reader=reader,
        read_error=error_of,
        fallback_call=fallback_call,
    )


def _results(asked: RequestBuilder) -> int:
    """How many results are asked for."""
    number = asked.extra_body.get("n", asked.request.n)
    return number if isinstance(number, int) else 1
