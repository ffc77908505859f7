"""Arguments that many Bot API methods share: the chat, the keyboard, the reply."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.keyboards import check_markup
from schedbot_sdk.testing.servers.parameters import Parameters

__all__ = ["chat_of", "editable_message_of", "extra_of", "message_of", "reply_of", "sendable_chat_of"]


def chat_of(bot: Bot, parameters: Parameters, name: str = "chat_id") -> int:
    """The chat that is meant.

    Raises:
        ApiError: It is missing or unknown, or the group became a supergroup; then the error has the new id.
    """
    told = parameters.text(name).strip()
    if not told:
        raise ApiError(400, f"Bad Request: {name} is empty")
    chat_id = bot.chats.chat_id_of(told[1:]) if told.startswith("@") else parameters.identifier(name)
    moved_to = None if chat_id is None else bot.chats.moved_to(chat_id)
    if moved_to is not None:
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, description, {"migrate_to_chat_id": moved_to})
    if chat_id is None or not bot.chats.knows(chat_id):
        raise ApiError(400, "Bad Request: chat not found")
    return chat_id


def sendable_chat_of(bot: Bot, parameters: Parameters) -> int:
    """The id of the chat, if the bot can write to it.

    Raises:
        ApiError: As in `chat_of`, or the person blocked the bot, or the bot is not a member of the group.
    """
    chat_id = chat_of(bot, parameters)
    if reason := bot.chats.forbidden_reason(chat_id):
        raise ApiError(403, f"Forbidden: {reason}")
    return chat_id


def message_of(bot: Bot, parameters: Parameters, purpose: str, chat: str = "chat_id") -> Mapping[str, object]:
    """The message that is meant.

    Raises:
        ApiError: As `chat_of`, or the message is unknown.
    """
    chat_id = chat_of(bot, parameters, chat)
    if not parameters.text("message_id"):
        raise ApiError(400, "Bad Request: message identifier is not specified")
    message = bot.chats.message(chat_id, parameters.identifier("message_id") or 0)
    if message is None:
        raise ApiError(400, f"Bad Request: message to {purpose} not found")
    return message


def editable_message_of(bot: Bot, parameters: Parameters) -> Mapping[str, object]:
    """The message that is meant, which the bot must have written.

    Raises:
        ApiError: As `message_of`, or the bot did not write the message.
    """
    message = message_of(bot, parameters, "edit")
    if not bot.chats.is_bots(message):
        raise ApiError(400, "Bad Request: message can't be edited")
    return message


def extra_of(parameters: Parameters) -> dict[str, object]:
    """The message's fields for the keyboard.

    Raises:
        ApiError: The keyboard is malformed.
    """
    extra: dict[str, object] = {}
    if parameters.text("reply_markup"):
        markup = parameters.value("reply_markup")
        if markup is None:
            raise ApiError(400, "Bad Request: can't parse reply keyboard markup JSON object")
        check_markup(markup)
        # Only an inline keyboard is part of the message; the others belong to the chat.
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            extra["reply_markup"] = markup
    return extra


def reply_of(bot: Bot, chat_id: int, parameters: Parameters) -> dict[str, object]:
    """The message's fields for the message that it replies to.

    Raises:
        ApiError: The message does not exist, or the parameters are malformed.
    """
    if not parameters.text("reply_parameters"):
        return {}
    reply: JsonValue = parameters.value("reply_parameters")
    if reply is None:
        raise ApiError(400, "Bad Request: can't parse reply parameters JSON object")
    if not isinstance(reply, dict):
        raise ApiError(400, "Bad Request: object expected as reply parameters")
    message_id = reply.get("message_id")
    replied = bot.chats.message(chat_id, message_id) if isinstance(message_id, int) else None
    if replied is not None:
        return {"reply_to_message": {name: value for name, value in replied.items() if name != "reply_to_message"}}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise ApiError(400, "Bad Request: message to be replied not found")
