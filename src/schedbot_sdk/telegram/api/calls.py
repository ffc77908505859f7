"""Telegram's methods as pure calls."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar, cast

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from schedbot_sdk._core.call import Call
from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk._core.decode_model import read_model, unreadable
from schedbot_sdk._core.model import WireModel, checked, complaint
from schedbot_sdk._core.response import JsonValue, Response, detail_of, json_of, status_error
from schedbot_sdk.errors import ConfigurationError, ResponseError, SchedbotError, StatusError
from schedbot_sdk.telegram.api.hints import hint_for
from schedbot_sdk.telegram.api.json_values import json_arguments, whole_texts
from schedbot_sdk.telegram.api.multipart import FilePart, encode_form
from schedbot_sdk.telegram.api.requests import GetUpdatesRequest
from schedbot_sdk.telegram.api.results import Envelope, envelope_of, read_result
from schedbot_sdk.telegram.models import GetUpdatesResponse, Update
from schedbot_sdk.telegram.rate_limit.classify import lane_of
from schedbot_sdk.telegram.text.surrogates import whole_text
from schedbot_sdk.telegram.types.decode_batch import Received, read_batch
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST
from schedbot_sdk.telegram.types.oversized_batch import OversizedBatchError, oversized_batch
from schedbot_sdk.telegram.types.split_batch import updates_in
from schedbot_sdk.telegram.types.update import read_update

__all__ = [
    "ADVICE",
    "MEANINGS",
    "SERVICE",
    "asked",
    "get_batch",
    "get_updates",
    "listed",
    "method",
    "request",
    "upload",
]

T = TypeVar("T")
R = TypeVar("R", bound=WireModel)

SERVICE: Final = "telegram"
_TOO_DEEP: Final = "an argument holds itself, or is nested too deeply"
_METHOD: Final = re.compile(r"[A-Za-z]{1,64}")
MEANINGS: Final[Mapping[str, str]] = {
    "400": "malformed request or parameters",
    "401": "wrong or invalid bot token",
    "403": "the bot may not do this: it was blocked, removed, or never started by that user",
    "404": "no such method, or a token that is none",
    "409": "another poll of this bot, or its webhook, took over",
    "429": "Telegram limits exceeded",
    "5xx": "Telegram server errors",
}
ADVICE: Final = {
    "offset": "pass 0 at first, then the highest update_id of the previous answer + 1; a negative offset would delete"
    " waiting updates",
    "timeout": "pass 0 to 50 seconds",
    "limit": "pass 1 to 100, or leave it out",
    "allowed_updates": 'pass a list of kinds, such as ["message", "callback_query"]',
    "chat_id": "pass the chat's integer id, or @username of a channel",
    "text": "pass the text as a string that is not empty",
    "document": "pass bytes, a pathlib.Path, or the file_id or address of a document as a string",
    "entities": "pass a list of MessageEntity, or of mappings with type, offset and length",
    "caption_entities": "pass a list of MessageEntity, or of mappings with type, offset and length",
    "file_name": "pass the name that its readers see, as a string that is not empty",
    "action": 'pass one such as "typing"',
}


def get_updates(
    offset: int, timeout: int, limit: int | None, allowed_updates: Sequence[str] | None
) -> Call[list[Update]]:
    """`GET /getUpdates`, as the table has it; what is not as documented inside an update stays raw."""
    return _poll(offset, timeout, limit, allowed_updates, _read_updates)


def get_batch(
    offset: int, timeout: int, limit: int | None, allowed_updates: Sequence[str] | None
) -> Call[list[Received]]:
    """`GET /getUpdates`, with each update read on its own, so that a malformed one stands in no other's way.

    Only here may an offset be negative: `ALL_BUT_LAST`. An answer that is too long is a `OversizedBatchError`.
    """
    asked = 0 if offset == ALL_BUT_LAST else offset
    call = replace(_poll(asked, timeout, limit, allowed_updates, _read_batch), read_cut=_read_cut)
    if offset != ALL_BUT_LAST:
        return call
    return replace(call, query=tuple((name, str(offset) if name == "offset" else value) for name, value in call.query))


def _poll(
    offset: int,
    timeout: int,
    limit: int | None,
    allowed_updates: Sequence[str] | None,
    read: Callable[[Response], T | SchedbotError],
) -> Call[T]:
    # A string is a sequence too, and its letters would silence the bot: Telegram remembers the kinds.
    kinds = list(allowed_updates) if isinstance(allowed_updates, list | tuple | set | frozenset) else allowed_updates
    given = {"offset": offset, "timeout": timeout, "limit": limit, "allowed_updates": kinds}
    poll = checked(GetUpdatesRequest, given, ADVICE)
    query = [("offset", str(poll.offset)), ("timeout", str(poll.timeout))]
    if poll.limit is not None:
        query.append(("limit", str(poll.limit)))
    if poll.allowed_updates is not None:
        query.append(("allowed_updates", json.dumps(poll.allowed_updates)))
    return Call(
        service=SERVICE,
        operation="getUpdates",
        method="GET",
        path="/getUpdates",
        query=tuple(query),
        idempotent=True,
        defaults=Defaults(read=poll.timeout + 10.0, extends_deadline=float(poll.timeout), held=float(poll.timeout)),
        is_poll=True,
        read=read,
    )


def request(name: str, kind: type[R], values: Mapping[str, object], returns: type[T]) -> Call[T]:
    """A method of the Bot API whose arguments a model checks."""
    return _post(name, _content(_arguments(name, kind, values)), returns, lane_of(name, values))


def listed(values: Sequence[object] | None) -> object:
    """A sequence as the list that a model takes; anything else as it is, so that the model refuses it."""
    return list(values) if isinstance(values, Sequence) and not isinstance(values, str) else values


def upload(name: str, kind: type[R], values: Mapping[str, object], file: FilePart, returns: type[T]) -> Call[T]:
    """A method of the Bot API that takes a file's content, with its other arguments as a model checks them."""
    arguments = _arguments(name, kind, values)
    fields = {key: value if isinstance(value, str) else json.dumps(value) for key, value in arguments.items()}
    content_type, content = encode_form(fields, [replace(file, name=whole_text(file.name))])
    call = _post(name, content, returns, lane_of(name, values))
    return replace(call, headers=(("content-type", content_type),))


def asked(kind: type[R], values: Mapping[str, object]) -> R:
    """Arguments as a request's model, with whole characters; what is None was not given.

    Raises:
        ConfigurationError: An argument is of a wrong type or out of range.
    """
    try:
        whole = {name: whole_texts(value) for name, value in values.items()}
    except RecursionError:
        whole = None
    if whole is None:
        raise ConfigurationError(_TOO_DEEP)
    return checked(kind, whole, ADVICE)


def _arguments(name: str, kind: type[R], values: Mapping[str, object]) -> dict[str, object]:
    asked(kind, values)
    # The models keep fields that they do not know, and these may hold anything.
    return json_arguments(name, {key: value for key, value in values.items() if value is not None})


def method(name: str, params: Mapping[str, object] | None, returns: type[T]) -> Call[T]:
    """Any method of the Bot API, with its arguments as they are."""
    if not _METHOD.fullmatch(name):
        raise ConfigurationError('method: pass the name of a Bot API method, such as "getChat"')
    if not _is_mapping(params):
        raise ConfigurationError(f"params of {name}: pass a dict of arguments by their names")
    arguments = json_arguments(name, params or {})
    return _post(name, _content(arguments), returns, lane_of(name, arguments))


def _content(arguments: Mapping[str, object]) -> bytes:
    try:
        return to_json(arguments)
    except PydanticSerializationError:  # it writes 255 levels
        pass
    raise ConfigurationError(_TOO_DEEP)


def _is_mapping(params: object) -> bool:
    """Whether these are parameters, for callers without a type checker."""
    return params is None or isinstance(params, Mapping)


def _post(name: str, content: bytes, returns: type[T], lane: str | None) -> Call[T]:
    return Call(
        service=SERVICE,
        operation=name,
        method="POST",
        path=f"/{name}",
        headers=(("content-type", "application/json"),),
        content=content,
        idempotent=name.lower().startswith("get"),
        lane=lane,
        is_lost=_is_not_telegrams,
        read=partial(_read_result, returns, envelope_of(returns), f"{SERVICE}.{name}"),
    )


def _is_not_telegrams(answer: Response) -> bool:
    value = json_of(answer.body)
    return not (isinstance(value, Mapping) and value.get("ok") is False)


def _error_of(answer: Response, operation: str) -> StatusError | None:
    """The error that a status, or an envelope inside a 200, stands for."""
    if not 200 <= answer.status <= 299:
        return _status_error(answer, operation, answer.status)
    value = json_of(answer.body)
    code = value.get("error_code") if isinstance(value, Mapping) and value.get("ok") is False else None
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    return _status_error(answer, operation, code)


def _status_error(answer: Response, operation: str, status: int) -> StatusError:
    meanings = MEANINGS
    if status == 400 and (hint := hint_for(operation.removeprefix(f"{SERVICE}."), detail_of(answer))):
        meanings = {**MEANINGS, "400": f"{MEANINGS['400']}; {hint}"}
    return status_error(answer, service=SERVICE, operation=operation, meanings=meanings, status=status)


def _read_updates(answer: Response) -> list[Update] | SchedbotError:
    operation = "telegram.getUpdates"
    if not 200 <= answer.status <= 299:
        return status_error(answer, service=SERVICE, operation=operation, meanings=MEANINGS)
    came = read_model(GetUpdatesResponse, answer, service=SERVICE, operation=operation)
    if isinstance(came, GetUpdatesResponse) and came.ok:
        return came.result
    if (error := _error_of(answer, operation)) is not None:
        return error
    one_by_one = _read_one_by_one(answer, operation)
    return _not_ok(answer, operation, came) if one_by_one is None else one_by_one


def _read_batch(answer: Response) -> list[Received] | SchedbotError:
    operation = "telegram.getUpdates"
    if (error := _error_of(answer, operation)) is not None:
        return error
    value = json_of(answer.body)
    found = value.get("result") if isinstance(value, Mapping) and value.get("ok") is True else None
    result = updates_in(answer.body) if value is None else found
    if not isinstance(result, list):
        return unreadable(answer, "no envelope with ok and result", service=SERVICE, operation=operation)
    came = read_batch(cast("Sequence[object]", result))
    return unreadable(answer, came, service=SERVICE, operation=operation) if isinstance(came, str) else came


def _read_cut(answer: Response) -> OversizedBatchError | None:
    return oversized_batch(answer.body)


def _not_ok(answer: Response, operation: str, came: GetUpdatesResponse | ResponseError) -> ResponseError:
    if isinstance(came, ResponseError):
        return came
    return unreadable(answer, "ok is false, without an error_code", service=SERVICE, operation=operation)


def _read_one_by_one(answer: Response, operation: str) -> list[Update] | ResponseError | None:
    """The updates of a batch in which not all is as documented, or the error that names the first that is none."""
    value = json_of(answer.body)
    result = value.get("result") if isinstance(value, Mapping) and value.get("ok") is True else None
    if not isinstance(result, list):
        return None
    updates: list[Update] = []
    for item in result:
        try:
            updates.append(read_update(item) if isinstance(item, Mapping) else Update.model_validate(item))
        except ValidationError as error:
            update_id: JsonValue = item.get("update_id") if isinstance(item, Mapping) else None
            said = (
                f"update_id {update_id if isinstance(update_id, int) else 'unknown'} is malformed: {complaint(error)}"
            )
            return unreadable(answer, said, service=SERVICE, operation=operation)
    return updates


def _read_result(returns: type[T], envelope: Envelope, operation: str, answer: Response) -> T | SchedbotError:
    if not 200 <= answer.status <= 299:
        return _status_error(answer, operation, answer.status)
    came = read_result(answer, returns, envelope, service=SERVICE, operation=operation)
    if isinstance(came, ResponseError) and (error := _error_of(answer, operation)) is not None:
        return error
    return came
