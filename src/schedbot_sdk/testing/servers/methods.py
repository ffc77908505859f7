"""The Bot API's methods on plain data: parameters in, a result or an `ApiError` out; only the chats change.

`getUpdates` is not here: it waits, so the server itself has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from schedbot_sdk.testing.servers.chats import Chats
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.keyboards import check_markup
from schedbot_sdk.testing.servers.parameters import Parameters

__all__ = ["METHODS", "Bot"]

_TEXT_UNITS: Final = 4096
_ANSWER_UNITS: Final = 200
_COMMAND: Final = re.compile("[a-z0-9_]{1,32}")
_DESCRIPTION_LETTERS: Final = 256


@dataclass(slots=True)
class Bot:
    """One bot's state on the server."""

    profile: Mapping[str, object]
    chats: Chats
    commands: list[dict[str, str]] = field(default_factory=list[dict[str, str]])


Method = Callable[[Bot, Parameters, int], object]


def _get_me(bot: Bot, _: Parameters, __: int) -> object:
    return {**bot.profile, "can_join_groups": True, "supports_inline_queries": False}


def _send_message(bot: Bot, parameters: Parameters, now: int) -> object:
    text = _text(parameters)
    chat_id = _chat(bot, parameters)
    extra = _extra(parameters)
    if parameters.text("reply_parameters"):
        extra |= _reply(bot, chat_id, parameters.value("reply_parameters"))
    return bot.chats.send(chat_id, text, now, extra)


def _edit_message_text(bot: Bot, parameters: Parameters, now: int) -> object:
    text = _text(parameters)
    chat_id = _chat(bot, parameters)
    message = bot.chats.message(chat_id, parameters.identifier("message_id") or 0)
    if message is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    if not bot.chats.is_bots(message):
        raise ApiError(400, "Bad Request: message can't be edited")
    edited = bot.chats.edit(message, text, now, _extra(parameters))
    if edited is None:
        raise ApiError(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message",
        )
    return edited


def _answer_callback_query(bot: Bot, parameters: Parameters, _: int) -> object:
    text = parameters.text("text")
    if _units(text) > _ANSWER_UNITS:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    if not bot.chats.answer_query(parameters.text("callback_query_id"), text):
        raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    return True


def _send_chat_action(bot: Bot, parameters: Parameters, _: int) -> object:
    chat_id = _chat(bot, parameters)
    action = parameters.text("action")
    if not action:
        raise ApiError(400, "Bad Request: wrong parameter action in request")
    bot.chats.show_action(chat_id, action)
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


def _get_chat(bot: Bot, parameters: Parameters, _: int) -> object:
    return bot.chats.chat(_chat(bot, parameters))


def _delete_webhook(_: Bot, __: Parameters, ___: int) -> object:
    return True


METHODS: Final[Mapping[str, Method]] = {
    "answercallbackquery": _answer_callback_query,
    "deletewebhook": _delete_webhook,
    "editmessagetext": _edit_message_text,
    "getchat": _get_chat,
    "getme": _get_me,
    "getmycommands": _get_my_commands,
    "sendchataction": _send_chat_action,
    "sendmessage": _send_message,
    "setmycommands": _set_my_commands,
}
"""By name in lower case: Telegram does not tell cases apart."""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _text(parameters: Parameters) -> str:
    text = parameters.text("text").strip()
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if _units(text) > _TEXT_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def _chat(bot: Bot, parameters: Parameters) -> int:
    if not parameters.text("chat_id"):
        raise ApiError(400, "Bad Request: chat_id is empty")
    chat_id = parameters.identifier("chat_id")
    if chat_id is None or not bot.chats.knows(chat_id):
        raise ApiError(400, "Bad Request: chat not found")
    return chat_id


def _extra(parameters: Parameters) -> dict[str, object]:
    extra: dict[str, object] = {}
    if parameters.text("reply_markup"):
        markup = parameters.value("reply_markup")
        if markup is None:
            raise ApiError(400, "Bad Request: can't parse reply keyboard markup JSON object")
        check_markup(markup)
        # Telegram shows only an inline keyboard again: the others belong to the chat.
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            extra["reply_markup"] = markup
    entities = parameters.value("entities")
    if isinstance(entities, list) and entities:
        extra["entities"] = entities
    return extra


def _reply(bot: Bot, chat_id: int, reply: JsonValue) -> dict[str, object]:
    if reply is None:
        raise ApiError(400, "Bad Request: can't parse reply parameters JSON object")
    if not isinstance(reply, dict):
        raise ApiError(400, "Bad Request: object expected as reply parameters")
    message_id = reply.get("message_id")
    answered = bot.chats.message(chat_id, message_id) if isinstance(message_id, int) else None
    if answered is not None:
        return {"reply_to_message": {name: value for name, value in answered.items() if name != "reply_to_message"}}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise ApiError(400, "Bad Request: message to be replied not found")
