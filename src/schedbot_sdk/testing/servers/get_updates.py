"""`getUpdates`: which request gets which updates, which one waits, and which one gets a 409."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.polls import Poll, Polled
from schedbot_sdk.testing.servers.update_queue import UpdateQueue

__all__ = ["GetUpdatesEndpoint"]

_OTHER_REQUEST: Final = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_SET: Final = "Conflict: terminated by setWebhook request"
_WEBHOOK_ACTIVE: Final = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_SAME_OFFSET_SECONDS: Final = 0.5


class GetUpdatesEndpoint:
    """Delivers a bot's updates by long polling.

    Args:
        queue: The updates, guarded by `lock`.
        lock: The callers of all methods but `answer` must hold it.
        now: The clock: Unix time in seconds.
        waits: Whether a request without updates waits for its timeout; otherwise it returns at once.
    """

    def __init__(self, queue: UpdateQueue, lock: threading.Condition, now: Callable[[], float], *, waits: bool) -> None:
        self.polls: list[Polled] = []
        self._queue = queue
        self._lock = lock
        self._now = now
        self._waits = waits
        self._poll: Poll | None = None
        self._last: tuple[int, float] = (0, -_SAME_OFFSET_SECONDS)
        self._is_stopping = False

    @property
    def is_awaited(self) -> bool:
        """Whether a request waits now."""
        return self._poll is not None

    def push(self, kind: str, value: Mapping[str, object]) -> None:
        """Queue an update of a kind."""
        self._queue.push(kind, value, self._now())
        self._wake()

    def push_raw(self, update: Mapping[str, object]) -> None:
        """Queue an update unchanged."""
        self._queue.push_raw(update, self._now())
        self._wake()

    def start(self) -> None:
        """Allow requests to wait again."""
        self._is_stopping = False

    def stop(self) -> None:
        """Answer the waiting request."""
        self._is_stopping = True
        self._wake()

    def end_for_webhook(self) -> None:
        """Answer the waiting request with a 409, because a webhook was set."""
        self._refuse_waiting(_WEBHOOK_SET)

    async def answer(self, request: Request, parameters: Parameters, *, webhook: str) -> Response:
        """Answer a getUpdates request, at once or when there are updates.

        Args:
            request: The request, to notice when its client disconnects.
            parameters: Its parameters.
            webhook: The webhook's URL; empty without a webhook.

        Raises:
            ApiError: 409: there is a webhook or a newer request.
        """
        with self._lock:
            if webhook:
                raise ApiError(409, _WEBHOOK_ACTIVE)
            polled = self._read_request(parameters)
            before = len(self._queue.deleted)
            batch = self._queue.fetch(polled.offset, polled.limit, self._now())
            self.polls.append(replace(polled, confirmed=len(self._queue.deleted) - before))
            if batch or not polled.timeout or not self._waits or self._is_stopping:
                return _updates(batch)
            # Only a waiting request ends another one: while there are updates, two bots do not notice each other.
            self._refuse_waiting(_OTHER_REQUEST)
            poll = self._poll = Poll()
        watcher = asyncio.create_task(poll.watch(request))
        try:
            return await self._wait(poll, polled)
        finally:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher
            with self._lock:
                if self._poll is poll:
                    self._poll = None

    async def _wait(self, poll: Poll, polled: Polled) -> Response:
        ends_at = polled.at + polled.timeout
        # A negative offset deletes updates only once, and no updates that arrive during the wait.
        offset = max(polled.offset, 0)
        while True:
            await poll.wait(ends_at - time.monotonic())
            with self._lock:
                if poll.is_disconnected:
                    return _NoResponse()
                # Check this first: the updates now belong to the newer request.
                if poll.conflict:
                    raise ApiError(409, poll.conflict)
                batch = self._queue.fetch(offset, polled.limit, self._now())
                if batch or self._is_stopping or time.monotonic() >= ends_at:
                    return _updates(batch)

    def _read_request(self, parameters: Parameters) -> Polled:
        """Read and clamp the parameters. A request that repeats the offset at once gets only one update."""
        kinds = parameters.value("allowed_updates")
        if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
            self._queue.allow([str(kind).lower() for kind in kinds])
        at = time.monotonic()
        offset = parameters.integer("offset")
        limit = min(100, max(1, parameters.integer("limit", 100)))
        if self._last[0] == offset and at < self._last[1] + _SAME_OFFSET_SECONDS:
            limit = 1
        self._last = (offset, at)
        return Polled(offset, limit, min(50, max(0, parameters.integer("timeout"))), at, 0)

    def _refuse_waiting(self, conflict: str) -> None:
        if self._poll is not None:
            self._poll.conflict = conflict
            self._wake()

    def _wake(self) -> None:
        if self._poll is not None:
            self._poll.wake()


class _NoResponse(Response):
    """A response for a client that disconnected."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send nothing."""


def _updates(batch: Sequence[bytes]) -> Response:
    return Response(b'{"ok":true,"result":[' + b",".join(batch) + b"]}", media_type="application/json")
