"""A bot's queue of waiting updates, as the Bot API server keeps it. Pure: the clock is an argument."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["UpdateQueue"]

_FIRST_ID = 100_000_001
_SAME_OFFSET_SECONDS = 0.5
_AHEAD = 10
_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Waiting:
    update: dict[str, object]
    size: int

    def is_below(self, offset: int) -> bool:
        update_id = self.update.get("update_id")
        return not isinstance(update_id, int) or update_id < offset


class UpdateQueue:
    """Keeps updates until they are confirmed, and gives them out again until then.

    An offset above 0 confirms (deletes) every update below it. One that is more than 10 above the newest id, or far
    below the oldest, confirms nothing and starts from the head. A negative one deletes all but the last `-offset`.
    """

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._next_id = _FIRST_ID
        self._newest = _FIRST_ID - 1
        self._allowed: frozenset[str] | None = None
        self._last: tuple[int, float] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, kind: str, value: Mapping[str, object]) -> int | None:
        """Queue an update of a kind; None when the bot did not ask for that kind."""
        if self._allowed is not None and kind not in self._allowed:
            return None
        update_id = self._next_id
        self.push_raw({"update_id": update_id, kind: dict(value)})
        return update_id

    def push_raw(self, update: Mapping[str, object]) -> None:
        """Queue an update as it is, malformed ones too; the ids that follow go on from its own.

        Raises:
            TypeError: It cannot be written as JSON.
            ValueError: It holds NaN, or half of a surrogate pair.
        """
        written = json.dumps(dict(update), ensure_ascii=False, allow_nan=False).encode()
        self._waiting.append(_Waiting(json.loads(written), len(written)))
        update_id = update.get("update_id")
        if isinstance(update_id, int):
            self._newest = update_id
            self._next_id = update_id + 1

    def allow(self, kinds: Sequence[str]) -> None:
        """Remember which kinds are wanted from now on; none means all."""
        self._allowed = frozenset(kinds) or None

    def fetch(self, offset: int, limit: int, now: float) -> list[dict[str, object]]:
        """Confirm by the offset, and give what waits.

        Args:
            offset: As the request has it.
            limit: 1 to 100; asking with the same offset again within half a second gets one update only.
            now: Seconds of any steady clock.
        """
        self._confirm(offset)
        if self._last is not None and self._last[0] == offset and now - self._last[1] < _SAME_OFFSET_SECONDS:
            limit = 1
        batch: list[dict[str, object]] = []
        size = 0
        for waiting in self._waiting[:limit]:
            size += waiting.size
            if batch and size > _ANSWER_BYTES:
                break
            batch.append(waiting.update)
        # An empty answer is no repetition: a poll that waits asks the queue many times.
        self._last = (offset, now) if batch else self._last
        return batch

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif 0 < offset <= self._newest + _AHEAD:
            self._waiting = [waiting for waiting in self._waiting if not waiting.is_below(offset)]
