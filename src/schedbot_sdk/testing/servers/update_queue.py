"""A bot's queue of pending updates, like that of the Bot API server. Pure: the clock is an argument.

It stores updates as JSON bytes, which needs little memory, and no time to send them again.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.telegram.types.kinds import UPDATE_KINDS

__all__ = ["UpdateQueue"]

_FIRST_ID: Final = 100_000_001
_AHEAD: Final = 10
_ANSWER_BYTES: Final = 4 * 1024 * 1024
_DAY: Final = 24 * 60 * 60
_LIFETIMES: Final = {
    "callback_query": 150,
    "inline_query": 30,
    "shipping_query": 150,
    "pre_checkout_query": 150,
    "chosen_inline_result": 600,
    "custom_event": 600,
}
"""Seconds after which an update expires; other kinds expire after a day."""
_KINDS: Final = frozenset({*UPDATE_KINDS, "custom_event", "custom_query"})
_ONLY_ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class _QueuedUpdate:
    update_id: int | None
    body: bytes
    expires_at: float

    def is_below(self, offset: int) -> bool:
        return self.update_id is None or self.update_id < offset


class UpdateQueue:
    """Keeps updates until they are confirmed or expire, and delivers them again until then.

    An offset above 0 confirms (deletes) all lower updates. An offset more than 10 above the newest id, or far below the
    oldest, confirms nothing and starts from the head. A negative offset deletes all but the last `-offset` updates.
    """

    def __init__(self) -> None:
        self._waiting: deque[_QueuedUpdate] = deque()
        self._next_id = _FIRST_ID
        self._newest = _FIRST_ID - 1
        self._is_sorted = True
        self._expires_next = float("inf")
        self._allowed = _KINDS - _ONLY_ON_REQUEST
        self.deleted: list[int] = []
        """The ids of the updates that the bot deleted, in the order of deletion; expired ones are not included."""

    def count(self, now: float) -> int:
        """The number of pending updates."""
        self._expire(now)
        return len(self._waiting)

    def push(self, kind: str, value: Mapping[str, object], now: float) -> None:
        """Queue an update, if the bot allows its kind."""
        if kind in self._allowed:
            self.push_raw({"update_id": self._next_id, kind: value}, now)

    def push_raw(self, update: Mapping[str, object], now: float) -> None:
        """Queue an update unchanged, also a malformed one; the next ids follow its id.

        Raises:
            TypeError: The update is not JSON.
            ValueError: It contains NaN, or half of a surrogate pair.
        """
        body = json.dumps(dict(update), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        raw_id = update.get("update_id")
        update_id = raw_id if isinstance(raw_id, int) and not isinstance(raw_id, bool) else None
        expires_at = now + min((_LIFETIMES.get(kind, _DAY) for kind in update if kind != "update_id"), default=_DAY)
        if not self._waiting:
            self._is_sorted = True
            self._expires_next = expires_at
        elif update_id is not None and update_id <= self._newest:
            self._is_sorted = False
        self._expires_next = min(self._expires_next, expires_at)
        self._waiting.append(_QueuedUpdate(update_id, body, expires_at))
        if update_id is not None:
            self._newest = update_id
            self._next_id = update_id + 1

    def restart_ids(self, at: int, now: float) -> None:
        """Set the id of the next update; the real server selects a random id after a week without updates.

        Raises:
            ValueError: The id is not in the server's range: 1 to 2,147,483,646.
            RuntimeError: There are pending updates.
        """
        if not 0 < at < 2**31 - 1:
            raise ValueError(f"an update's id must be from 1 to {2**31 - 2}, got {at}")
        if waiting := self.count(now):
            raise RuntimeError(f"{waiting} updates are pending; ids restart only when there are no updates")
        self._next_id = at

    def allow(self, kinds: Sequence[str]) -> None:
        """Set the allowed kinds of new updates; if all are unknown, the default kinds."""
        self._allowed = _KINDS & frozenset(kinds) or _KINDS - _ONLY_ON_REQUEST

    def fetch(self, offset: int, limit: int, now: float) -> list[bytes]:
        """Confirm updates by the offset, and return the next ones as JSON.

        Args:
            offset: The request's offset.
            limit: The most updates to return, 1 to 100.
            now: Unix time in seconds.
        """
        self._expire(now)
        self._confirm(offset)
        batch: list[bytes] = []
        left = _ANSWER_BYTES
        for waiting, _ in zip(self._waiting, range(limit), strict=False):
            left -= len(waiting.body) + 50
            if batch and left <= 0:
                break
            batch.append(waiting.body)
        return batch

    def drop_all(self) -> None:
        """Delete all updates, as `drop_pending_updates` does."""
        self._delete_head(len(self._waiting))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._delete_head(len(self._waiting) + offset)
        elif 0 < offset <= self._newest + _AHEAD:
            below = 0
            for waiting in self._waiting:
                if not waiting.is_below(offset):
                    break
                below += 1
            self._delete_head(below)
            if not self._is_sorted:
                self._delete_where(lambda waiting: waiting.update_id is not None and waiting.update_id < offset)

    def _delete_head(self, count: int) -> None:
        for _ in range(count):
            update_id = self._waiting.popleft().update_id
            if update_id is not None:
                self.deleted.append(update_id)

    def _delete_where(self, is_deleted: Callable[[_QueuedUpdate], bool]) -> None:
        deleted_ids = [waiting.update_id for waiting in self._waiting if is_deleted(waiting)]
        self._waiting = deque(waiting for waiting in self._waiting if not is_deleted(waiting))
        self.deleted.extend(update_id for update_id in deleted_ids if update_id is not None)

    def _expire(self, now: float) -> None:
        # Checking all updates each time would make a long queue slow; so this waits for the earliest expiry.
        if now > self._expires_next:
            self._waiting = deque(waiting for waiting in self._waiting if waiting.expires_at >= now)
            self._expires_next = min((waiting.expires_at for waiting in self._waiting), default=float("inf"))
