"""The Bot API's methods: functions of the bot's state and the parameters, which return a result or raise `ApiError`.

`getUpdates` waits, so it has its own file: `get_updates.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.arguments import (
    editable_message_of,
    extra_of,
    message_of,
    reply_of,
    sendable_chat_of,
)
from schedbot_sdk.testing.servers.bot import Bot, Method
from schedbot_sdk.testing.servers.documents import get_file, send_document
from schedbot_sdk.testing.servers.entities import utf16_length
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.media import send_media_group, send_photo, send_voice
from schedbot_sdk.testing.servers.messages import (
    copy_message,
    forward_message,
    get_chat,
    pin_chat_message,
    set_message_reaction,
)
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.texts import caption_of, text_of
from schedbot_sdk.testing.servers.topics import create_forum_topic, thread_of
from schedbot_sdk.testing.servers.webhooks import delete_webhook, get_webhook_info, set_webhook

__all__ = ["METHODS"]

_ANSWER_UNITS: Final = 200
_COMMAND: Final = re.compile("[a-z0-9_]{1,32}")
_DESCRIPTION_LETTERS: Final = 256
_NOT_MODIFIED: Final = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)


def _get_me(bot: Bot, _: Parameters, __: int) -> object:
    return {**bot.profile, "can_join_groups": True, "supports_inline_queries": False}


def _send_message(bot: Bot, parameters: Parameters, now: int) -> object:
    text = text_of(bot, parameters)
    chat_id = sendable_chat_of(bot, parameters)
    reply = reply_of(bot, chat_id, parameters)
    content = text | extra_of(parameters) | reply | thread_of(bot, chat_id, parameters, reply)
    return bot.chats.send("sendMessage", chat_id, now, content)


def _edit_message_text(bot: Bot, parameters: Parameters, now: int) -> object:
    text = text_of(bot, parameters)
    message = editable_message_of(bot, parameters)
    if "text" not in message:
        raise ApiError(400, "Bad Request: there is no text in the message to edit")
    return _edited(bot.chats.edit("editMessageText", message, now, text | extra_of(parameters)))


def _edit_message_caption(bot: Bot, parameters: Parameters, now: int) -> object:
    caption = caption_of(bot, parameters)
    message = editable_message_of(bot, parameters)
    if "document" not in message:
        raise ApiError(400, "Bad Request: there is no caption in the message to edit")
    return _edited(bot.chats.edit("editMessageCaption", message, now, caption | extra_of(parameters)))


def _edit_message_reply_markup(bot: Bot, parameters: Parameters, now: int) -> object:
    message = editable_message_of(bot, parameters)
    content = {name: message[name] for name in ("text", "entities", "caption", "caption_entities") if name in message}
    return _edited(bot.chats.edit("editMessageReplyMarkup", message, now, content | extra_of(parameters)))


def _delete_message(bot: Bot, parameters: Parameters, _: int) -> object:
    bot.chats.delete(message_of(bot, parameters, "delete"))
    return True


def _answer_callback_query(bot: Bot, parameters: Parameters, _: int) -> object:
    text = parameters.text("text")
    if utf16_length(text) > _ANSWER_UNITS:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    if not bot.chats.answer_query(parameters.text("callback_query_id"), text):
        raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    return True


def _send_chat_action(bot: Bot, parameters: Parameters, _: int) -> object:
    chat_id = sendable_chat_of(bot, parameters)
    action = parameters.text("action")
    if not action:
        raise ApiError(400, "Bad Request: wrong parameter action in request")
    thread = thread_of(bot, chat_id, parameters, {})
    bot.chats.show_action(chat_id, action, cast("int | None", thread.get("message_thread_id")))
    return True


def _set_my_commands(bot: Bot, parameters: Parameters, _: int) -> object:
    commands = parameters.value("commands")
    if commands is None:
        raise ApiError(400, "Bad Request: can't parse commands JSON object")
    if not isinstance(commands, list):
        raise ApiError(400, "Bad Request: expected an Array of BotCommand")
    bot.commands = [_command(item) for item in commands]
    return True


def _command(item: JsonValue) -> dict[str, str]:
    if not isinstance(item, dict):
        raise ApiError(400, "Bad Request: can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in item:
            raise ApiError(400, f"Bad Request: can't parse BotCommand: Can't find field \"{name}\"")
    command, description = str(item["command"]).removeprefix("/"), str(item["description"]).strip()
    if not _COMMAND.fullmatch(command):
        raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= _DESCRIPTION_LETTERS:
        raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _get_my_commands(bot: Bot, _: Parameters, __: int) -> object:
    return bot.commands


METHODS: Final[Mapping[str, Method]] = {
    "answercallbackquery": _answer_callback_query,
    "createforumtopic": create_forum_topic,
    "deletemessage": _delete_message,
    "deletewebhook": delete_webhook,
    "copymessage": copy_message,
    "editmessagecaption": _edit_message_caption,
    "editmessagereplymarkup": _edit_message_reply_markup,
    "editmessagetext": _edit_message_text,
    "forwardmessage": forward_message,
    "getchat": get_chat,
    "getfile": get_file,
    "getme": _get_me,
    "getmycommands": _get_my_commands,
    "getwebhookinfo": get_webhook_info,
    "pinchatmessage": pin_chat_message,
    "sendchataction": _send_chat_action,
    "senddocument": send_document,
    "sendmediagroup": send_media_group,
    "sendmessage": _send_message,
    "sendphoto": send_photo,
    "sendvoice": send_voice,
    "setmessagereaction": set_message_reaction,
    "setmycommands": _set_my_commands,
    "setwebhook": set_webhook,
}
"""The methods by name in lower case: Telegram ignores the case of a name."""


def _edited(message: Mapping[str, object] | None) -> Mapping[str, object]:
    if message is None:
        raise ApiError(400, _NOT_MODIFIED)
    return message
