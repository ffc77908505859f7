"""An answer of `GET /getUpdates` that is longer than the client may read. Pure."""

from __future__ import annotations

import re
from typing import Final

from schedbot_sdk.errors import ResponseError
from schedbot_sdk.telegram.types.decode_batch import Received, UnparsedUpdate
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET

__all__ = ["LongBatchError", "read_cut", "received_of"]

_OPERATION: Final = "telegram.getUpdates"
_HEAD: Final = 4096
_ENVELOPE: Final = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[')
_FIRST_ID: Final = re.compile(_ENVELOPE.pattern + rb'\s*\{\s*"update_id"\s*:\s*(\d{1,10})\s*[,}]')


class LongBatchError(ResponseError):
    """The updates of one answer are longer than `max_response_size`, or one update is.

    Attributes:
        update_id: The id of the first update; None if the answer does not begin as Telegram writes it.
    """

    update_id: int | None

    def __init__(self, size: int, update_id: int | None) -> None:
        super().__init__(
            f"{_OPERATION}: the answer did not end within {size} bytes, where reading stopped; make the client with a"
            " larger max_response_size",
            service="telegram",
            operation=_OPERATION,
        )
        self.update_id = update_id


def read_cut(body: bytes) -> LongBatchError | None:
    """The error for an answer that was cut; None for one that is not Telegram's, such as a proxy's page."""
    head = body[:_HEAD]
    if not _ENVELOPE.match(head):
        return None
    found = _FIRST_ID.match(head)  # Telegram writes it first
    return LongBatchError(len(body), int(found[1]) if found and int(found[1]) < LAST_OFFSET else None)


def received_of(update_id: int) -> Received:
    """An update that is too long, as one that cannot be read."""
    key = f"{update_id}:too_long"
    return Received(UnparsedUpdate(update_id, "", "it is longer than max_response_size"), key, key)
