"""The types of the functions that a user passes to a poll or a store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, TypeAlias

from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AsyncFailureHook", "AsyncHandler", "FailureHook", "Handler", "OnError"]

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
