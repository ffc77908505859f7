"""The Bot API's methods on plain data: parameters in, a result or an `ApiError` out; only the chats change.

`getUpdates` is not here: it waits, so the server itself has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from schedbot_sdk.testing.servers.chats import Chats
from schedbot_sdk.testing.servers.parameters import Parameters

__all__ = ["METHODS", "ApiError", "Bot"]

_TEXT_UNITS: Final = 4096
_ANSWER_UNITS: Final = 200


class ApiError(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(slots=True)
class Bot:
    """One bot's state on the server."""

    profile: Mapping[str, object]
    chats: Chats
    commands: list[JsonValue] = field(default_factory=list[JsonValue])


Method = Callable[[Bot, Parameters, int], object]


def _get_me(bot: Bot, _: Parameters, __: int) -> object:
    return {**bot.profile, "can_join_groups": True, "supports_inline_queries": False}


def _send_message(bot: Bot, parameters: Parameters, now: int) -> object:
    text = _text(parameters)
    chat_id = _chat(bot, parameters)
    extra = _extra(parameters)
    reply = parameters.value("reply_parameters")
    if isinstance(reply, dict):
        extra |= _reply(bot, chat_id, reply)
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
    if not isinstance(commands, list):
        raise ApiError(400, "Bad Request: can't parse commands JSON object")
    bot.commands = commands
    return True


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
    markup = parameters.value("reply_markup")
    if isinstance(markup, dict) and "inline_keyboard" in markup:
        extra["reply_markup"] = markup
    elif parameters.text("reply_markup") and markup is None:
        raise ApiError(400, "Bad Request: can't parse reply keyboard markup JSON object")
    entities = parameters.value("entities")
    if isinstance(entities, list) and entities:
        extra["entities"] = entities
    return extra


def _reply(bot: Bot, chat_id: int, reply: Mapping[str, JsonValue]) -> dict[str, object]:
    message_id = reply.get("message_id")
    answered = bot.chats.message(chat_id, message_id) if isinstance(message_id, int) else None
    if answered is not None:
        return {"reply_to_message": {name: value for name, value in answered.items() if name != "reply_to_message"}}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise ApiError(400, "Bad Request: message to be replied not found")
