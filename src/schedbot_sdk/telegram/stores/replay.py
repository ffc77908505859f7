"""Handle dead letters again."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Final

from schedbot_sdk._core import runtime
from schedbot_sdk.telegram.polling.arguments import WrongHandlerError, awaited, check_done, check_function
from schedbot_sdk.telegram.polling.dead_letter import DeadLetter
from schedbot_sdk.telegram.polling.handlers import AsyncHandler, Handler
from schedbot_sdk.telegram.polling.log import log_error
from schedbot_sdk.telegram.types.update import Update

__all__ = ["Replayable"]

_FAILED: Final = "the handler failed again with update %d; it stays a dead letter"


class Replayable(ABC):
    """A store whose dead letters can be handled again."""

    @abstractmethod
    def dead_letters(self) -> list[DeadLetter]:
        """The updates that were given up, oldest first."""

    @abstractmethod
    def keep_letter(self, letter: DeadLetter) -> None:
        """Write a letter anew that is in the store."""

    @abstractmethod
    def remove_letter(self, key: str) -> None:
        """Forget a letter: its update was handled, or nobody wants it."""

    def replay(self, handler: Handler) -> int:
        """Call a handler with each update that was given up, oldest first, and forget those that it handles.

        An update that fails again is logged, stays, and has one attempt more. One that cannot be read stays, too.
        A process that ends between the handler and the store leaves the letter: it is handled again then.

        Args:
            handler: Called with each update.

        Returns:
            How many updates were handled.

        Raises:
            WrongHandlerError: The handler is an async function, or yields.
        """
        check_function("handler", handler, is_plain=True, takes=1)
        handled = 0
        for letter in self.dead_letters():
            update = letter.update
            if not isinstance(update, Update):
                continue
            try:
                check_done("handler", handler(update))
            except WrongHandlerError:
                raise
            except Exception as error:
                self._failed(letter, error)
            else:
                self.remove_letter(letter.key)
                handled += 1
        return handled

    async def replay_async(self, handler: AsyncHandler) -> int:
        """The same as `replay` for an async handler.

        Args:
            handler: Called with each update, and awaited.

        Returns:
            How many updates were handled.

        Raises:
            WrongHandlerError: The handler is not an async function.
        """
        check_function("handler", handler, is_plain=False, takes=1)
        handled = 0
        for letter in await asyncio.to_thread(self.dead_letters):
            update = letter.update
            if not isinstance(update, Update):
                continue
            try:
                await awaited("handler", handler(update))
            except WrongHandlerError:
                raise
            except Exception as error:
                await asyncio.to_thread(self._failed, letter, error)
            else:
                await asyncio.to_thread(self.remove_letter, letter.key)
                handled += 1
        return handled

    def _failed(self, letter: DeadLetter, error: Exception) -> None:
        log_error(_FAILED, error, letter.update_id)
        now = runtime.SYSTEM.time()
        self.keep_letter(replace(letter, reason=type(error).__name__, attempts=letter.attempts + 1, time=now))
