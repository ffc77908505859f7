"""The chat service's endpoint as pure calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias, TypedDict

from pydantic_core import PydanticSerializationError, to_json

from schedbot_sdk._core.answer import Answer
from schedbot_sdk._core.call import Call, StreamCall
from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk._core.model import checked
from schedbot_sdk.chat.answers import SERVICE, error_of, read_completion
from schedbot_sdk.chat.chunks import ChatCompletionChunk
from schedbot_sdk.chat.models import ChatCompletion, ChatCompletionRequest, ChatMessage
from schedbot_sdk.chat.reader import ChunkReader
from schedbot_sdk.errors import ConfigurationError, SchedbotError

__all__ = ["Asked", "Messages", "complete", "stream"]

Messages: TypeAlias = "Sequence[ChatMessage | Mapping[str, object]]"

_NAME: Final = "createChatCompletion"
_PATH: Final = "/chat/completions"
_DEFAULTS: Final = Defaults(read=120.0, deadline=300.0)
_HEADERS: Final = (("content-type", "application/json"),)
_ADVICE: Final = {
    "model": "pass the model's name here, to the client, or in OPENAI_MODEL",
    "messages": "pass a list of ChatMessage or of dicts with role and content, both strings; at least one",
    "temperature": "pass a number, such as 0, 0.7 or 1",
    "max_tokens": "pass a whole number, 1 or more",
}


class Asked(TypedDict):
    """The arguments that `complete` and `stream` share."""

    model: str | None
    messages: Messages
    temperature: float | None
    max_tokens: int | None
    extra_body: Mapping[str, object] | None


def complete(asked: Asked, *, strict: bool) -> Call[ChatCompletion]:
    """`POST /chat/completions`, answered whole."""

    def read(answer: Answer) -> ChatCompletion | SchedbotError:
        return read_completion(answer, strict=strict)

    return Call(
        service=SERVICE,
        operation=_NAME,
        method="POST",
        path=_PATH,
        headers=_HEADERS,
        content=_body(asked, stream=None),
        idempotent=False,
        defaults=_DEFAULTS,
        read=read,
    )


def stream(asked: Asked, *, strict: bool) -> StreamCall[ChatCompletionChunk]:
    """`POST /chat/completions` with `stream`, answered in parts."""

    def reader(status: int, headers: Mapping[str, str]) -> ChunkReader:
        return ChunkReader(status, headers, strict=strict)

    return StreamCall(
        service=SERVICE,
        operation=_NAME,
        method="POST",
        path=_PATH,
        headers=(*_HEADERS, ("accept", "text/event-stream, application/json")),
        content=_body(asked, stream=True),
        idempotent=False,
        defaults=_DEFAULTS,
        reader=reader,
        read_error=error_of,
    )


def _body(asked: Asked, *, stream: bool | None) -> bytes:
    values: dict[str, object] = {name: value for name, value in asked.items() if name != "extra_body"}
    messages: object = values["messages"]
    # A string is iterable too, and a dict: their letters and keys are no messages.
    if isinstance(messages, Iterable) and not isinstance(messages, str | bytes | Mapping):
        values["messages"] = list(asked["messages"])
    if values["model"] is None:
        raise ConfigurationError(f"no model: {_ADVICE['model']}")
    request = checked(ChatCompletionRequest, {**values, "stream": stream}, _ADVICE)
    try:
        return to_json({**request.model_dump(exclude_unset=True), **(asked["extra_body"] or {})})
    except (PydanticSerializationError, TypeError, ValueError):
        pass
    raise ConfigurationError("messages, extra_body: pass what JSON has (numbers, strings in UTF-8, lists, mappings)")
