"""`GET /getUpdates` as a pure call."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar, cast

from pydantic import ValidationError

from schedbot_sdk._core.call import Call
from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk._core.decode_model import read_model, unreadable
from schedbot_sdk._core.model import problem_text
from schedbot_sdk._core.response import Response, json_of
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.telegram.api.errors import SERVICE, error_in, error_of
from schedbot_sdk.telegram.api.methods.bot import GetUpdates
from schedbot_sdk.telegram.types.decode_batch import Received, read_batch
from schedbot_sdk.telegram.types.offsets import ALL_BUT_LAST
from schedbot_sdk.telegram.types.oversized_batch import OversizedBatchError, oversized_batch
from schedbot_sdk.telegram.types.split_batch import updates_in
from schedbot_sdk.telegram.types.update import GetUpdatesResponse, Update, read_update

__all__ = ["call_of_batch", "call_of_updates", "get_updates"]

T = TypeVar("T")

_METHOD: Final = "getUpdates"
_OPERATION: Final = f"{SERVICE}.{_METHOD}"


def get_updates(offset: int, timeout: int, limit: int | None, allowed_updates: Sequence[str] | None) -> GetUpdates:
    """The method with its parameters checked.

    Raises:
        ConfigurationError: A parameter has the wrong type or is out of range.
    """
    return GetUpdates.of(offset=offset, timeout=timeout, limit=limit, allowed_updates=allowed_updates)


def call_of_updates(method: GetUpdates) -> Call[list[Update]]:
    """Reads the answer as the table has it; a value inside an update that is not as documented stays raw."""
    return _call(method, _read_updates)


def call_of_batch(
    offset: int, timeout: int, limit: int | None, allowed_updates: Sequence[str] | None
) -> Call[list[Received]]:
    """Reads each update on its own, so that a malformed one does not hold up the others.

    Only here may an offset be negative: `ALL_BUT_LAST`. A response that is too long is an `OversizedBatchError`.
    """
    method = get_updates(0 if offset == ALL_BUT_LAST else offset, timeout, limit, allowed_updates)
    call = replace(_call(method, _read_batch), read_cut=_read_cut)
    if offset != ALL_BUT_LAST:
        return call
    return replace(call, query=tuple((name, str(offset) if name == "offset" else value) for name, value in call.query))


def _call(method: GetUpdates, read: Callable[[Response], T | SchedbotError]) -> Call[T]:
    query = [
        (name, json.dumps(value) if isinstance(value, list) else str(value))
        for name, value in method
        if value is not None
    ]
    held = float(method.timeout)
    return Call(
        service=SERVICE,
        operation=_METHOD,
        method="GET",
        path=f"/{_METHOD}",
        query=tuple(query),
        idempotent=True,
        defaults=Defaults(read=held + 10.0, extends_deadline=held, held=held),
        is_poll=True,
        read=read,
    )


def _read_updates(response: Response) -> list[Update] | SchedbotError:
    if not 200 <= response.status <= 299:
        return error_of(response, _METHOD, response.status)
    answer = read_model(GetUpdatesResponse, response, service=SERVICE, operation=_OPERATION)
    if isinstance(answer, GetUpdatesResponse) and answer.ok:
        return answer.result
    if (error := error_in(response, _METHOD)) is not None:
        return error
    if (result := _result(response)) is not None:
        return _read_one_by_one(response, result)
    if isinstance(answer, GetUpdatesResponse):
        return _malformed(response, "ok is false, but error_code is missing")
    return answer


def _read_one_by_one(response: Response, result: Sequence[object]) -> list[Update] | SchedbotError:
    """The updates of a batch in which not all is as documented, or the error that names the first malformed one."""
    updates: list[Update] = []
    for item in result:
        try:
            updates.append(read_update(cast("Mapping[str, object]", item)))
        except ValidationError as error:
            update_id = cast("Mapping[str, object]", item).get("update_id") if isinstance(item, Mapping) else None
            which = update_id if isinstance(update_id, int) else "unknown"
            return _malformed(response, f"update_id {which} is malformed: {problem_text(error)}")
    return updates


def _read_batch(response: Response) -> list[Received] | SchedbotError:
    if (error := error_in(response, _METHOD)) is not None:
        return error
    result = updates_in(response.body) if json_of(response.body) is None else _result(response)
    if result is None:
        return _malformed(response, "not an object with ok and result")
    batch = read_batch(result)
    return _malformed(response, batch) if isinstance(batch, str) else batch


def _result(response: Response) -> Sequence[object] | None:
    """The list of updates in an envelope that is `ok`."""
    envelope = json_of(response.body)
    result = envelope.get("result") if isinstance(envelope, Mapping) and envelope.get("ok") is True else None
    return cast("Sequence[object]", result) if isinstance(result, list) else None


def _read_cut(response: Response) -> OversizedBatchError | None:
    return oversized_batch(response.body)


def _malformed(response: Response, problem: str) -> SchedbotError:
    return unreadable(response, problem, service=SERVICE, operation=_OPERATION)
