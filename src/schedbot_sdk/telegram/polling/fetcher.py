"""Fetches updates from Telegram for a poll: one attempt at a time, on a connection of its own."""

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
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import CallEvent, RetryPolicy
from schedbot_sdk.telegram.api.get_updates import call_of_batch
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["AsyncUpdateFetcher", "UpdateFetcher"]

_NO_RETRY: Final = RetryPolicy(max_attempts=1, quota=None)
"""The dispatcher decides about retries, without a limit of attempts."""
_POLL_OVERRIDES: Final = Overrides(retry=_NO_RETRY)
_CONFIRM_OVERRIDES: Final = Overrides(retry=_NO_RETRY, deadline=5.0)

_POLL_ENDED: Final = SchedbotError("the poll has ended")


class UpdateFetcher:
    """Fetches the updates of one bot.

    Args:
        main: The client's executor; polls get a connection of their own.
        settings: The client's settings.
        options: The options of the poll.

    Raises:
        ConfigurationError: The timeout or the kinds of update are invalid, or the client is closed.
    """

    def __init__(self, main: SyncExecutor, settings: Settings, options: PollOptions) -> None:
        self._kinds = options.allowed_updates
        # Built at once, so that wrong options raise before the first request.
        self._call = call_of_batch(0, options.timeout, None, self._kinds)
        self._is_closed = False
        self._executor = main.dedicated(self._call, replace(settings, on_event=self._on_event))
        self._results: queue.SimpleQueue[list[Received] | BaseException] = queue.SimpleQueue()
        self._main = main
        self._settings = settings

    def client_error(self) -> SchedbotError | None:
        """Return the error of all calls once the client is closed; None before that."""
        return client_closed(self._call) if self._main.is_closed else None

    def fetch(self, poll: Poll) -> list[Received] | SchedbotError:
        """Poll Telegram once."""
        if self._executor.ends_at_close:
            return self._fetch(poll)
        # The request of a user's own HTTP client cannot be interrupted: at the end its thread is left behind.
        run = partial(copy_context().run, self._put_result, poll)
        threading.Thread(target=run, name="schedbot-request", daemon=True).start()
        result = self._results.get()
        if isinstance(result, list | SchedbotError):
            return result
        raise result

    def report(self, event: CallEvent) -> None:
        """Call the user's `on_event`."""
        self._settings.notify(event)

    def confirm(self, offset: int) -> None:
        """Tell Telegram which updates are finished; a failure is ignored."""
        self._main.outcome(call_of_batch(offset, 0, 1, self._kinds), _CONFIRM_OVERRIDES)

    def close(self) -> None:
        """End the request that is open, from any thread."""
        self._is_closed = True
        self._executor.close()
        self._results.put(_POLL_ENDED)

    def _fetch(self, poll: Poll) -> list[Received] | SchedbotError:
        call = call_of_batch(poll.offset, poll.timeout, poll.limit, self._kinds)
        return self._executor.outcome(call, _POLL_OVERRIDES)

    def _put_result(self, poll: Poll) -> None:
        try:
            self._results.put(self._fetch(poll))
        except BaseException as error:  # raised by `fetch`
            self._results.put(error)

    def _on_event(self, event: CallEvent) -> None:
        # A request that ends because the poll is stopped has not failed.
        if not self._is_closed:
            self._settings.notify(event)


class AsyncUpdateFetcher:
    """The async twin of `UpdateFetcher`."""

    def __init__(self, main: AsyncExecutor, settings: Settings, options: PollOptions) -> None:
        self._kinds = options.allowed_updates
        # Built at once, so that wrong options raise before the first request.
        self._call = call_of_batch(0, options.timeout, None, self._kinds)
        self._executor = main.dedicated(self._call, settings)
        self._main = main
        self._settings = settings

    def client_error(self) -> SchedbotError | None:
        """Return the error of all calls once the client is closed; None before that."""
        return client_closed(self._call) if self._main.is_closed else None

    async def fetch(self, poll: Poll) -> list[Received] | SchedbotError:
        """Poll Telegram once."""
        call = call_of_batch(poll.offset, poll.timeout, poll.limit, self._kinds)
        return await self._executor.outcome(call, _POLL_OVERRIDES)

    def report(self, event: CallEvent) -> None:
        """Call the user's `on_event`."""
        self._settings.notify(event)

    async def confirm(self, offset: int) -> None:
        """Tell Telegram which updates are finished; a failure is ignored."""
        await self._main.outcome(call_of_batch(offset, 0, 1, self._kinds), _CONFIRM_OVERRIDES)

    async def close(self) -> None:
        """Close the connection of the poll."""
        await self._executor.close()
