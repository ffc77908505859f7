"""The chats of a local Telegram: people, messages, and what the bot did to them. Pure, guarded by its owner's lock."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.keyboards import Button, buttons_of

__all__ = ["BotAction", "Chats", "Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to the bot; the private chat with them has their id."""

    id: int
    first_name: str
    language_code: str = "en"
    username: str | None = None

    def as_user(self) -> dict[str, object]:
        """The Bot API's User."""
        user: dict[str, object] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username is not None:
            user["username"] = self.username
        return user | {"language_code": self.language_code}

    def as_chat(self) -> dict[str, object]:
        """The Bot API's Chat of a private conversation."""
        chat: dict[str, object] = {"id": self.id, "first_name": self.first_name}
        if self.username is not None:
            chat["username"] = self.username
        return chat | {"type": "private"}


@dataclass(frozen=True, slots=True)
class BotAction:
    """One thing that the bot did: `method` is the Bot API's name for it."""

    method: str
    chat_id: int
    message_id: int
    text: str = ""
    buttons: tuple[Button, ...] = ()


class Chats:
    """Every private chat of one bot."""

    def __init__(self, bot: Mapping[str, object]) -> None:
        self._bot = dict(bot)
        self._people: dict[int, Person] = {}
        self._messages: dict[tuple[int, int], dict[str, object]] = {}
        self._ids = itertools.count(1)
        self._queries = itertools.count(1)
        self._open_queries: dict[str, int] = {}
        self.actions: list[BotAction] = []

    def knows(self, chat_id: int) -> bool:
        """Whether that person ever wrote to the bot; it cannot write first."""
        return chat_id in self._people

    def chat(self, chat_id: int) -> dict[str, object]:
        """The Bot API's Chat of a person who wrote."""
        return self._people[chat_id].as_chat()

    def write(self, person: Person, text: str, now: int, extra: Mapping[str, object]) -> dict[str, object]:
        """A person's new message."""
        self._people[person.id] = person
        message = {
            "message_id": next(self._ids),
            "from": person.as_user(),
            "chat": person.as_chat(),
            "date": now,
            "text": text,
            **extra,
        }
        return self._keep(person.id, message)

    def rewrite(self, person: Person, message_id: int, text: str, now: int) -> dict[str, object]:
        """A person's edit of a message of theirs.

        Raises:
            KeyError: There is no such message.
        """
        message = {**self._messages[person.id, message_id], "text": text, "edit_date": now}
        return self._keep(person.id, message)

    def press(self, person: Person, message_id: int, data: str) -> dict[str, object]:
        """A person's press of a button under a message of the bot.

        Raises:
            KeyError: There is no such message.
        """
        query_id = str(4_000_000_000 + next(self._queries))
        self._open_queries[query_id] = person.id
        return {
            "id": query_id,
            "from": person.as_user(),
            "message": self._messages[person.id, message_id],
            "chat_instance": str(-person.id),
            "data": data,
        }

    def send(self, chat_id: int, text: str, now: int, extra: Mapping[str, object]) -> dict[str, object]:
        """The bot's new message."""
        message = {
            "message_id": next(self._ids),
            "from": self._bot,
            "chat": self._people[chat_id].as_chat(),
            "date": now,
            "text": text,
            **extra,
        }
        self._note("sendMessage", message)
        return self._keep(chat_id, message)

    def message(self, chat_id: int, message_id: int) -> dict[str, object] | None:
        """A message, whoever wrote it."""
        return self._messages.get((chat_id, message_id))

    def is_bots(self, message: Mapping[str, object]) -> bool:
        """Whether the bot wrote it, and so may edit it."""
        return message["from"] == self._bot

    def edit(
        self, message: Mapping[str, object], text: str, now: int, extra: Mapping[str, object]
    ) -> dict[str, object] | None:
        """The bot's edit of its message; None when nothing would change."""
        kept = {name: value for name, value in message.items() if name not in {"reply_markup", "entities"}}
        edited = {**kept, "text": text, **extra}
        if edited == message:
            return None
        edited["edit_date"] = now
        self._note("editMessageText", edited)
        return self._keep(_chat_id(message), edited)

    def answer_query(self, query_id: str, text: str) -> bool:
        """Whether the query was open; it can be answered once."""
        chat_id = self._open_queries.pop(query_id, None)
        if chat_id is None:
            return False
        self.actions.append(BotAction("answerCallbackQuery", chat_id, 0, text))
        return True

    def show_action(self, chat_id: int, action: str) -> None:
        """The bot's "typing…" in a chat."""
        self.actions.append(BotAction("sendChatAction", chat_id, 0, action))

    def _keep(self, chat_id: int, message: dict[str, object]) -> dict[str, object]:
        self._messages[chat_id, cast("int", message["message_id"])] = message
        return message

    def _note(self, method: str, message: Mapping[str, object]) -> None:
        self.actions.append(
            BotAction(
                method,
                _chat_id(message),
                cast("int", message["message_id"]),
                str(message["text"]),
                buttons_of(cast("JsonValue", message.get("reply_markup"))),
            )
        )


def _chat_id(message: Mapping[str, object]) -> int:
    return cast("int", cast("Mapping[str, object]", message["chat"])["id"])
