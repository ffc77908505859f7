"""An answer of `GET /getUpdates` that is longer than the client may read. Pure."""

from __future__ import annotations

import re
from typing import Final

from schedbot_sdk.errors import ResponseError
from schedbot_sdk.telegram.types.decode_batch import Received, UnparsedUpdate
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET

__all__ = ["OversizedBatchError", "oversized_batch", "oversized_update"]

_OPERATION: Final = "telegram.getUpdates"
_MAX_HEAD: Final = 4096
_ENVELOPE: Final = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[')
_FIRST_ID: Final = re.compile(_ENVELOPE.pattern + rb'\s*\{\s*"update_id"\s*:\s*(\d{1,10})\s*[,}]')


class OversizedBatchError(ResponseError):
    """The updates of one answer, or a single update, are longer than `max_response_size`."""

    update_id: int | None
    """The id of the first update; None if the answer does not begin as Telegram writes it."""

    def __init__(self, size: int, update_id: int | None) -> None:
        super().__init__(
            f"{_OPERATION}: the response is longer than {size} bytes (max_response_size); if this is expected, create"
            " the client with a larger max_response_size",
            service="telegram",
            operation=_OPERATION,
        )
        self.update_id = update_id


def oversized_batch(body: bytes) -> OversizedBatchError | None:
    """Return the error for a truncated answer; None if it is not Telegram's, such as a page of a proxy."""
    head = body[:_MAX_HEAD]
    if not _ENVELOPE.match(head):
        return None
    match = _FIRST_ID.match(head)  # Telegram writes the id first
    return OversizedBatchError(len(body), int(match[1]) if match and int(match[1]) < LAST_OFFSET else None)


def oversized_update(update_id: int) -> Received:
    """Return the update that is too long, as one that cannot be read."""
    key = f"{update_id}:too_long"
    return Received(UnparsedUpdate(update_id, "", "it is longer than max_response_size"), key, key)
