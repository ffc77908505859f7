"""The chunks of a stream -> the whole completion. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from schedbot_sdk._core.response import JsonValue
from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.chat.models import ChatCompletion, Usage
from schedbot_sdk.chat.response.answers import OPERATION, SERVICE
from schedbot_sdk.chat.response.lenient import fill_completion
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk, ChunkChoice
from schedbot_sdk.chat.streaming.merge import merge, replace_fields, to_json
from schedbot_sdk.chat.streaming.tool_calls import StreamedCalls
from schedbot_sdk.errors import ResponseError, TruncatedStreamError

__all__ = ["StreamAccumulator", "chunk_body", "is_refilled"]


class StreamAccumulator:
    """Combines chunks into a completion, including fields that the SDK does not know.

    Args:
        strict: Raise an error when a required field is missing, instead of filling it in.
    """

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._extra: dict[str, object] = {}
        self._id: str | None = None
        self._model: str | None = None
        self._created: int | None = None
        self._usage: Usage | None = None
        self._results: dict[int, _Result] = {}
        self._deviations: dict[str, None] = {}
        self._ended: bool = False

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Add the next chunk."""
        self._id = self._id or chunk.id
        self._model = self._model or chunk.model
        self._created = self._created or chunk.created
        self._usage = chunk.usage or self._usage
        if extra := chunk.model_extra:
            replace_fields(self._extra, extra)
        for path in chunk.deviations:
            self._deviations[path] = None
        for choice in chunk.choices:
            result = self._results.get(choice.index)
            if result is None:
                result = self._results[choice.index] = _Result()
            result.add(choice)

    def end(self) -> None:
        """Record that the stream ended regularly."""
        self._ended = True

    def completion(self) -> ChatCompletion:
        """Return the chunks as a whole completion.

        Raises:
            TruncatedStreamError: The stream was not read to its end, or had no result.
            ResponseError: It is strict, and the server left out a required field.
        """
        finished = self._ended or all(result.finish_reason for result in self._results.values())
        if not finished or not self._results:
            raise TruncatedStreamError(
                f"{OPERATION}: the answer is incomplete; iterate over the stream to its end first",
                service=SERVICE,
                operation=OPERATION,
            )
        body: dict[str, object] = {
            **self._extra,
            "id": self._id,
            "model": self._model,
            "choices": [result.json(index) for index, result in sorted(self._results.items())],
            "usage": None if self._usage is None else self._usage.model_dump(exclude_unset=True),
        }
        if "object" in body:
            body["object"] = "chat.completion"
        if self._created is not None:
            body["created"] = self._created
        filled, missing = fill_completion(cast("Mapping[str, JsonValue]", body))
        deviations = tuple(dict.fromkeys((*self._deviations, *missing)))
        if self._strict and deviations:
            raise ResponseError(
                f"{OPERATION}: missing or invalid fields: {', '.join(deviations)}",
                service=SERVICE,
                operation=OPERATION,
            )
        return ChatCompletion.model_validate(filled).with_deviations(deviations)


@dataclass(slots=True)
class _Result:
    """One generated result, in pieces."""

    role: str | None = None
    finish_reason: str | None = None
    content: list[str] = field(default_factory=list[str])
    others: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    calls: StreamedCalls = field(default_factory=StreamedCalls)
    logprobs: dict[str, object] | None = None
    extra: dict[str, object] = field(default_factory=dict[str, object])
    delta_extra: dict[str, object] = field(default_factory=dict[str, object])

    def add(self, choice: ChunkChoice) -> None:
        delta = choice.delta
        self.role = self.role or delta.role
        self.finish_reason = choice.finish_reason or self.finish_reason
        if delta.content:
            self.content.append(delta.content)
        if delta.reasoning_content:
            self.others.setdefault("reasoning_content", []).append(delta.reasoning_content)
        if delta.reasoning:
            self.others.setdefault("reasoning", []).append(delta.reasoning)
        if delta.refusal:
            self.others.setdefault("refusal", []).append(delta.refusal)
        for call in delta.tool_calls or ():
            self.calls.add(call)
        if choice.logprobs:
            self.logprobs = {} if self.logprobs is None else self.logprobs
            merge(self.logprobs, choice.logprobs)
        if extra := choice.model_extra:
            replace_fields(self.extra, extra)
        if extra := delta.model_extra:
            merge(self.delta_extra, extra)

    def json(self, index: int) -> dict[str, object]:
        message = cast("dict[str, object]", to_json(self.delta_extra))
        message.update({"role": self.role, "content": whole_characters("".join(self.content))})
        message.update({name: whole_characters("".join(pieces)) for name, pieces in self.others.items()})
        if calls := self.calls.json():
            message["tool_calls"] = calls
        body = {**self.extra, "index": index, "message": message, "finish_reason": self.finish_reason}
        return body if self.logprobs is None else {**body, "logprobs": to_json(self.logprobs)}


def chunk_body(completion: ChatCompletion) -> dict[str, object]:
    """Return the body of a chunk that contains a whole completion."""
    choices: list[dict[str, object]] = []
    indexes = [choice.index for choice in completion.choices]
    have_indexes = None not in indexes and len(set(indexes)) == len(indexes)
    for index, choice in enumerate(completion.choices):
        delta = choice.message.model_dump(exclude_unset=True)
        if choice.message.tool_calls:
            delta["tool_calls"] = [{**call, "index": number} for number, call in enumerate(delta["tool_calls"])]
        reason = None if f"choices[{index}].finish_reason" in completion.deviations else choice.finish_reason
        others = choice.model_dump(exclude_unset=True, exclude={"message"})
        choices.append(
            {**others, "index": choice.index if have_indexes else index, "delta": delta, "finish_reason": reason}
        )
    return {
        **completion.model_dump(exclude_unset=True),
        "id": completion.id or None,
        "model": completion.model or None,
        "choices": choices,
        "usage": None if "usage" in completion.deviations else completion.usage.model_dump(exclude_unset=True),
    }


def is_refilled(path: str) -> bool:
    """Whether `StreamAccumulator` finds this deviation of a whole completion again."""
    return path in {"id", "model", "usage"} or path.endswith(".finish_reason")
