"""A bot's queue of waiting updates, as the Bot API server keeps it. Pure: the clock is an argument.

It keeps the updates as the JSON that they are sent as, so that many of them cost little memory, and sending them again
costs no time.
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
"""Seconds after which the server forgets an update; those that are not here live for a day."""
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
    """Keeps updates until they are confirmed or too old, and gives them out again until then.

    An offset above 0 confirms (deletes) every update below it. One that is more than 10 above the newest id, or far
    below the oldest, confirms nothing and starts from the head. A negative one deletes all but the last `-offset`.
    """

    def __init__(self) -> None:
        self._waiting: deque[_QueuedUpdate] = deque()
        self._next_id = _FIRST_ID
        self._newest = _FIRST_ID - 1
        self._is_sorted = True
        self._expires_next = float("inf")
        self._allowed = _KINDS - _ONLY_ON_REQUEST
        self.deleted: list[int] = []
        """The ids of the updates that the bot made the server forget, in that order; those that expired are not."""

    def count(self, now: float) -> int:
        """How many updates wait."""
        self._expire(now)
        return len(self._waiting)

    def push(self, kind: str, value: Mapping[str, object], now: float) -> None:
        """Queue an update of a kind, unless the bot did not ask for that kind."""
        if kind in self._allowed:
            self.push_raw({"update_id": self._next_id, kind: value}, now)

    def push_raw(self, update: Mapping[str, object], now: float) -> None:
        """Queue an update as it is, malformed ones too; the ids that follow go on from its own.

        Raises:
            TypeError: It cannot be written as JSON.
            ValueError: It holds NaN, or half of a surrogate pair.
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
        """Give the next update this id, as the server does with a random one after a week of silence.

        Raises:
            ValueError: It is no id that the server would give: 1 to 2,147,483,646.
            RuntimeError: Updates wait, and after a week of silence none does.
        """
        if not 0 < at < 2**31 - 1:
            raise ValueError(f"an update's id is 1 to {2**31 - 2}, not {at}")
        if waiting := self.count(now):
            raise RuntimeError(f"{waiting} updates wait: ids start again after a week without any")
        self._next_id = at

    def allow(self, kinds: Sequence[str]) -> None:
        """Remember which kinds are wanted from now on; when none of them is known, the usual ones are."""
        self._allowed = _KINDS & frozenset(kinds) or _KINDS - _ONLY_ON_REQUEST

    def fetch(self, offset: int, limit: int, now: float) -> list[bytes]:
        """Confirm by the offset, and give what waits, as JSON.

        Args:
            offset: As the request has it.
            limit: 1 to 100.
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
        """Delete what waits, because the bot said so."""
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
        # Looking at them all each time would make a long queue slow; the earliest end says when it is worth it.
        if now > self._expires_next:
            self._waiting = deque(waiting for waiting in self._waiting if waiting.expires_at >= now)
            self._expires_next = min((waiting.expires_at for waiting in self._waiting), default=float("inf"))
