"""The chats of a local Telegram: people, messages, and what the bot did to them. Guarded by its owner's lock."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.directory import Directory
from schedbot_sdk.testing.servers.files import SentFile
from schedbot_sdk.testing.servers.keyboards import Button, buttons_of

__all__ = ["BotAction", "Chats", "Person"]

_LAST_ID: Final = 2**31 - 1
_EDITED: Final = frozenset({"text", "entities", "caption", "caption_entities", "reply_markup"})
"""What an edit replaces as a whole."""
_FILES: Final = ("document", "photo", "voice", "audio", "video", "live_photo")


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
    """The file that was sent; `text` is its caption."""
    message_thread_id: int | None = None
    """The topic that it went to."""


class Chats(Directory):
    """Every chat of one bot, with its messages: private ones, groups, and channels."""

    def __init__(self, bot: Mapping[str, object]) -> None:
        super().__init__()
        self._bot = dict(bot)
        self._people: dict[int, tuple[Person, dict[str, object]]] = {}
        self._messages: dict[tuple[int, int], dict[str, object]] = {}
        self._own: set[tuple[int, int]] = set()
        self._files: dict[str, SentFile] = {}
        self._last_id = 0
        self._queries = itertools.count(1)
        self._open_queries: dict[str, int] = {}
        self._pinned: dict[int, int] = {}
        self.actions: list[BotAction] = []

    def write(self, person: Person, text: str, now: int, extra: Mapping[str, object]) -> dict[str, object]:
        """A person's new message."""
        known = self._people.get(person.id)
        if known is None or known[0] != person:
            # One dict for all messages of a person: a test may well write 100,000 of them.
            known = self._people[person.id] = (person, person.as_user())
            self.meet_user(known[1])
            self.meet_chat(person.as_chat())
        message = {
            "message_id": self._next_id(),
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
        self.open_query(query_id, person.id)
        return {
            "id": query_id,
            "from": person.as_user(),
            "message": message,
            "chat_instance": str(-person.id),
            "data": data,
        }

    def block(self, person: Person, now: int, *, blocks: bool) -> dict[str, object] | None:
        """What the bot is told when a person blocks it, or takes that back; None when nothing changes."""
        if bool(self.barred(person.id)) == blocks:
            return None
        self.see_status(person.id, "kicked" if blocks else "member")
        statuses = ("member", "kicked") if blocks else ("kicked", "member")
        old, new = (
            {"user": self._bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
            for status in statuses
        )
        told: dict[str, object] = {"chat": person.as_chat(), "from": person.as_user(), "date": now}
        return told | {"old_chat_member": old, "new_chat_member": new}

    def send(self, method: str, chat_id: int, now: int, content: Mapping[str, object]) -> dict[str, object]:
        """The bot's new message, sent by a method."""
        chat = self.chat(chat_id)
        # What is posted in a channel is the channel's, whoever posts it.
        by = {"sender_chat": chat} if chat.get("type") == "channel" else {"from": self._bot}
        message = {"message_id": self._next_id(), **by, "chat": chat, "date": now, **content}
        self._own.add(_key(message))
        self._note(method, message)
        return self._keep(message)

    def begin_topic(self, chat_id: int, now: int, topic: Mapping[str, object]) -> int:
        """The id of a new topic, which is that of the service message that tells of it."""
        thread_id = self._next_id()
        told = {"message_thread_id": thread_id, "is_topic_message": True, "forum_topic_created": topic}
        self._keep({"message_id": thread_id, "from": self._bot, "chat": self.chat(chat_id), "date": now, **told})
        self.meet_topic(chat_id, thread_id)
        return thread_id

    def keep(self, message: Mapping[str, object]) -> None:
        """Know a message that the server did not make; the ids of the next ones are above its own."""
        message_id = _key(message)[1]
        if self._last_id < message_id < _LAST_ID:
            self._last_id = message_id
        self._keep(dict(message))

    def open_query(self, query_id: str, chat_id: int) -> None:
        """Let a press of a button wait for its answer."""
        self._open_queries[query_id] = chat_id

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
        return _key(message) in self._own

    def edit(
        self, method: str, message: Mapping[str, object], now: int, content: Mapping[str, object]
    ) -> dict[str, object] | None:
        """The bot's edit of its message: new content and keyboard; None when nothing would change."""
        kept = {name: value for name, value in message.items() if name not in _EDITED}
        edited = {**kept, **content}
        if edited == message:
            return None
        edited["edit_date"] = now
        self._note(method, edited)
        return self._keep(edited)

    def delete(self, message: Mapping[str, object]) -> None:
        """The bot's removal of a message."""
        self._note("deleteMessage", message)
        del self._messages[_key(message)]

    def answer_query(self, query_id: str, text: str) -> bool:
        """Whether the query was open; it can be answered once."""
        chat_id = self._open_queries.pop(query_id, None)
        if chat_id is None:
            return False
        self.actions.append(BotAction("answerCallbackQuery", chat_id, 0, text))
        return True

    def show_action(self, chat_id: int, action: str, thread_id: int | None) -> None:
        """The bot's "typing…" in a chat."""
        self.actions.append(BotAction("sendChatAction", chat_id, 0, action, message_thread_id=thread_id))

    def pin(self, message: Mapping[str, object]) -> None:
        """The bot's pin of a message."""
        chat_id, message_id = _key(message)
        self._pinned[chat_id] = message_id
        self._note("pinChatMessage", message)

    def pinned_message(self, chat_id: int) -> dict[str, object] | None:
        """The message that was pinned last."""
        return self._messages.get((chat_id, self._pinned.get(chat_id, 0)))

    def react(self, message: Mapping[str, object], reaction: str) -> None:
        """The bot's reaction to a message; empty when it takes it back."""
        self.actions.append(BotAction("setMessageReaction", *_key(message), reaction))

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _keep(self, message: dict[str, object]) -> dict[str, object]:
        self._messages[_key(message)] = message
        return message

    def _note(self, method: str, message: Mapping[str, object]) -> None:
        self.actions.append(
            BotAction(
                method,
                *_key(message),
                str(message.get("text", message.get("caption", ""))),
                buttons_of(cast("JsonValue", message.get("reply_markup"))),
                self._files.get(_file_id(message)),
                cast("int | None", message.get("message_thread_id")),
            )
        )


def _file_id(message: Mapping[str, object]) -> str:
    """The id of the file that a message carries; empty without one."""
    for name in _FILES:
        file = message.get(name)
        largest = cast("Sequence[Mapping[str, str]]", file)[-1] if isinstance(file, list) else file
        if isinstance(largest, Mapping):
            return cast("Mapping[str, str]", largest)["file_id"]
    return ""


def _key(message: Mapping[str, object]) -> tuple[int, int]:
    """A message's chat and id."""
    chat = cast("Mapping[str, int]", message["chat"])
    return chat["id"], cast("int", message["message_id"])
