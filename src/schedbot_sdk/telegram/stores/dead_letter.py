"""An update that could not be handled, as a store keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from schedbot_sdk.telegram.types.decode_batch import Received, UnparsedUpdate, read_batch
from schedbot_sdk.telegram.types.update import Update

__all__ = ["DeadLetter", "dead_letter_from", "dead_letter_of"]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that a poll gave up. It stays in the store until `replay` handles it, or the store removes it."""

    update_id: int
    """Telegram's id of the update."""
    key: str = field(repr=False)
    """`Update.dedupe_key`: the same for every delivery of the update."""
    raw: str = field(repr=False)
    """The update as JSON text, with what a user wrote. Empty if the update was too long to be read."""
    reason: str
    """The class name of the error, such as `"PermissionDeniedError"`."""
    attempts: int
    """How often its handler failed; 0 if the update could not be read."""
    time: float
    """When it was given up, in seconds of Unix time."""

    @property
    def update(self) -> Update | UnparsedUpdate:
        """The update, decoded again: a newer version of the SDK may read an update that was malformed."""
        try:
            batch = read_batch([json.loads(self.raw)])
        except (ValueError, RecursionError):
            batch = ""
        if isinstance(batch, str):
            return UnparsedUpdate(self.update_id, self.raw, "it is not a JSON object with an update_id")
        return batch[0].update


def dead_letter_of(received: Received, reason: str, attempts: int, time: float) -> DeadLetter:
    """Return the dead letter of an update that is given up at this Unix time."""
    update = received.update
    raw = update.raw if isinstance(update, UnparsedUpdate) else update.model_dump_json(exclude_unset=True)
    return DeadLetter(update.update_id, received.key, raw, reason, attempts, time)


def dead_letter_from(value: object) -> DeadLetter | None:
    """Return the dead letter that a store kept as JSON; None if the value has another shape."""
    fields = cast("Mapping[str, object]", value if isinstance(value, Mapping) else {})
    update_id, attempts, time = (fields.get(name) for name in ("update_id", "attempts", "time"))
    texts = [fields.get(name) for name in ("key", "raw", "reason")]
    if not (isinstance(update_id, int) and isinstance(attempts, int) and isinstance(time, int | float)):
        return None
    if not all(isinstance(text, str) for text in texts):
        return None
    key, raw, reason = cast("list[str]", texts)
    return DeadLetter(update_id, key, raw, reason, attempts, float(time))
