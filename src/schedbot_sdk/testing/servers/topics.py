"""The topics of a forum: the topic of a message, and `createForumTopic`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from schedbot_sdk.testing.servers.arguments import sendable_chat_of
from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.parameters import Parameters

__all__ = ["create_forum_topic", "thread_of"]

_ICON_COLOR: Final = 0x6FB9F0
_NAME_LETTERS: Final = 128


def thread_of(bot: Bot, chat_id: int, parameters: Parameters, reply: Mapping[str, object]) -> dict[str, object]:
    """The fields for the topic of a message: the given topic, or that of the message it replies to.

    Raises:
        ApiError: The chat does not have the topic.
    """
    thread_id = parameters.integer("message_thread_id")
    if thread_id:
        if not bot.chats.has_topic(chat_id, thread_id):
            raise ApiError(400, "Bad Request: message thread not found")
        return {"message_thread_id": thread_id, "is_topic_message": True}
    answered = cast("Mapping[str, object]", reply.get("reply_to_message", {}))
    if answered.get("is_topic_message"):
        return {"message_thread_id": answered["message_thread_id"], "is_topic_message": True}
    return {}


def create_forum_topic(bot: Bot, parameters: Parameters, now: int) -> object:
    """Create a topic in a forum."""
    chat_id = sendable_chat_of(bot, parameters)
    name = parameters.text("name").strip()
    if not bot.chats.chat(chat_id).get("is_forum"):
        raise ApiError(400, "Bad Request: the chat is not a forum")
    if not name:
        raise ApiError(400, "Bad Request: title must be non-empty")
    topic: dict[str, object] = {
        "name": name[:_NAME_LETTERS],
        "icon_color": parameters.integer("icon_color", _ICON_COLOR),
    }
    thread_id = bot.chats.create_topic(chat_id, now, topic)
    return {"message_thread_id": thread_id, **topic}
