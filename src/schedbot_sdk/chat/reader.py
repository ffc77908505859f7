"""The bytes of a streamed completion -> its parts. Pure, takes any chunking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from schedbot_sdk._core.answer import Answer, json_of
from schedbot_sdk._core.call import TransportFailure
from schedbot_sdk._core.model import complaint
from schedbot_sdk._core.sse import ServerSentEvent, SseReader
from schedbot_sdk.chat.answers import OPERATION, SERVICE, error_inside, not_a_completion, read_completion
from schedbot_sdk.chat.chunks import ChatCompletionChunk, ChunkChoice, Delta
from schedbot_sdk.chat.compat import fill_usage
from schedbot_sdk.chat.models import ChatCompletion
from schedbot_sdk.errors import SchedbotError, TruncatedStreamError

__all__ = ["ChunkReader"]


class ChunkReader:
    """Reads server-sent events, and a plain JSON answer to a request for a stream as well."""

    def __init__(self, status: int, headers: Mapping[str, str], *, strict: bool) -> None:
        self._status = status
        self._headers = headers
        self._strict = strict
        self._events = SseReader()
        self._head = bytearray()
        self._is_stream: bool | None = None
        self._is_done: bool = False
        self._seen: set[int] = set()
        self._ended: set[int] = set()

    @property
    def held(self) -> int:
        """Bytes that wait for the rest of their part."""
        return len(self._head) + self._events.held

    def feed(self, data: bytes) -> Iterable[ChatCompletionChunk | SchedbotError]:
        """Parts that these bytes complete."""
        if self._is_stream:
            return self._parts(self._events.feed(data))
        self._head += data
        if self._is_stream is None:
            begins = bytes(self._head).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
            # No line of an event stream begins like this; a JSON answer or a page always does.
            self._is_stream = begins not in {b"{", b"[", b"<"} if begins else None
            if self._is_stream:
                head = bytes(self._head)
                self._head.clear()
                return self._parts(self._events.feed(head))
        return ()

    def finish(self) -> Iterable[ChatCompletionChunk | SchedbotError]:
        """The last part, or the error that the answer is not whole."""
        if self._is_stream is False:
            return [self._whole(read_completion(self._answer(bytes(self._head)), strict=self._strict))]
        parts = list(self._parts(self._events.finish()))
        is_whole = self._is_done or (self._seen and self._seen == self._ended)
        if not is_whole and not any(isinstance(part, SchedbotError) for part in parts):
            parts.append(self._truncated("neither a finish_reason nor [DONE] was seen"))
        return parts

    def cut(self, failure: TransportFailure) -> SchedbotError:
        """The error for a body that broke off."""
        return self._truncated(failure.cause)

    def _truncated(self, why: str) -> TruncatedStreamError:
        return TruncatedStreamError(
            f"{OPERATION}: the stream ended before the answer did ({why})", service=SERVICE, operation=OPERATION
        )

    def _answer(self, body: bytes) -> Answer:
        return Answer(self._status, self._headers, body)

    def _parts(self, events: Iterable[ServerSentEvent]) -> Iterable[ChatCompletionChunk | SchedbotError]:
        for event in events:
            if event.data.strip() == b"[DONE]":
                self._is_done = True
            elif event.error is not None or event.event == "error":
                yield self._reported(event.data or event.error or b"")
                return
            elif event.data.strip():
                part = self._part(event.data)
                yield part
                if isinstance(part, SchedbotError):
                    return
                self._seen.update(choice.index for choice in part.choices)
                self._ended.update(choice.index for choice in part.choices if choice.finish_reason)

    def _reported(self, data: bytes) -> SchedbotError:
        answer = self._answer(data)
        value = json_of(data)
        inner = value if isinstance(value, Mapping) and "error" in value else {"error": value or "unnamed"}
        return error_inside(inner, answer) or not_a_completion(answer, "an error event")

    def _part(self, data: bytes) -> ChatCompletionChunk | SchedbotError:
        try:
            chunk = ChatCompletionChunk.model_validate_json(data)
        except ValidationError:
            return self._repaired(data)
        if chunk.model_extra and chunk.model_extra.get("error"):
            return self._reported(data)
        return chunk

    def _repaired(self, data: bytes) -> ChatCompletionChunk | SchedbotError:
        value = json_of(data)
        if not isinstance(value, Mapping):
            return not_a_completion(self._answer(data), "data that is no JSON object")
        if value.get("error"):
            return self._reported(data)
        known = {name: item for name, item in value.items() if item is not None}
        if isinstance(usage := known.get("usage"), Mapping):
            known["usage"] = fill_usage(usage)[0]
        if isinstance(choices := known.get("choices"), list):
            known["choices"] = [
                {name: item for name, item in choice.items() if item is not None}
                if isinstance(choice, Mapping)
                else choice
                for choice in choices
            ]
        try:
            return ChatCompletionChunk.model_validate_json(json.dumps(known))
        except ValidationError as error:
            said = complaint(error)
        return not_a_completion(self._answer(data), said)

    def _whole(self, came: ChatCompletion | SchedbotError) -> ChatCompletionChunk | SchedbotError:
        if isinstance(came, SchedbotError):
            return came
        return ChatCompletionChunk(
            id=came.id or None,
            model=came.model or None,
            usage=None if "usage" in came.deviations else came.usage,
            created=came.created,
            choices=[
                ChunkChoice(
                    index=index,
                    delta=Delta(role=choice.message.role, content=choice.message.content),
                    finish_reason=None if _lacks_reason(came, index) else choice.finish_reason,
                )
                for index, choice in enumerate(came.choices)
            ],
        )


def _lacks_reason(came: ChatCompletion, index: int) -> bool:
    return f"choices[{index}].finish_reason" in came.deviations
