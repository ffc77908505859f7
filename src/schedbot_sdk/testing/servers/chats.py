"""The chats of a local Telegram: people, messages, and the bot's actions. Its owner's lock guards it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.files import SentFile
from schedbot_sdk.testing.servers.keyboards import Button, buttons_of
from schedbot_sdk.testing.servers.known_chats import KnownChats

__all__ = ["BotAction", "Chats", "Person"]

_LAST_ID: Final = 2**31 - 1
_EDITED: Final = frozenset({"text", "entities", "caption", "caption_entities", "reply_markup"})
"""What an edit replaces as a whole."""
_FILES: Final = ("document", "photo", "voice", "audio", "video", "live_photo")


@dataclass(frozen=True, slots=True)
class Person:
    """A person who writes to the bot."""

    id: int
    """The user's id, and the id of their private chat."""
    first_name: str
    """The first name."""
    language_code: str = "en"
    """The IETF language tag of their app."""
    username: str | None = None
    """The username, without @; None without one."""

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
    """One action of the bot: a message, an edit, or an answer to a press of a button."""

    method: str
    """The Bot API method."""
    chat_id: int
    """The chat."""
    message_id: int
    """The message; 0 for actions without a message."""
    text: str = ""
    """The text or caption of the message, or the text of the answer."""
    buttons: tuple[Button, ...] = ()
    """The inline buttons, row by row."""
    file: SentFile | None = None
    """The file that was sent; `text` is its caption."""
    message_thread_id: int | None = None
    """The topic; None outside topics."""


class Chats(KnownChats):
    """Every chat of one bot, with its messages: private ones, groups, and channels."""

    def __init__(self, bot: Mapping[str, object]) -> None:
        super().__init__()
        self._bot = dict(bot)
        self._people: dict[int, tuple[Person, dict[str, object]]] = {}
        self._messages: dict[tuple[int, int], dict[str, object]] = {}
        self._sent_by_bot: set[tuple[int, int]] = set()
        self._files: dict[str, SentFile] = {}
        self._last_id = 0
        self._queries = itertools.count(1)
        self._open_queries: dict[str, int] = {}
        self._pinned: dict[int, int] = {}
        self.actions: list[BotAction] = []
        """All actions of the bot, in their order."""

    def write(self, person: Person, text: str, now: int, extra: Mapping[str, object]) -> dict[str, object]:
        """A person's new message."""
        known = self._people.get(person.id)
        if known is None or known[0] != person:
            # One dict for all messages of a person: a test may write 100,000 of them.
            known = self._people[person.id] = (person, person.as_user())
            self.add_user(known[1])
            self.add_chat(person.as_chat())
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
        """A person's edit of their message.

        Raises:
            KeyError: The message does not exist.
        """
        message = self._messages[person.id, message_id]
        kept = {name: value for name, value in message.items() if name != "entities"}  # they belong to the old text
        return self._keep({**kept, "text": text, "edit_date": now})

    def press(self, person: Person, message_id: int, data: str) -> dict[str, object]:
        """A person's press of a button under a message of the bot.

        Raises:
            KeyError: The message does not exist.
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
        """The `my_chat_member` update when a person blocks or unblocks the bot; None if nothing changes."""
        if bool(self.forbidden_reason(person.id)) == blocks:
            return None
        self.set_bot_status(person.id, "kicked" if blocks else "member")
        statuses = ("member", "kicked") if blocks else ("kicked", "member")
        old, new = (
            {"user": self._bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
            for status in statuses
        )
        payload: dict[str, object] = {"chat": person.as_chat(), "from": person.as_user(), "date": now}
        return payload | {"old_chat_member": old, "new_chat_member": new}

    def send(self, method: str, chat_id: int, now: int, content: Mapping[str, object]) -> dict[str, object]:
        """A new message of the bot, sent by a method."""
        chat = self.chat(chat_id)
        # The sender of a post in a channel is the channel.
        by = {"sender_chat": chat} if chat.get("type") == "channel" else {"from": self._bot}
        message = {"message_id": self._next_id(), **by, "chat": chat, "date": now, **content}
        self._sent_by_bot.add(_key(message))
        self._note(method, message)
        return self._keep(message)

    def create_topic(self, chat_id: int, now: int, topic: Mapping[str, object]) -> int:
        """Create a topic. Returns its id, which is the id of its service message."""
        thread_id = self._next_id()
        payload = {"message_thread_id": thread_id, "is_topic_message": True, "forum_topic_created": topic}
        self._keep({"message_id": thread_id, "from": self._bot, "chat": self.chat(chat_id), "date": now, **payload})
        self.add_topic(chat_id, thread_id)
        return thread_id

    def keep(self, message: Mapping[str, object]) -> None:
        """Add a message that the server did not create; the next messages get higher ids."""
        message_id = _key(message)[1]
        if self._last_id < message_id < _LAST_ID:
            self._last_id = message_id
        self._keep(dict(message))

    def open_query(self, query_id: str, chat_id: int) -> None:
        """Add a press of a button that is not answered yet."""
        self._open_queries[query_id] = chat_id

    def keep_file(self, file: SentFile) -> str:
        """Store a file. Returns its new id, with which the bot can send it again."""
        file_id = f"BQACAgIAAxkDAAI{len(self._files) + 1:06d}"
        self._files[file_id] = file
        return file_id

    def file(self, file_id: str) -> SentFile | None:
        """A file that the bot sent earlier; None if the id is unknown."""
        return self._files.get(file_id)

    def message(self, chat_id: int, message_id: int) -> dict[str, object] | None:
        """A message of any sender; None if it is unknown."""
        return self._messages.get((chat_id, message_id))

    def is_bots(self, message: Mapping[str, object]) -> bool:
        """Whether the bot sent the message, and so may edit it."""
        return _key(message) in self._sent_by_bot

    def edit(
        self, method: str, message: Mapping[str, object], now: int, content: Mapping[str, object]
    ) -> dict[str, object] | None:
        """An edit of the bot's message: new content and keyboard; None if nothing would change."""
        kept = {name: value for name, value in message.items() if name not in _EDITED}
        edited = {**kept, **content}
        if edited == message:
            return None
        edited["edit_date"] = now
        self._note(method, edited)
        return self._keep(edited)

    def delete(self, message: Mapping[str, object]) -> None:
        """Delete a message for the bot."""
        self._note("deleteMessage", message)
        del self._messages[_key(message)]

    def answer_query(self, query_id: str, text: str) -> bool:
        """Answer a query once. Returns whether it was open."""
        chat_id = self._open_queries.pop(query_id, None)
        if chat_id is None:
            return False
        self.actions.append(BotAction("answerCallbackQuery", chat_id, 0, text))
        return True

    def show_action(self, chat_id: int, action: str, thread_id: int | None) -> None:
        """Record a chat action, such as "typing"."""
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
