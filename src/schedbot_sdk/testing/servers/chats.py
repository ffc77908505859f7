"""The chats of a local Telegram: people, messages, and what the bot did to them. Guarded by its owner's lock."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.files import SentFile
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
    file: SentFile | None = None
    """What `sendDocument` sent; `text` is its caption."""


class Chats:
    """Every chat of one bot: the private ones, and the supergroups that chats moved to."""

    def __init__(self, bot: Mapping[str, object]) -> None:
        self._bot = dict(bot)
        self._people: dict[int, tuple[Person, dict[str, object]]] = {}
        self._chats: dict[int, dict[str, object]] = {}
        self._moved: dict[int, int] = {}
        self._blocked: set[int] = set()
        self._messages: dict[tuple[int, int], dict[str, object]] = {}
        self._files: dict[str, SentFile] = {}
        self._ids = itertools.count(1)
        self._queries = itertools.count(1)
        self._open_queries: dict[str, int] = {}
        self.actions: list[BotAction] = []

    def knows(self, chat_id: int) -> bool:
        """Whether that person ever wrote to the bot; it cannot write first."""
        return chat_id in self._chats

    def chat(self, chat_id: int) -> dict[str, object]:
        """The Bot API's Chat."""
        return self._chats[chat_id]

    def write(self, person: Person, text: str, now: int, extra: Mapping[str, object]) -> dict[str, object]:
        """A person's new message."""
        known = self._people.get(person.id)
        if known is None or known[0] != person:
            # One dict for all messages of a person: a test may well write 100,000 of them.
            known = self._people[person.id] = (person, person.as_user())
            self._chats[person.id] = person.as_chat()
        message = {
            "message_id": next(self._ids),
            "from": known[1],
            "chat": self._chats[person.id],
            "date": now,
            "text": text,
            **extra,
        }
        return self._keep(message)

    def rewrite(self, person: Person, message_id: int, text: str, now: int) -> dict[str, object]:
        """A person's edit of a message of theirs.

        Raises:
            KeyError: There is no such message.
        """
        message = self._messages[person.id, message_id]
        kept = {name: value for name, value in message.items() if name != "entities"}  # they were the old text's
        return self._keep({**kept, "text": text, "edit_date": now})

    def press(self, person: Person, message_id: int, data: str) -> dict[str, object]:
        """A person's press of a button under a message of the bot.

        Raises:
            KeyError: There is no such message.
        """
        message = self._messages[person.id, message_id]
        query_id = str(4_000_000_000 + next(self._queries))
        self._open_queries[query_id] = person.id
        return {
            "id": query_id,
            "from": person.as_user(),
            "message": message,
            "chat_instance": str(-person.id),
            "data": data,
        }

    def block(self, person: Person, now: int, *, blocks: bool) -> dict[str, object] | None:
        """What the bot is told when a person blocks it, or takes that back; None when nothing changes."""
        if (person.id in self._blocked) == blocks:
            return None
        self._blocked ^= {person.id}
        statuses = ("member", "kicked") if blocks else ("kicked", "member")
        old, new = (
            {"user": self._bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
            for status in statuses
        )
        told: dict[str, object] = {"chat": person.as_chat(), "from": person.as_user(), "date": now}
        return told | {"old_chat_member": old, "new_chat_member": new}

    def is_blocked(self, chat_id: int) -> bool:
        """Whether the person of a private chat blocked the bot."""
        return chat_id in self._blocked

    def move(self, chat_id: int, to: int) -> None:
        """Let a chat become a supergroup, which has another id."""
        self._moved[chat_id] = to
        self._chats[to] = {"id": to, "title": "Supergroup", "type": "supergroup"}

    def moved_to(self, chat_id: int) -> int | None:
        """The supergroup that a chat became."""
        return self._moved.get(chat_id)

    def send(self, method: str, chat_id: int, now: int, content: Mapping[str, object]) -> dict[str, object]:
        """The bot's new message, sent by a method."""
        message = {
            "message_id": next(self._ids),
            "from": self._bot,
            "chat": self._chats[chat_id],
            "date": now,
            **content,
        }
        self._note(method, message)
        return self._keep(message)

    def keep_file(self, file: SentFile) -> str:
        """A new id, by which the bot can send the file again."""
        file_id = f"BQACAgIAAxkDAAI{len(self._files) + 1:06d}"
        self._files[file_id] = file
        return file_id

    def file(self, file_id: str) -> SentFile | None:
        """A file that the bot sent before."""
        return self._files.get(file_id)

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
        return self._keep(edited)

    def delete(self, message: Mapping[str, object]) -> None:
        """The bot's removal of a message."""
        self._note("deleteMessage", message)
        del self._messages[_chat_id(message), cast("int", message["message_id"])]

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

    def _keep(self, message: dict[str, object]) -> dict[str, object]:
        self._messages[_chat_id(message), cast("int", message["message_id"])] = message
        return message

    def _note(self, method: str, message: Mapping[str, object]) -> None:
        document = cast("Mapping[str, str]", message.get("document", {}))
        self.actions.append(
            BotAction(
                method,
                _chat_id(message),
                cast("int", message["message_id"]),
                str(message.get("text", message.get("caption", ""))),
                buttons_of(cast("JsonValue", message.get("reply_markup"))),
                self._files.get(document.get("file_id", "")),
            )
        )


def _chat_id(message: Mapping[str, object]) -> int:
    return cast("int", cast("Mapping[str, object]", message["chat"])["id"])
