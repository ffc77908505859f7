"""Handles dead letters again."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Final

from schedbot_sdk._core import runtime
from schedbot_sdk.telegram.handlers.checks import WrongHandlerError, awaitable_result, check_function, check_result
from schedbot_sdk.telegram.handlers.log import log_error
from schedbot_sdk.telegram.handlers.types import AsyncHandler, Handler
from schedbot_sdk.telegram.stores.dead_letter import DeadLetter
from schedbot_sdk.telegram.types.update import Update

__all__ = ["ReplayableStore"]

_FAILED: Final = "the handler failed again with update %d; it stays a dead letter"


class ReplayableStore(ABC):
    """A store whose dead letters can be handled again."""

    @abstractmethod
    def dead_letters(self) -> list[DeadLetter]:
        """Return the updates that were given up, oldest first."""

    @abstractmethod
    def replace_dead_letter(self, dead_letter: DeadLetter) -> None:
        """Replace the dead letter with the same key, if there is one."""

    @abstractmethod
    def remove_dead_letter(self, key: str) -> None:
        """Remove a dead letter without handling it."""

    def replay(self, handler: Handler) -> int:
        """Call a handler with each update that was given up, oldest first, and remove those that it handles.

        An update that fails again is logged and stays, with one more attempt. One that cannot be read stays too.
        If the process ends before the store has removed an update, the next replay handles it again.

        Args:
            handler: Called with each update.

        Returns:
            How many updates were handled.

        Raises:
            WrongHandlerError: The handler is an async function, or a generator function.
        """
        check_function("handler", handler, is_plain=True, parameters=1)
        handled = 0
        for dead_letter in self.dead_letters():
            update = dead_letter.update
            if not isinstance(update, Update):
                continue
            try:
                check_result("handler", handler(update))
            except WrongHandlerError:
                raise
            except Exception as error:
                self._failed(dead_letter, error)
            else:
                self.remove_dead_letter(dead_letter.key)
                handled += 1
        return handled

    async def replay_async(self, handler: AsyncHandler) -> int:
        """Like `replay`, for an async handler.

        Args:
            handler: Called with each update, and awaited.

        Returns:
            How many updates were handled.

        Raises:
            WrongHandlerError: The handler is not an async function.
        """
        check_function("handler", handler, is_plain=False, parameters=1)
        handled = 0
        for dead_letter in await asyncio.to_thread(self.dead_letters):
            update = dead_letter.update
            if not isinstance(update, Update):
                continue
            try:
                await awaitable_result("handler", handler(update))
            except WrongHandlerError:
                raise
            except Exception as error:
                await asyncio.to_thread(self._failed, dead_letter, error)
            else:
                await asyncio.to_thread(self.remove_dead_letter, dead_letter.key)
                handled += 1
        return handled

    def _failed(self, dead_letter: DeadLetter, error: Exception) -> None:
        log_error(_FAILED, error, dead_letter.update_id)
        now = runtime.SYSTEM.time()
        self.replace_dead_letter(
            replace(dead_letter, reason=type(error).__name__, attempts=dead_letter.attempts + 1, time=now)
        )
