"""The parts of a stream -> the completion that they make up. Pure."""

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
from schedbot_sdk.chat.streaming.merge import joined, replaced, settled
from schedbot_sdk.chat.streaming.tool_calls import StreamedCalls
from schedbot_sdk.errors import ResponseError, TruncatedStreamError

__all__ = ["StreamAccumulator", "found_again", "part_of"]


class StreamAccumulator:
    """Adds up parts as they come; what the SDK does not know is kept, too.

    Args:
        strict: Take what the server left out for an error, rather than filling it in.
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
        """Take the next part."""
        self._id = self._id or chunk.id
        self._model = self._model or chunk.model
        self._created = self._created or chunk.created
        self._usage = chunk.usage or self._usage
        if extra := chunk.model_extra:
            replaced(self._extra, extra)
        for path in chunk.deviations:
            self._deviations[path] = None
        for choice in chunk.choices:
            result = self._results.get(choice.index)
            if result is None:
                result = self._results[choice.index] = _Result()
            result.add(choice)

    def end(self) -> None:
        """Note that the stream came to its proper end."""
        self._ended = True

    def completion(self) -> ChatCompletion:
        """What came, as if it had been answered whole.

        Raises:
            TruncatedStreamError: The stream has not come to its end, or brought no result.
            ResponseError: It is strict, and the server left out what the table requires.
        """
        finished = self._ended or all(result.finish_reason for result in self._results.values())
        if not finished or not self._results:
            raise TruncatedStreamError(
                f"{OPERATION}: the answer is not whole: iterate over the stream to its end first",
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
                f"{OPERATION}: the stream left out what the table requires: {', '.join(deviations)}",
                service=SERVICE,
                operation=OPERATION,
            )
        return ChatCompletion.model_validate(filled).with_deviations(deviations)


@dataclass(slots=True)
class _Result:
    """One result of the generation, in pieces."""

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
            joined(self.logprobs, choice.logprobs)
        if extra := choice.model_extra:
            replaced(self.extra, extra)
        if extra := delta.model_extra:
            joined(self.delta_extra, extra)

    def json(self, index: int) -> dict[str, object]:
        message = cast("dict[str, object]", settled(self.delta_extra))
        message.update({"role": self.role, "content": whole_characters("".join(self.content))})
        message.update({name: whole_characters("".join(pieces)) for name, pieces in self.others.items()})
        if calls := self.calls.json():
            message["tool_calls"] = calls
        body = {**self.extra, "index": index, "message": message, "finish_reason": self.finish_reason}
        return body if self.logprobs is None else {**body, "logprobs": settled(self.logprobs)}


def part_of(whole: ChatCompletion) -> dict[str, object]:
    """A whole answer as the one part of a stream that would have made it up."""
    choices: list[dict[str, object]] = []
    places = [choice.index for choice in whole.choices]
    are_told = None not in places and len(set(places)) == len(places)
    for index, choice in enumerate(whole.choices):
        delta = choice.message.model_dump(exclude_unset=True)
        if choice.message.tool_calls:
            delta["tool_calls"] = [{**call, "index": number} for number, call in enumerate(delta["tool_calls"])]
        reason = None if f"choices[{index}].finish_reason" in whole.deviations else choice.finish_reason
        rest = choice.model_dump(exclude_unset=True, exclude={"message"})
        choices.append({**rest, "index": choice.index if are_told else index, "delta": delta, "finish_reason": reason})
    return {
        **whole.model_dump(exclude_unset=True),
        "id": whole.id or None,
        "model": whole.model or None,
        "choices": choices,
        "usage": None if "usage" in whole.deviations else whole.usage.model_dump(exclude_unset=True),
    }


def found_again(path: str) -> bool:
    """Whether folding finds this deviation of a whole answer by itself in its part."""
    return path in {"id", "model", "usage"} or path.endswith(".finish_reason")
