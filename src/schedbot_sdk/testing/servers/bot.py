"""A bot's state on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schedbot_sdk.testing.servers.chats import Chats
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.updates import UpdateQueue

__all__ = ["Bot", "Method"]


@dataclass(slots=True)
class Bot:
    """What the server knows about a bot; guarded by its owner's lock."""

    profile: Mapping[str, object]
    chats: Chats
    queue: UpdateQueue
    commands: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    webhook: str = ""
    """The address that a webhook was set to."""
    webhook_settings: dict[str, object] = field(default_factory=dict[str, object])
    """What else `getWebhookInfo` says of it."""


Method = Callable[[Bot, Parameters, int], object]
"""A method of the Bot API: what it is asked, and Unix time in seconds, to its result.

Raises:
    ApiError: Telegram's words for what is wrong.
"""
