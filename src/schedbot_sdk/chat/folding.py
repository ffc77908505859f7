"""The parts of a stream -> the completion that they make up. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from schedbot_sdk._core.answer import JsonValue
from schedbot_sdk.chat.answers import OPERATION, SERVICE
from schedbot_sdk.chat.chunks import ChatCompletionChunk, ChunkChoice
from schedbot_sdk.chat.compat import fill_completion
from schedbot_sdk.chat.models import ChatCompletion, Usage
from schedbot_sdk.errors import TruncatedStreamError

__all__ = ["Folding"]


@dataclass(slots=True)
class _Result:
    role: str | None = None
    text: list[str] = field(default_factory=list[str])
    finish_reason: str | None = None

    def add(self, choice: ChunkChoice) -> None:
        self.role = self.role or choice.delta.role
        self.finish_reason = choice.finish_reason or self.finish_reason
        if choice.delta.content:
            self.text.append(choice.delta.content)


class Folding:
    """Adds up parts as they come."""

    def __init__(self) -> None:
        self._id: str | None = None
        self._model: str | None = None
        self._created: int | None = None
        self._usage: Usage | None = None
        self._results: dict[int, _Result] = {}
        self._ended: bool = False

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Take the next part."""
        self._id = self._id or chunk.id
        self._model = self._model or chunk.model
        self._created = self._created or chunk.created
        self._usage = chunk.usage or self._usage
        for choice in chunk.choices:
            self._results.setdefault(choice.index, _Result()).add(choice)

    def end(self) -> None:
        """Note that the stream came to its proper end."""
        self._ended = True

    def completion(self) -> ChatCompletion:
        """What came, as if it had been answered whole.

        Raises:
            TruncatedStreamError: The stream has not come to its end, or brought no result.
        """
        finished = self._ended or all(result.finish_reason for result in self._results.values())
        if not finished or not self._results:
            raise TruncatedStreamError(
                f"{OPERATION}: the answer is not whole: iterate over the stream to its end first",
                service=SERVICE,
                operation=OPERATION,
            )
        body: dict[str, JsonValue] = {
            "id": self._id,
            "model": self._model,
            "choices": [
                {
                    "index": index,
                    "message": {"role": result.role, "content": "".join(result.text)},
                    "finish_reason": result.finish_reason,
                }
                for index, result in sorted(self._results.items())
            ],
            "usage": None if self._usage is None else self._usage.model_dump(),
        }
        if self._created is not None:
            body["created"] = self._created
        filled, deviations = fill_completion(body)
        return ChatCompletion.model_validate(filled).with_deviations(deviations)
