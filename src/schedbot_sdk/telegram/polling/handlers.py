"""The functions that a user passes to a poll: their types, and how they are called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, TypeAlias

from schedbot_sdk.telegram.polling.arguments import await_if_needed, awaitable_result, check_result
from schedbot_sdk.telegram.polling.chat_queues import WorkItem
from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AsyncFailureHook", "AsyncHandler", "FailureHook", "Handler", "OnError", "handle", "handle_async"]

Handler: TypeAlias = Callable[[Update], object]
"""The handler of `TelegramClient.poll`: called with each update. Its return value is ignored."""

AsyncHandler: TypeAlias = Callable[[Update], Awaitable[object]]
"""The handler of `AsyncTelegramClient.poll`: called with each update, and awaited."""

FailureHook: TypeAlias = Callable[[Update | UnparsedUpdate, Exception], object]
"""The `on_failure` of `TelegramClient`: called with an update that is given up, and the error."""

AsyncFailureHook: TypeAlias = Callable[[Update | UnparsedUpdate, Exception], Awaitable[object]]
"""The `on_failure` of `AsyncTelegramClient`: called with an update that is given up, and the error, and awaited."""

OnError: TypeAlias = Literal["dead_letter", "stop"]
"""`"dead_letter"` keeps an update that cannot be handled in the store; `"stop"` ends the poll with its error."""


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
