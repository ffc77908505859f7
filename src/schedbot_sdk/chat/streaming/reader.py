"""The bytes of a streamed completion -> its chunks. Pure; the bytes may be split anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import ValidationError

from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.response import Response, json_of
from schedbot_sdk._core.sse import ServerSentEvent, SseReader
from schedbot_sdk._core.surrogates import json_with_halves
from schedbot_sdk.chat.models import ERROR, ChatCompletion
from schedbot_sdk.chat.response.answers import OPERATION, SERVICE, error_inside, not_a_completion, read_completion
from schedbot_sdk.chat.response.finish_reasons import why_filtered
from schedbot_sdk.chat.response.lenient import CHUNK_FIELDS, fill_chunk, validated
from schedbot_sdk.chat.streaming.accumulator import chunk_body, is_refilled
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk, ChunkChoice, RepairedChunk
from schedbot_sdk.chat.streaming.events import is_error, is_incomplete, is_notice
from schedbot_sdk.chat.streaming.surrogates import SurrogateJoiner
from schedbot_sdk.errors import SchedbotError, TruncatedStreamError

__all__ = ["ChunkReader"]

_WAIT_AFTER_DONE: Final = 0.05
_WAIT_AFTER_USAGE: Final = 0.1
_WAIT_AFTER_FINISH: Final = 0.5
"""Seconds in which a usage may follow a finish reason."""
_SKIPPED_AT_START: Final = b"\xef\xbb\xbf \t\r\n"
"""A byte order mark, and blank lines that keep a connection alive."""


class _WaitingError(Exception):
    """Half of a character waits for the other half."""


class ChunkReader:
    """Reads server-sent events, and also a plain JSON response to a request for a stream."""

    def __init__(self, status: int, headers: Mapping[str, str], *, strict: bool, results: int = 1) -> None:
        self._status = status
        self._results = results
        self._headers = headers
        self._strict = strict
        self._events = SseReader()
        self._head = bytearray()
        self._first_byte: bytes = b""
        self._is_stream: bool | None = None
        self._has_events: bool = False
        self._is_done: bool = False
        self._begun: set[int] = set()
        self._finished: set[int] = set()
        self._continues: bool = False
        self._has_usage: bool = False
        self._filter_reason: str = ""
        self._surrogates = SurrogateJoiner()

    @property
    def held(self) -> int:
        """The number of bytes that wait for the rest of their event."""
        return len(self._head) + self._events.held

    @property
    def is_whole(self) -> bool:
        """Whether every result has finished, or `[DONE]` was received."""
        return self._is_done or (bool(self._begun) and self._begun == self._finished)

    @property
    def is_done(self) -> bool:
        """Whether `[DONE]` was received."""
        return self._is_done

    @property
    def grace(self) -> float | None:
        """Seconds to wait for a usage, `[DONE]` and the end of the body after the answer; None before its end.

        A server that continues after its finish reason gets no limit; only `[DONE]` ends its answer.
        """
        if self._is_done:
            return _WAIT_AFTER_DONE
        if self._continues or not self.is_whole or len(self._finished) < self._results:
            return None
        return _WAIT_AFTER_USAGE if self._has_usage else _WAIT_AFTER_FINISH

    def feed(self, data: bytes) -> Iterable[ChatCompletionChunk | SchedbotError]:
        """Return the chunks that these bytes complete."""
        if self._is_stream:
            return self._chunks(self._events.feed(data))
        self._head += data
        if self._is_stream is None:
            self._first_byte = bytes(self._head).lstrip(_SKIPPED_AT_START)[:1]
            # JSON and HTML always start like this; a line of an event stream never does.
            self._is_stream = self._first_byte not in {b"{", b"[", b"<"} if self._first_byte else None
            if self._is_stream is None:
                self._head.clear()  # otherwise many blank lines would take quadratic time
            if self._is_stream:
                head = bytes(self._head).lstrip(_SKIPPED_AT_START)
                self._head.clear()
                return self._chunks(self._events.feed(head))
        return ()

    def finish(self) -> Iterable[ChatCompletionChunk | SchedbotError]:
        """Return the last chunk, or the error that the answer is incomplete."""
        if self._is_stream is False:
            return [self._as_chunk(read_completion(self._response(bytes(self._head)), strict=self._strict))]
        # An incomplete event at the end is ignored; whether the answer is complete is checked below.
        chunks = list(self._chunks(event for event in self._events.finish() if not is_incomplete(event)))
        if any(isinstance(chunk, SchedbotError) for chunk in chunks):
            return chunks
        if self._surrogates.is_waiting:
            chunks.append(ChatCompletionChunk.model_validate(self._surrogates.rest()))
        if not (self._begun and self.is_whole):
            chunks.append(self._unfinished())
        return chunks

    def _unfinished(self) -> SchedbotError:
        response = self._response(self._first_byte)
        if self._filter_reason:
            return not_a_completion(response, f"the answer was filtered ({self._filter_reason})")
        if self._has_events or response.content_type in {"text/event-stream", ""}:
            return self._truncated("neither a finish_reason nor [DONE] was seen")
        return not_a_completion(response, "not an event stream")

    def cut(self, failure: TransportFailure) -> SchedbotError:
        """Return the error for an incomplete body."""
        return self._truncated(failure.cause)

    def _truncated(self, reason: str) -> TruncatedStreamError:
        return TruncatedStreamError(
            f"{OPERATION}: the stream ended before the answer was complete ({reason})",
            service=SERVICE,
            operation=OPERATION,
        )

    def _response(self, body: bytes) -> Response:
        return Response(self._status, self._headers, body)

    def _chunks(self, events: Iterable[ServerSentEvent]) -> Iterable[ChatCompletionChunk | SchedbotError]:
        for event in events:
            self._has_events = True
            if self._is_done:
                return
            if event.data.strip() == b"[DONE]":
                self._is_done = True
            elif is_error(event):
                yield self._reported(event.data or event.error or b"")
                return
            elif event.data.strip() and not is_notice(event):
                chunk = self._chunk(event.data)
                yield chunk
                if isinstance(chunk, SchedbotError):
                    return
                self._update(chunk)

    def _update(self, chunk: ChatCompletionChunk) -> None:
        """Update the state of the answer after a chunk."""
        for choice in chunk.choices:
            # Some servers send a finish reason in each chunk; it does not end the result.
            is_first = choice.index not in self._begun
            is_repeated = choice.index in self._finished or (is_first and bool(choice.finish_reason))
            self._continues = self._continues or (is_repeated and _has_contents(choice))
            self._begun.add(choice.index)
            if choice.finish_reason:
                self._finished.add(choice.index)
        if chunk.usage is not None and self.is_whole:
            self._has_usage = True
        if not chunk.choices and chunk.model_extra and not self._filter_reason:
            self._filter_reason = why_filtered(chunk.model_extra)

    def _reported(self, data: bytes) -> SchedbotError:
        response = self._response(data)
        value = json_of(data)
        text = data.decode("utf-8", "replace").strip() or "nothing more"
        body = value if isinstance(value, Mapping) and "error" in value else {"error": value or text}
        return error_inside(body, response) or not_a_completion(response, "an error event")

    def _chunk(self, data: bytes) -> ChatCompletionChunk | SchedbotError:
        try:
            if self._surrogates.is_waiting:
                raise _WaitingError  # noqa: TRY301  # the other half may be in this chunk
            chunk = ChatCompletionChunk.model_validate_json(data)
        except (ValidationError, _WaitingError):
            repaired = self._repaired(data)
            if isinstance(repaired, SchedbotError):
                return repaired
            chunk = repaired
        extra = chunk.model_extra
        if extra and (extra.get("error") or (not chunk.choices and _is_flat_error(chunk))):
            return self._reported(data)
        for choice in chunk.choices:
            if choice.finish_reason == ERROR:
                return self._aborted(choice, data)
        return chunk

    def _aborted(self, choice: ChunkChoice, data: bytes) -> SchedbotError:
        """Return the error for a result that the server aborted, with the reason if it has one."""
        response = self._response(data)
        error = error_inside(choice.model_extra or {}, response)
        return error or not_a_completion(response, "the server aborted the answer (finish_reason: error)")

    def _repaired(self, data: bytes) -> ChatCompletionChunk | SchedbotError:
        value = json_with_halves(data)
        if not isinstance(value, Mapping):
            return not_a_completion(self._response(data), "data is not a JSON object")
        if value.get("error"):
            return self._reported(data)
        filled, changed = fill_chunk(self._surrogates.join(value))
        result = validated(RepairedChunk, filled, CHUNK_FIELDS)
        if isinstance(result, str):
            return not_a_completion(self._response(data), result)
        chunk, removed = result
        return chunk.with_deviations((*changed, *removed))

    def _as_chunk(self, completion: ChatCompletion | SchedbotError) -> ChatCompletionChunk | SchedbotError:
        if isinstance(completion, SchedbotError):
            return completion
        return RepairedChunk.model_validate(chunk_body(completion)).with_deviations(
            tuple(path for path in completion.deviations if not is_refilled(path))
        )


def _has_contents(choice: ChunkChoice) -> bool:
    delta = choice.delta
    return bool(delta.content or delta.tool_calls or delta.thoughts or delta.refusal)


def _is_flat_error(chunk: ChatCompletionChunk) -> bool:
    """Whether a chunk without choices is an error, as older servers send it."""
    return not (chunk.usage or chunk.id) and bool({"message", "detail"} & (chunk.model_extra or {}).keys())
