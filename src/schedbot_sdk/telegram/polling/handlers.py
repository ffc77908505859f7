"""Calls the functions that a user passed to a poll, with one update."""

from __future__ import annotations

from schedbot_sdk.telegram.handlers.checks import await_if_needed, awaitable_result, check_result
from schedbot_sdk.telegram.handlers.types import AsyncFailureHook, AsyncHandler, FailureHook, Handler
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.types.update import Update

__all__ = ["handle", "handle_async"]


def handle(item: WorkItem, handler: Handler | None, hook: FailureHook | None) -> None:
    """Call the handler; for an item that is given up, the failure hook.

    Raises:
        WrongHandlerError: The function is async, or a generator function.
        Exception: What the function raised.
    """
    update = item.received.update
    if item.error is not None:
        if hook is not None:
            check_result("on_failure", hook(update, item.error))
    elif handler is not None and isinstance(update, Update):
        check_result("handler", handler(update))


async def handle_async(item: WorkItem, handler: AsyncHandler | None, hook: AsyncFailureHook | None) -> None:
    """Call the handler, and await it; for an item that is given up, the failure hook.

    Raises:
        WrongHandlerError: The handler is a plain function, or one of them is a generator function.
        Exception: What the function raised.
    """
    update = item.received.update
    if item.error is not None:
        if hook is not None:
            await await_if_needed("on_failure", hook(update, item.error))
    elif handler is not None and isinstance(update, Update):
        await awaitable_result("handler", handler(update))
