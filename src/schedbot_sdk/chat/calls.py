"""The endpoint of the chat service as pure calls."""

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
from schedbot_sdk.chat.structured.format_rejection import rejects_field
from schedbot_sdk.chat.structured.server_capabilities import ServerCapabilities
from schedbot_sdk.errors import SchedbotError

__all__ = ["DEFAULTS", "complete", "stream"]

_NAME: Final = "createChatCompletion"
_PATH: Final = "/chat/completions"
DEFAULTS: Final = Defaults(read=120.0, deadline=300.0)
_HEADERS: Final = (("content-type", "application/json"),)
_USAGE: Final = {"include_usage": True}


def complete(request: RequestBuilder, *, strict: bool) -> Call[ChatCompletion]:
    """`POST /chat/completions`, with the whole response at once."""

    def read(response: Response) -> ChatCompletion | SchedbotError:
        return read_completion(response, strict=strict)

    return Call(
        service=SERVICE,
        operation=_NAME,
        method="POST",
        path=_PATH,
        headers=_HEADERS,
        content=request.body(),
        idempotent=False,
        defaults=DEFAULTS,
        read=read,
    )


def stream(
    request: RequestBuilder, capabilities: ServerCapabilities, *, strict: bool
) -> StreamCall[ChatCompletionChunk]:
    """`POST /chat/completions` with `stream`, with the response in chunks.

    It requests the usage, unless the caller set `stream_options` or the server is known to reject that field.
    """
    requests_usage = "stream_options" not in request.extra_body and capabilities.accepts_stream_options(request.model)
    fields: dict[str, object] = {"stream": True, "stream_options": _USAGE} if requests_usage else {"stream": True}

    def reader(status: int, headers: Mapping[str, str]) -> ChunkReader:
        return ChunkReader(status, headers, strict=strict, results=request.expected_results)

    def fallback_call(error: SchedbotError) -> StreamCall[ChatCompletionChunk] | None:
        if not (requests_usage and rejects_field(error, r"stream_options|include_usage")):
            return None
        capabilities.rejected_stream_options(request.model)
        return stream(request, capabilities, strict=strict)

    return StreamCall(
        service=SERVICE,
        operation=_NAME,
        method="POST",
        path=_PATH,
        headers=(*_HEADERS, ("accept", "text/event-stream, application/json")),
        content=request.with_fields(**fields).body(),
        idempotent=False,
        defaults=DEFAULTS,
        reader=reader,
        read_error=error_of,
        fallback_call=fallback_call,
    )
