"""How long the bot keeps at a message: through an outage of any length, and not for ever at what will never work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

from examples.schedule_bot.operator_log import log_given_up, log_tried_again
from schedbot_sdk import DeadlineExceededError, RateLimitError, ServerError, TransportError
from schedbot_sdk.telegram import Update

__all__ = ["ATTEMPTS", "Patience"]

ATTEMPTS: Final = 1000
"""For `poll`, whose waits between them make some four hours of these."""
_TRIES: Final = 3
_MAY_PASS: Final = (TransportError, ServerError, RateLimitError, DeadlineExceededError)


class Patience:
    """A handler that gives up by itself what does not pass by itself.

    Args:
        handler: What handles an update.
    """

    def __init__(self, handler: Callable[[Update], Awaitable[None]]) -> None:
        self._handler = handler
        self._failed: Counter[int] = Counter()

    async def handle(self, update: Update) -> None:
        """Handle an update; at its last try, what it fails with is for the operator alone.

        Raises:
            Exception: It is to be tried again.
        """
        number = update.update_id
        try:
            await self._handler(update)
        except _MAY_PASS as error:
            log_tried_again(update, error)
            raise
        except Exception as error:
            self._failed[number] += 1
            if self._failed[number] < _TRIES:
                raise
            await log_given_up(update, error)
        del self._failed[number]
