"""Pins, reactions, forwards and copies of messages that exist. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from schedbot_sdk.testing.servers.arguments import chat_of, extra_of, message_of, reply_of, sendable_chat_of
from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.texts import caption_of
from schedbot_sdk.testing.servers.topics import thread_of

__all__ = ["copy_message", "forward_message", "get_chat", "pin_chat_message", "set_message_reaction"]

_OWN: Final = frozenset(
    {
        "message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_to_message", "reply_markup",
        "media_group_id", "message_thread_id", "is_topic_message", "forward_origin",
    }
)  # fmt: skip
"""The fields of a message itself; a copy has the other ones, its content."""
_CHAT_SETTINGS: Final[Mapping[str, object]] = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
    ),
}


def get_chat(bot: Bot, parameters: Parameters, _: int) -> object:
    """The Bot API's ChatFullInfo."""
    chat_id = chat_of(bot, parameters)
    pinned = bot.chats.pinned_message(chat_id)
    return {**bot.chats.chat(chat_id), **_CHAT_SETTINGS, **({} if pinned is None else {"pinned_message": pinned})}


def pin_chat_message(bot: Bot, parameters: Parameters, _: int) -> object:
    """Pin a message; `getChat` shows the last one."""
    bot.chats.pin(message_of(bot, parameters, "pin"))
    return True


def set_message_reaction(bot: Bot, parameters: Parameters, _: int) -> object:
    """Set the bot's reaction, or remove it."""
    message = message_of(bot, parameters, "react")
    reactions = parameters.value("reaction")
    if reactions is None and parameters.text("reaction"):
        raise ApiError(400, "Bad Request: can't parse reaction types JSON object")
    if reactions is not None and not isinstance(reactions, list):
        raise ApiError(400, "Bad Request: expected an Array of ReactionType")
    names = [_reaction(item) for item in reactions or []]
    if len(names) > 1:
        raise ApiError(400, "Bad Request: REACTIONS_TOO_MANY")
    bot.chats.react(message, "".join(names))
    return True


def _reaction(item: JsonValue) -> str:
    reaction = item if isinstance(item, dict) else {}
    names = {"emoji": reaction.get("emoji"), "custom_emoji": reaction.get("custom_emoji_id")}
    name = names.get(str(reaction.get("type")))
    if not isinstance(name, str) or not name:
        raise ApiError(400, "Bad Request: REACTION_INVALID")
    return name


def forward_message(bot: Bot, parameters: Parameters, now: int) -> object:
    """The new message, with where it comes from."""
    message = message_of(bot, parameters, "forward", "from_chat_id")
    origin = message.get("forward_origin") or _origin(message)
    return _send_again(bot, "forwardMessage", parameters, now, {**_content(message), "forward_origin": origin})


def copy_message(bot: Bot, parameters: Parameters, now: int) -> object:
    """The Bot API's MessageId of the new message."""
    content = _content(message_of(bot, parameters, "copy", "from_chat_id"))
    if "text" not in content and parameters.text("caption"):
        content = {name: value for name, value in content.items() if name != "caption_entities"}
        content |= caption_of(bot, parameters)
    copy = _send_again(bot, "copyMessage", parameters, now, content)
    return {"message_id": copy["message_id"]}


def _send_again(
    bot: Bot, method: str, parameters: Parameters, now: int, content: Mapping[str, object]
) -> Mapping[str, object]:
    chat_id = sendable_chat_of(bot, parameters)
    reply = reply_of(bot, chat_id, parameters)
    extra = extra_of(parameters) | reply | thread_of(bot, chat_id, parameters, reply)
    return bot.chats.send(method, chat_id, now, {**content, **extra})


def _content(message: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in message.items() if name not in _OWN}


def _origin(message: Mapping[str, object]) -> dict[str, object]:
    if "sender_chat" in message:
        return {"type": "channel", "chat": message["chat"], **{name: message[name] for name in ("message_id", "date")}}
    return {"type": "user", "sender_user": message["from"], "date": message["date"]}
