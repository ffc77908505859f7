"""A bot's state on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schedbot_sdk.testing.servers.chats import Chats
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.update_queue import UpdateQueue

__all__ = ["Bot", "Method"]


@dataclass(slots=True)
class Bot:
    """The state of a bot; its owner's lock guards it."""

    profile: Mapping[str, object]
    """The Bot API's User of the bot."""
    chats: Chats
    """The chats that the bot can write to, and its actions."""
    queue: UpdateQueue
    """The pending updates."""
    commands: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """The commands from setMyCommands."""
    webhook: str = ""
    """The address that a webhook was set to."""
    webhook_settings: dict[str, object] = field(default_factory=dict[str, object])
    """What else `getWebhookInfo` says of it."""


Method = Callable[[Bot, Parameters, int], object]
"""A method of the Bot API: a function of the bot, the parameters and the Unix time in seconds to the result.

Raises:
    ApiError: Telegram's error.
"""
