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
    """Identifies the message of a schedule. After an edit or a crash the same message gives the same uids."""

    bot: str = Field(pattern=r"^@?\w+$")
    """The bot's username or id. A bot token is refused."""
    chat_id: int
    """The id of the chat."""
    message_id: int
    """The message's id in the chat."""

    @classmethod
    def of(cls, bot: str, message: Message) -> Source:
        """Return the source for a Telegram message.

        Args:
            bot: The bot's username or id; always pass the same one.
            message: The message, new or edited: an edit keeps the id.
        """
        return cls(bot=bot, chat_id=message.chat.id, message_id=message.message_id)

    def uid(self, index: int) -> str:
        """Return the uid of the event at `index`, counted from 0: the same UUID every time (RFC 9562, version 5).

        Raises:
            ConfigurationError: `index` is below 0.
        """
        if index < 0:
            raise ConfigurationError("index: pass the event's index, counted from 0")
        return str(uuid.uuid5(_NAMESPACE, f"{self.chat_id}:{self.message_id}:{index}:{self.bot}"))
