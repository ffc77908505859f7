"""The functions that a user hands to a poll."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, TypeAlias

from schedbot_sdk.telegram.types.decode_batch import UnparsedUpdate
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AsyncFailureHook", "AsyncHandler", "FailureHook", "Handler", "OnError"]

Handler: TypeAlias = Callable[[Update], object]
"""What `TelegramClient.poll` calls with each update; what it returns is ignored."""

AsyncHandler: TypeAlias = Callable[[Update], Awaitable[object]]
"""What `AsyncTelegramClient.poll` calls with each update, and awaits."""

FailureHook: TypeAlias = Callable[[Update | UnparsedUpdate, Exception], object]
"""The `on_failure` of `TelegramClient`: called with an update that is given up, and the error."""

AsyncFailureHook: TypeAlias = Callable[[Update | UnparsedUpdate, Exception], Awaitable[object]]
"""The `on_failure` of `AsyncTelegramClient`: called with an update that is given up, and the error, and awaited."""

OnError: TypeAlias = Literal["dead_letter", "stop"]
"""What becomes of an update that cannot be handled: it is kept in the store, or the poll ends."""
