"""What a pushed update tells the local Telegram: the chats, people, topics, messages and open queries in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from schedbot_sdk.testing.servers.chats import Chats

__all__ = ["learn"]

_NAMED_CHATS = ("chat", "voter_chat", "actor_chat", "sender_chat")
_NAMED_USERS = ("from", "user")


def learn(chats: Chats, update: Mapping[str, object]) -> None:
    """Know whatever an update tells of, so that the bot can answer it; what is malformed in it tells nothing."""
    for kind, value in update.items():
        told = _object(value)
        if told is None:
            continue
        messages = list(_messages(told))
        for each in (told, *messages):
            _meet(chats, each)
        for message in messages:
            _keep(chats, message)
        if kind == "my_chat_member":
            _see_status(chats, told)
        elif kind == "callback_query":
            _open(chats, told)


def _messages(told: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The message that an update is, and the one that it is about."""
    for message in (told, _object(told.get("message"))):
        if message is not None and _identified(message.get("chat")) and _number(message.get("message_id")) is not None:
            yield message


def _meet(chats: Chats, told: Mapping[str, object]) -> None:
    for name in _NAMED_USERS:
        if (user := _identified(told.get(name))) is not None:
            chats.meet_user(user)
    for name in _NAMED_CHATS:
        if (chat := _identified(told.get(name))) is not None:
            chats.meet_chat(chat)
    # Who asks to join may be written to, in the private chat with them.
    private, asking = _number(told.get("user_chat_id")), _identified(told.get("from"))
    if private is not None and asking is not None:
        names = {name: asking[name] for name in ("first_name", "last_name", "username") if name in asking}
        chats.meet_chat({"id": private, **names, "type": "private"})


def _keep(chats: Chats, message: Mapping[str, object]) -> None:
    chat_id = cast("int", cast("Mapping[str, object]", message["chat"])["id"])
    chats.keep(message)
    thread_id = _number(message.get("message_thread_id"))
    if thread_id is not None:
        chats.meet_topic(chat_id, thread_id)
    to, origin = _number(message.get("migrate_to_chat_id")), _number(message.get("migrate_from_chat_id"))
    if to is not None:
        chats.move(chat_id, to)
    if origin is not None:
        chats.move(origin, chat_id)


def _see_status(chats: Chats, told: Mapping[str, object]) -> None:
    chat, member = _identified(told.get("chat")), _object(told.get("new_chat_member"))
    if chat is not None and member is not None:
        chats.see_status(cast("int", chat["id"]), str(member.get("status", "")))


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
    found = _object(value)
    return found if found is not None and _number(found.get("id")) is not None else None
