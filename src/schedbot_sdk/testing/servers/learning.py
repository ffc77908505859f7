"""Reads chats, users, topics, messages and open queries from a pushed update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from schedbot_sdk.testing.servers.chats import Chats

__all__ = ["learn"]

_NAMED_CHATS = ("chat", "voter_chat", "actor_chat", "sender_chat")
_NAMED_USERS = ("from", "user")


def learn(chats: Chats, update: Mapping[str, object]) -> None:
    """Add the contents of an update to the known chats, so that the bot can answer. Malformed parts are ignored."""
    for kind, value in update.items():
        payload = _object(value)
        if payload is None:
            continue
        messages = list(_messages(payload))
        for each in (payload, *messages):
            _add_senders(chats, each)
        for message in messages:
            _keep(chats, message)
        if kind == "my_chat_member":
            _set_bot_status(chats, payload)
        elif kind == "callback_query":
            _open(chats, payload)


def _messages(payload: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The update's own message, and the message that it refers to."""
    for message in (payload, _object(payload.get("message"))):
        if message is not None and _identified(message.get("chat")) and _number(message.get("message_id")) is not None:
            yield message


def _add_senders(chats: Chats, payload: Mapping[str, object]) -> None:
    for name in _NAMED_USERS:
        if (user := _identified(payload.get(name))) is not None:
            chats.add_user(user)
    for name in _NAMED_CHATS:
        if (chat := _identified(payload.get(name))) is not None:
            chats.add_chat(chat)
    # A bot may write to users who ask to join, in their private chat.
    private, user = _number(payload.get("user_chat_id")), _identified(payload.get("from"))
    if private is not None and user is not None:
        names = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
        chats.add_chat({"id": private, **names, "type": "private"})


def _keep(chats: Chats, message: Mapping[str, object]) -> None:
    chat_id = cast("int", cast("Mapping[str, object]", message["chat"])["id"])
    chats.keep(message)
    thread_id = _number(message.get("message_thread_id"))
    if thread_id is not None:
        chats.add_topic(chat_id, thread_id)
    to, origin = _number(message.get("migrate_to_chat_id")), _number(message.get("migrate_from_chat_id"))
    if to is not None:
        chats.migrate(chat_id, to)
    if origin is not None:
        chats.migrate(origin, chat_id)


def _set_bot_status(chats: Chats, payload: Mapping[str, object]) -> None:
    chat, member = _identified(payload.get("chat")), _object(payload.get("new_chat_member"))
    if chat is not None and member is not None:
        chats.set_bot_status(cast("int", chat["id"]), str(member.get("status", "")))


def _open(chats: Chats, query: Mapping[str, object]) -> None:
    query_id, user, message = query.get("id"), _identified(query.get("from")), _object(query.get("message"))
    chat = user if message is None else _identified(message.get("chat"))
    if isinstance(query_id, str) and chat is not None:
        chats.open_query(query_id, cast("int", chat["id"]))


def _object(value: object) -> Mapping[str, object] | None:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _identified(value: object) -> Mapping[str, object] | None:
    """An object with an id; None for anything else."""
    match = _object(value)
    return match if match is not None and _number(match.get("id")) is not None else None
