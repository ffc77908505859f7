"""Telegram as a poll sees it: one attempt at a time, over a connection of its own."""

from __future__ import annotations

import queue
import threading
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from typing import Final

from schedbot_sdk._core.call import client_closed
from schedbot_sdk._core.executor import AsyncExecutor, SyncExecutor
from schedbot_sdk._core.settings import Overrides, Settings
from schedbot_sdk._core.transport.exchange import AsyncHttp, SyncHttp
from schedbot_sdk.errors import SchedbotError, StatusError
from schedbot_sdk.options import CallEvent, RetryPolicy
from schedbot_sdk.telegram.api.errors import SERVICE
from schedbot_sdk.telegram.api.get_updates import call_of_batch
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["AsyncUpdateFetcher", "UpdateFetcher"]

_ONCE: Final = RetryPolicy(max_attempts=1, quota=None)
"""The poll waits by itself, and for as long as it takes."""
_ASKED_ONCE: Final = Overrides(retry=_ONCE)
_GOODBYE: Final = Overrides(retry=_ONCE, deadline=5.0)

_ENDED: Final = SchedbotError("the poll has ended")


class UpdateFetcher:
    """One bot's updates.

    Args:
        http: The client's way to Telegram; polls are held open on a connection apart.
        main: The client's own connections, for the last word.
        settings: The client's.
        options: What to ask for.

    Raises:
        ConfigurationError: The timeout or the kinds are none, or the client is closed.
    """

    def __init__(self, http: SyncHttp, main: SyncExecutor, settings: Settings, options: PollOptions) -> None:
        kinds = options.allowed_updates
        # Made at once, so that wrong options are told of at once.
        self._question = call_of_batch(0, options.timeout, None, kinds)
        self._http = http
        self._apart = http.apart(self._question)
        self._is_closed = False
        self._poll = SyncExecutor(self._apart, replace(settings, on_event=self._tell))
        self._answers: queue.SimpleQueue[list[Received] | BaseException] = queue.SimpleQueue()
        self._main = main
        self._settings = settings
        self._kinds = kinds

    def closed(self) -> SchedbotError | None:
        """The error of all calls once the client is closed; None before that."""
        return client_closed(self._question) if self._http.is_closed else None

    def fetch(self, ask: Poll) -> list[Received] | SchedbotError:
        """Poll Telegram once."""
        if self._apart.ends_at_close:
            return self._fetch(ask)
        # The request of a client that is not ours cannot be interrupted: at the end it is left behind, in a thread.
        answer = partial(copy_context().run, self._answer, ask)
        threading.Thread(target=answer, name="schedbot-question", daemon=True).start()
        came = self._answers.get()
        if isinstance(came, list | SchedbotError):
            return came
        raise came

    def _answer(self, ask: Poll) -> None:
        try:
            self._answers.put(self._fetch(ask))
        except BaseException as error:  # it is raised where the answer is waited for
            self._answers.put(error)

    def _fetch(self, ask: Poll) -> list[Received] | SchedbotError:
        return self._poll.outcome(call_of_batch(ask.offset, ask.timeout, ask.limit, self._kinds), _ASKED_ONCE)

    def waits(self, came: SchedbotError, seconds: float) -> None:
        """Tell the user's hook that the next try comes later."""
        self._settings.tell(_wait(came, seconds))

    def confirm(self, offset: int) -> None:
        """Tell Telegram what is finished, as well as that is possible now."""
        self._main.outcome(call_of_batch(offset, 0, 1, self._kinds), _GOODBYE)

    def close(self) -> None:
        """End what is being asked, from any thread."""
        self._is_closed = True
        self._apart.close()
        self._answers.put(_ENDED)

    def _tell(self, event: CallEvent) -> None:
        # What ends because it was told to is no failure.
        if not self._is_closed:
            self._settings.tell(event)


class AsyncUpdateFetcher:
    """The async twin of `UpdateFetcher`."""

    def __init__(self, http: AsyncHttp, main: AsyncExecutor, settings: Settings, options: PollOptions) -> None:
        kinds = options.allowed_updates
        # Made at once, so that wrong options are told of at once.
        self._question = call_of_batch(0, options.timeout, None, kinds)
        self._http = http
        self._apart = http.apart(self._question)
        self._poll = AsyncExecutor(self._apart, settings)
        self._main = main
        self._settings = settings
        self._kinds = kinds

    def closed(self) -> SchedbotError | None:
        """The error of all calls once the client is closed; None before that."""
        return client_closed(self._question) if self._http.is_closed else None

    async def fetch(self, ask: Poll) -> list[Received] | SchedbotError:
        """Poll Telegram once."""
        call = call_of_batch(ask.offset, ask.timeout, ask.limit, self._kinds)
        return await self._poll.outcome(call, _ASKED_ONCE)

    def waits(self, came: SchedbotError, seconds: float) -> None:
        """Tell the user's hook that the next try comes later."""
        self._settings.tell(_wait(came, seconds))

    async def confirm(self, offset: int) -> None:
        """Tell Telegram what is finished, as well as that is possible now."""
        await self._main.outcome(call_of_batch(offset, 0, 1, self._kinds), _GOODBYE)

    async def close(self) -> None:
        """Close the poll's own connection."""
        await self._apart.close()


def _wait(came: SchedbotError, seconds: float) -> CallEvent:
    last = came.attempts[-1] if came.attempts else None
    return CallEvent(
        kind="wait",
        service=SERVICE,
        operation="telegram.getUpdates",
        attempt=1,
        elapsed=0.0,
        status_code=came.status_code if isinstance(came, StatusError) else None,
        cause=last.cause if last else type(came).__name__,
        delay=seconds,
    )
