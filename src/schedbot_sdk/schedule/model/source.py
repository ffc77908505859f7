"""The message that a schedule was made from."""

from __future__ import annotations

import uuid
from typing import Final

from pydantic import Field

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.base import ScheduleModel
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["Source"]

_NAMESPACE: Final = uuid.UUID("cd8923c7-5b32-4370-996e-9bf42f0acfb7")


class Source(ScheduleModel, frozen=True):
    """Which message of which chat: what comes of it anew, after an edit or a crash, has the same uids."""

    bot: str = Field(pattern=r"^@?\w+$", description="the bot's username or id; its token is refused")
    chat_id: int
    message_id: int

    @classmethod
    def of(cls, bot: str, message: Message) -> Source:
        """The source that a message of Telegram is.

        Args:
            bot: The bot's username or id, always the same one.
            message: A new message or an edited one, which has the same id.
        """
        return cls(bot=bot, chat_id=message.chat.id, message_id=message.message_id)

    def uid(self, index: int) -> str:
        """Name the event that stands at `index`, counted from 0: the same UUID every time (RFC 9562, version 5).

        Raises:
            ConfigurationError: `index` is below 0.
        """
        if index < 0:
            raise ConfigurationError("index: pass the event's place, counted from 0")
        return str(uuid.uuid5(_NAMESPACE, f"{self.chat_id}:{self.message_id}:{index}:{self.bot}"))
