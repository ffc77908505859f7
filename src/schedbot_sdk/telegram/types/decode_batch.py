"""Reads each update of a `GET /getUpdates` response on its own. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from schedbot_sdk._core.model import problem_text
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET
from schedbot_sdk.telegram.types.split_batch import TOO_DEEP, Undecoded
from schedbot_sdk.telegram.types.update import Update, read_update

__all__ = ["Received", "UnparsedUpdate", "read_batch"]

_HALF = "a text has a lone surrogate (half a character)"


@dataclass(frozen=True, slots=True)
class UnparsedUpdate:
    """An update that cannot be read, because a field that Telegram always sends is missing or malformed."""

    update_id: int
    """The id of the update, or of its neighbour if it has none."""
    raw: str = field(repr=False)
    """The update as JSON text, with what a user wrote; empty if it is nested too deeply."""
    reason: str
    """The problem, without any value."""


@dataclass(frozen=True, slots=True)
class Received:
    """One update of a batch."""

    update: Update | UnparsedUpdate
    key: str
    """Identifies the update; the same for each delivery."""
    lane: object = field(repr=False)
    """Updates with the same value are handled in order: the chat's id, or a unique value without a chat."""

    @property
    def update_id(self) -> int:
        """Telegram's id."""
        return self.update.update_id


def read_batch(result: Sequence[object]) -> list[Received] | str:
    """Return the updates of a batch; or the problem, if no update has an id and so none could be confirmed.

    An update without an id gets the id of its neighbour, so that both are confirmed together.
    """
    values = [item if isinstance(item, Undecoded) else _mapping(item) for item in result]
    ids = [_id_of(value) for value in values]
    known = [update_id for update_id in ids if update_id is not None]
    if values and not known:
        return "no update has an update_id"
    before = next(iter(known), 0)
    batch: list[Received] = []
    for value, update_id in zip(values, ids, strict=True):
        before = before if update_id is None else update_id
        batch.append(_received(value, before))
    return batch


def _mapping(item: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", item if isinstance(item, Mapping) else {"": item})


def _id_of(value: Mapping[str, object] | Undecoded) -> int | None:
    update_id = value.update_id if isinstance(value, Undecoded) else value.get("update_id")
    # A negative id is not valid: its confirmation would be a negative offset, which deletes pending updates. An id
    # above all offsets can never be confirmed.
    is_id = isinstance(update_id, int) and not isinstance(update_id, bool) and 0 <= update_id < LAST_OFFSET
    return cast("int", update_id) if is_id else None


def _received(value: Mapping[str, object] | Undecoded, update_id: int) -> Received:
    if isinstance(value, Undecoded):
        return _unparsed(value.raw, update_id, value.reason)
    if value.get("update_id") != update_id:
        return _unparsed(_json(value), update_id, "update_id: missing, or too large to be confirmed by an offset")
    try:
        update = read_update(value)
        # A text that is cut inside an emoji could not be written again.
        update.model_dump_json()
    except ValidationError as error:
        return _unparsed(_json(value), update_id, problem_text(error))
    except (PydanticSerializationError, UnicodeError, RecursionError) as error:
        is_deep = isinstance(error, RecursionError) or "depth" in str(error)
        return _unparsed(_json(value), update_id, TOO_DEEP if is_deep else _HALF)
    key, chat_id = update.dedupe_key, update.chat_id
    return Received(update, key, key if chat_id is None else chat_id)


def _json(value: Mapping[str, object]) -> str:
    """Return it as JSON text that can be encoded."""
    try:
        raw = json.dumps(value, ensure_ascii=False)
        raw.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    except RecursionError:
        return ""
    return raw


def _unparsed(raw: str, update_id: int, reason: str) -> Received:
    digest = hashlib.sha256(raw.encode()).hexdigest()[:16]
    key = f"{update_id}:unparsed:{digest}"
    return Received(UnparsedUpdate(update_id, raw, reason), key, key)
