"""The functions that a user passes to send reminders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from schedbot_sdk.reminders.due import DueReminder

__all__ = ["AsyncSendReminder", "SendReminder"]

SendReminder: TypeAlias = Callable[[DueReminder], object]
"""The `send` of `Reminders`: called with each reminder that is due. Its return value is ignored."""

AsyncSendReminder: TypeAlias = Callable[[DueReminder], Awaitable[object]]
"""The `send` of `AsyncReminders`: called with each reminder that is due, and awaited."""
