"""The bytes of a streamed completion -> its parts. Pure, takes any chunking."""

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
from schedbot_sdk.chat.response.finish_reasons import why_held_back
from schedbot_sdk.chat.response.lenient import PART_FIELDS, fill_part, validated
from schedbot_sdk.chat.streaming.accumulator import found_again, part_of
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk, ChunkChoice, RepairedChunk
from schedbot_sdk.chat.streaming.events import is_cut, is_error, is_notice
from schedbot_sdk.chat.streaming.surrogates import SurrogateJoiner
from schedbot_sdk.errors import SchedbotError, TruncatedStreamError

__all__ = ["ChunkReader"]

_AFTER_DONE: Final = 0.05
_AFTER_USAGE: Final = 0.1
_AFTER_THE_END: Final = 0.5
"""Seconds in which a usage may follow a finish reason."""
_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"
"""What may come before an answer: a byte order mark, and blank lines that keep a connection alive."""


class _WaitingError(Exception):
    """Half a character waits for its other half."""


class ChunkReader:
    """Reads server-sent events, and a plain JSON answer to a request for a stream as well."""

    def __init__(self, status: int, headers: Mapping[str, str], *, strict: bool, results: int = 1) -> None:
        self._status = status
        self._results = results
        self._headers = headers
        self._strict = strict
        self._events = SseReader()
        self._head = bytearray()
        self._begins: bytes = b""
        self._is_stream: bool | None = None
        self._has_events: bool = False
        self._is_done: bool = False
        self._seen: set[int] = set()
        self._ended: set[int] = set()
        self._goes_on: bool = False
        self._has_usage: bool = False
        self._held_back: str = ""
        self._halves = SurrogateJoiner()

    @property
    def held(self) -> int:
        """Bytes that wait for the rest of their part."""
        return len(self._head) + self._events.held

    @property
    def is_whole(self) -> bool:
        """Whether each result that began has come to its end, or the stream has said that it is done."""
        return self._is_done or (bool(self._seen) and self._seen == self._ended)

    @property
    def is_done(self) -> bool:
        """Whether `[DONE]` came."""
        return self._is_done

    @property
    def grace(self) -> float | None:
        """Seconds to wait for a usage, `[DONE]` and the end of the body after the answer; None before its end.

        A server that goes on after its finish reason gets no limit, and `[DONE]` alone ends its answer.
        """
        if self._is_done:
            return _AFTER_DONE
        if self._goes_on or not self.is_whole or len(self._ended) < self._results:
            return None
        return _AFTER_USAGE if self._has_usage else _AFTER_THE_END

    def feed(self, data: bytes) -> Iterable[ChatCompletionChunk | SchedbotError]:
        """Parts that these bytes complete."""
        if self._is_stream:
            return self._parts(self._events.feed(data))
        self._head += data
        if self._is_stream is None:
            self._begins = bytes(self._head).lstrip(_BEFORE)[:1]
            # No line of an event stream begins like this; a JSON answer or a page always does.
            self._is_stream = self._begins not in {b"{", b"[", b"<"} if self._begins else None
            if self._is_stream is None:
                self._head.clear()  # or blank lines that keep a connection alive cost the square of their number
            if self._is_stream:
                head = bytes(self._head).lstrip(_BEFORE)
                self._head.clear()
                return self._parts(self._events.feed(head))
        return ()

    def finish(self) -> Iterable[ChatCompletionChunk | SchedbotError]:
        """The last part, or the error that the answer is not whole."""
        if self._is_stream is False:
            return [self._whole(read_completion(self._answer(bytes(self._head)), strict=self._strict))]
        # The rest of an event that the end cut in the midst is no answer's fault: whether it is whole, is seen below.
        parts = list(self._parts(event for event in self._events.finish() if not is_cut(event)))
        if any(isinstance(part, SchedbotError) for part in parts):
            return parts
        if self._halves.is_waiting:
            parts.append(ChatCompletionChunk.model_validate(self._halves.rest()))
        if not (self._seen and self.is_whole):
            parts.append(self._unfinished())
        return parts

    def _unfinished(self) -> SchedbotError:
        answer = self._answer(self._begins)
        if self._held_back:
            return not_a_completion(answer, f"the answer was held back ({self._held_back})")
        if self._has_events or answer.content_type in {"text/event-stream", ""}:
            return self._truncated("neither a finish_reason nor [DONE] was seen")
        return not_a_completion(answer, "no event stream")

    def cut(self, failure: TransportFailure) -> SchedbotError:
        """The error for a body that broke off."""
        return self._truncated(failure.cause)

    def _truncated(self, why: str) -> TruncatedStreamError:
        return TruncatedStreamError(
            f"{OPERATION}: the stream ended before the answer did ({why})", service=SERVICE, operation=OPERATION
        )

    def _answer(self, body: bytes) -> Response:
        return Response(self._status, self._headers, body)

    def _parts(self, events: Iterable[ServerSentEvent]) -> Iterable[ChatCompletionChunk | SchedbotError]:
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
                part = self._part(event.data)
                yield part
                if isinstance(part, SchedbotError):
                    return
                self._note(part)

    def _note(self, part: ChatCompletionChunk) -> None:
        """Note where the answer stands after a part."""
        for choice in part.choices:
            # Some servers send a finish reason with each part: it ends nothing.
            is_repeated = choice.index in self._ended or (choice.index not in self._seen and bool(choice.finish_reason))
            self._goes_on = self._goes_on or (is_repeated and _says_something(choice))
            self._seen.add(choice.index)
            if choice.finish_reason:
                self._ended.add(choice.index)
        if part.usage is not None and self.is_whole:
            self._has_usage = True
        if not part.choices and part.model_extra and not self._held_back:
            self._held_back = why_held_back(part.model_extra)

    def _reported(self, data: bytes) -> SchedbotError:
        answer = self._answer(data)
        value = json_of(data)
        words = data.decode("utf-8", "replace").strip() or "nothing more"
        inner = value if isinstance(value, Mapping) and "error" in value else {"error": value or words}
        return error_inside(inner, answer) or not_a_completion(answer, "an error event")

    def _part(self, data: bytes) -> ChatCompletionChunk | SchedbotError:
        try:
            if self._halves.is_waiting:
                raise _WaitingError  # noqa: TRY301  # the other half may be in this part
            chunk = ChatCompletionChunk.model_validate_json(data)
        except (ValidationError, _WaitingError):
            found = self._repaired(data)
            if isinstance(found, SchedbotError):
                return found
            chunk = found
        extra = chunk.model_extra
        if extra and (extra.get("error") or (not chunk.choices and _is_flat_error(chunk))):
            return self._reported(data)
        for choice in chunk.choices:
            if choice.finish_reason == ERROR:
                return self._broken_off(choice, data)
        return chunk

    def _broken_off(self, choice: ChunkChoice, data: bytes) -> SchedbotError:
        """The error for a result that the server gave up, with what it says of why, if anything."""
        answer = self._answer(data)
        error = error_inside(choice.model_extra or {}, answer)
        return error or not_a_completion(answer, "the server broke the answer off (finish_reason: error)")

    def _repaired(self, data: bytes) -> ChatCompletionChunk | SchedbotError:
        value = json_with_halves(data)
        if not isinstance(value, Mapping):
            return not_a_completion(self._answer(data), "data that is no JSON object")
        if value.get("error"):
            return self._reported(data)
        filled, changed = fill_part(self._halves.join(value))
        found = validated(RepairedChunk, filled, PART_FIELDS)
        if isinstance(found, str):
            return not_a_completion(self._answer(data), found)
        chunk, dropped = found
        return chunk.with_deviations((*changed, *dropped))

    def _whole(self, came: ChatCompletion | SchedbotError) -> ChatCompletionChunk | SchedbotError:
        if isinstance(came, SchedbotError):
            return came
        return RepairedChunk.model_validate(part_of(came)).with_deviations(
            tuple(path for path in came.deviations if not found_again(path))
        )


def _says_something(choice: ChunkChoice) -> bool:
    delta = choice.delta
    return bool(delta.content or delta.tool_calls or delta.thoughts or delta.refusal)


def _is_flat_error(chunk: ChatCompletionChunk) -> bool:
    """Whether a part without choices says something else: older servers send their errors so."""
    return not (chunk.usage or chunk.id) and bool({"message", "detail"} & (chunk.model_extra or {}).keys())
